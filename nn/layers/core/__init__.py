"""The layers that every network begins with: Input, Dense, Embedding."""
