"""The kernel: recording and backpropagation. Read, in this order:

1. `node`: what is recorded. A Node holds a value, the operation that made it, its inputs, and its position on the tape.
2. `op`: a row of the op table says how an operation is computed, and has a rule for each input that hands a gradient back.
   `record` runs the operation and puts it on the tape: `a * b` means `record(Tensor, mul, (a, b))`.
3. `backward`: the tape is walked backwards, rule by rule: `z.backward()` means `backward(z, 1.0)`. `broadcasting` sums what a
   rule gives to the shape of its input.

With `autograd.ops.arithmetic`, the first rows of the table, that is all of backpropagation. The rest makes it quick and safe:

* `quick_record`, `quick_backward`: `record` and `backward` once more, written out for one and two inputs. Operators and
  `z.backward()` run these, for programs of single numbers spend their time there.
* `pull`: the walk of `backward` for derivatives of functions, recorded where more may be differentiated.
* `rows`, `arguments`: the table itself, what a row must say to enter it, and what it may be called with.
* `described`, `values`, `writes`: how a Node is read and set, what it may hold, arrays that were overwritten.
* `joint`: rows with one rule for all inputs.
* `choices`: zeros that come from a choice, which no infinity turns into NaN.
* `noting`: which values the gradients of a recorded pass belong to, for drawings.
* `versions`: Tensors whose elements were assigned. `hooks`: functions that a pass calls with a gradient.
* `modes`, `blocks`, `locks`, `collector`: no_grad, watchers and scopes; threads; Python's garbage collector.
"""
