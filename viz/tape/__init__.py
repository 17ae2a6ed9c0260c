"""The recorded tape as a drawing needs it. Read in this order:

1. `survey`: what results depend on. `scopes`: which module recorded what.
2. `levels`: how deep an operation lies. `gradients`: of which value a gradient is the gradient.
3. `rest`: Python's garbage collector rests meanwhile.
"""
