"""Activations as layers, and one that learns its slopes."""
