"""Segmentation: from the picture of a page to its glyphs."""
