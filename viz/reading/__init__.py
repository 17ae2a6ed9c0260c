"""From Tensors to the graph of a drawing. Read in this order:

1. `read`: what Tensors depend on, folded to a size that can be read.
2. `reader`: each value, operation and module of it in words.
3. `heat`: small arrays as shades; `definitions`: fused operations written out.
"""
