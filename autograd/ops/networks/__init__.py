"""The long rows of networks, each a whole layer's work: convolution, pooling, normalization, attention, recurrence.

`convolution` and `pooling` stand on `windows`, `recurrence` on `lstm_forward` and `lstm_backward`. `normalization`,
`layer_normalization` and `attention` stand alone. `oracles` computes the same results step by step, for the tests.
"""
