"""Networks of single numbers: `neuron`, where every weight is a Tensor, and `per_sample`, which trains them on batches."""
