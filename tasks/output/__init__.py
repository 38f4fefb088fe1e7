"""Output: what a run leaves for its user: texts, tables and the report."""
