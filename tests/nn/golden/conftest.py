"""The scripts that make the numbers need Keras and PyTorch, which are no dependencies."""

collect_ignore_glob = ["make*.py"]
