"""NumPy's functions over the op table, with NumPy's names and arguments, on Tensors, arrays and numbers.

Elementwise functions are the rows themselves (`exp`, `tanh`, `relu`, ...). Here stand those whose arguments need
arranging. `np.name(tensor)` finds the same functions through NumPy's protocols, so a program written with `np` is
differentiated as it is. Read in this order:

1. `register`: how a function answers to NumPy's name; `signatures`: what type checkers know of it.
2. `shaping`, `picking`, `joining`, `moving`, `laying`, `triangles`: numbers moved without changing them.
3. `reductions`, `without_nan`, `quantiles`, `statistics`, `products`, `norms`, `linear_algebra`, `calculus`, `polynomials`,
   `choices`, `probabilities`, `elementwise`, `looping`: numbers made of several.
4. `constants`: what has no derivative; `protocols`: how a call of NumPy's own function on a Tensor comes here.
"""
