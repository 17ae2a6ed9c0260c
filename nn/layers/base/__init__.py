"""What the families of layers stand on: their arguments (`arguments`), weights (`weighted`), sizes of images (`spatial`)."""
