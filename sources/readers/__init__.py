"""Readers: a file in, lines of cells out, one small module a format."""
