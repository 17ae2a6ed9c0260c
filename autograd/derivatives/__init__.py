"""Derivatives of functions: `grad`, `vjp`, `jvp`, `jacobian`, `hessian`, `gradcheck`. Read in this order:

1. `functional`: what users call. `argnums`, `signatures`, `returned`: the arguments it takes, the types that editors see, and
   the checks of what a function returned.
2. `linearization`: a function at one point, whose value is played backward (`pull`) or along a direction (`push`).
3. `push`: tangents along a recorded tape; `forward`: the same while the function runs; `batched`: a whole Jacobian at once.
4. `gradcheck`, `elementwise`, `checkpoint`, `local`, `of_tensors`: each a further way to ask for derivatives.
5. `by_argnum`: the names of the other package called `autograd`.
"""
