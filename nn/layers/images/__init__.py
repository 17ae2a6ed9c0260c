"""Layers that change images: at random in training, as data augmentation, or always in one way, as resizing."""
