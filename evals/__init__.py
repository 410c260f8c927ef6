"""Questions with known answers, and the measures of how well they are answered."""
