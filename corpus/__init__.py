"""What a source, a page and a passage are, where they are kept, and the starter texts."""
