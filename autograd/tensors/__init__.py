"""Tensor: the syntax over the op table. Read in this order:

1. `tensor`: operators and methods. `a * b` is the row `mul`, recorded as `kernel.op.record` says, by `kernel.quick_record`.
2. `value`, `history`: what a Tensor holds, and how it came about; `replacing`: other values for leaves.
3. `arrays`, `assignment`, `comparisons`: from lists to arrays, `t[key] = v`, and `t < 0`. `help`: texts of the methods.
"""
