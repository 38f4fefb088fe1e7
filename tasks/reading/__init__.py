"""Reading: from what glyphs look like, and what stands around them, to text."""
