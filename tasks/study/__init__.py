"""The study: what the reference network and its mathematics do, shown with our own network."""
