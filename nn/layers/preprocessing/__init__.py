"""Layers that prepare data: numbers, categories, texts and sounds. `adapting` is the base of those that learn from data."""
