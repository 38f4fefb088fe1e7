"""Inspection: a page read in one go, with pictures of every stage."""
