"""Layers that make one output of several inputs; `merge` is their base."""
