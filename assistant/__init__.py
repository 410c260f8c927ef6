"""The read side: a question becomes an answer with verified citations."""
