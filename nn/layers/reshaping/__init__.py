"""Layers that move numbers and compute nothing: flatten, permute, pad, crop, enlarge."""
