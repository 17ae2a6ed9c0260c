"""make.py needs Keras and PyTorch, which are no dependencies."""

collect_ignore = ["make.py"]
