"""The command line `scrivano`."""
