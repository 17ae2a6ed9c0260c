"""Recurrent layers: cells make one step (`cells`), `base` and `sequence` carry them through a sequence."""
