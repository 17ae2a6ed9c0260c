"""NumPy's functions over the op table, with NumPy's names and arguments, on Tensors, arrays and numbers.

Elementwise functions are the rows themselves (`exp`, `tanh`, `relu`, ...). Here stand those whose arguments need
arranging. `np.name(tensor)` finds the same functions through NumPy's protocols, so a program written with `np` is
differentiated as it is. Read in this order:

1. `register`: how a function answers to NumPy's name; `signatures`: what type checkers know of it.
2. `shaping`, `picking`, `joining`, `moving`, `selecting`, `laying`, `triangles`: numbers moved without changing them.
3. `elementwise`, `complex`, `choices`: numbers made of the one in the same place.
4. `reductions`, `without_nan`, `quantiles`, `statistics`, `probabilities`: many made one.
5. `products`, `norms`, `decompositions`, `linear_algebra`: vectors and matrices. `calculus`, `convolving`, `polynomials`,
   `fourier`: rows of samples. `looping`: a function of the caller's, along an axis.
6. `constants`: what has no derivative; `protocols`: how a call of NumPy's own function on a Tensor comes here.
"""
