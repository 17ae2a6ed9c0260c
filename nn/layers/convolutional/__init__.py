"""Convolutions and their transposes; `base` holds what they have in common."""
