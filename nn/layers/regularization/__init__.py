"""Dropout, noise and penalties, which keep a network from learning its samples by heart."""
