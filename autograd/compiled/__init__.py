"""Compiled tapes: a recorded tape is a straight-line program, and runs again as a few NumPy calls.

A tape of single numbers, which `scalars` takes through these steps:
1. `lines`: the tape as arrays, every value a number;
2. `levels`: what can run together, by kind of operation;
3. `sums`: chains of additions, products included, are one sum each (found first, so that levels are few);
4. `steps`: a call for each group; `places`: where it reads and adds gradients, views of one vector where that can be;
   `narrow`: stretches too thin for NumPy, one by one;
   `quick_narrow`: the same quickly: `templates` writes each kind of line as text from its row, `loops` finds repeated
   bodies, `bodies` makes them functions, `switch` interprets the rest, `stretch` puts both together; `machine`, `pieces`
   and `whole` need numba;
5. `matmuls`: the matrix products hiding in the sums: whole ones, stacks, and such with gaps, as triangles.

A tape of arrays:
6. `arrays`: one operation after another in memory planned once. `reverse`: its backward pass as more tape; `array_lines`: the
   operations as lines; `layout`: how their values lie in memory; `buffers`: which memory is used again.

`program` is what users hold: it reads new `inputs` and keeps `parameters` in one vector. `decorator` makes a program of a
function: `replay` is one recording of it, `forms` takes its arguments apart, `surroundings` notices that what it sees besides
them has changed, and `anew` is about what each run draws or calls again.
"""
