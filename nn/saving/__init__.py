"""Files that hold weights, and whole models."""
