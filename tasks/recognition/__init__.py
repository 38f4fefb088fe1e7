"""Recognition: from glyphs in rows to all that may be characters, as the network sees them."""
