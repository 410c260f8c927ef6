"""The write side: a file becomes a document of the library."""
