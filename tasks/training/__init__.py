"""Training: from samples to a recogniser."""
