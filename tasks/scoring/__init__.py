"""Scoring: how far readings are from the truth."""
