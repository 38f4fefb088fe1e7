"""Layout: from the glyphs of a page to its rows and words."""
