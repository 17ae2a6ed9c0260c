"""Training: from the data that `fit` is given to a step. Read in this order:

1. `trainer`: a step, from the outputs to the optimizer, and what `compile` chose. `goals`, `outputs`,
   `nests`: the loss and metrics.
2. `fitting`: what `fit`, `evaluate` and `predict` do. `run`: a `fit`, epoch after epoch. `passes`: metrics begin anew.
   `progress`: the bar.
3. `intake`: data on their way to the model. `samples`, `foreign`: arrays and tables, looked over. `batches`: from where
   batches come. `ends`, `parts`: what enters and leaves a model, and what a step goes through.
4. Compiled steps: `compiled_step`, `whole_step`, `heads`, `tails`. Predictions: `compiled_call`. `known`: what only computes.
5. `hooks`, `by_hand`: steps that a subclass writes itself. `diagnosis`: where a NaN came from. `resuming`: a training as data.
   `shared`: several processes.
"""
