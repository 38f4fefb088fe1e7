"""Orientation: which way up a page lies, found by reading."""
