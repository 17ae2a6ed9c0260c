"""Normalizations of signals; `base` holds their learned scale and shift."""
