"""Flows: the stories that Scrivano tells with its tasks, and the command line that starts them."""
