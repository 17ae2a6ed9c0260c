"""Pooling: an image or a sequence becomes smaller; windows of a given size, of a given number, or one over all."""
