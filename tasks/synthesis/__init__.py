"""Synthesis: own stroke templates, from which glyphs and whole pages are drawn with exact truth."""
