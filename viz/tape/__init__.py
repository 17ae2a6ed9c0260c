"""The recorded tape as a drawing needs it. Read in this order:

1. `survey`: what results depend on. `scopes`: which module recorded what.
2. `wires`: a long tape as arrays of whole numbers; `codes` makes them of anything else.
3. `levels`: how deep an operation lies. `gradients`: of which value a gradient is the gradient.
4. `rest`: Python's garbage collector rests meanwhile.
"""
