"""The formulas of the op table, and the chain rule of a tape, as text and as TeX. Read in this order:

1. `formula`: a row's formulas as plain text. `substitution`: a formula with names or numbers in the place of its letters.
2. `explain`: the steps of the chain rule for one tensor; `explanation` writes them out.
3. `reference`, `numpy_names`: the pages OPS.md and NUMPY.md.
"""
