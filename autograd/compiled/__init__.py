"""Compiled tapes: a recorded tape is a straight-line program, and runs again as a few NumPy calls.

The files are the steps: `lines` reads a tape of single numbers into arrays, `sums` folds chains of additions,
`levels` groups what can run together, `matmuls` finds the matrix products hiding in the sums, `places` turns
slots into views and sorted scatters, `steps` are the calls, and `scalars` lays it all out over one vector.
`narrow` runs stretches too thin for NumPy, `arrays` runs tapes of arrays, `program` is what users hold; the
decorator is in autograd.replay, and `forms` is how it takes arguments apart.
"""
