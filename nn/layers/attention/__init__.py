"""Attention and transformers. `scores` computes attention, which the layers of the other files call."""
