"""Schemas, settings, alphabets and errors: what all parts of Scrivano agree upon."""
