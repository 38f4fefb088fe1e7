"""Data sets: labelled characters of many forms, loaded to one table."""
