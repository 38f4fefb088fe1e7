"""Tasks: the stages of Scrivano, thin around plain functions, and what keeps their results."""
