"""InputSpec: a layer of one's own says what it takes, and is asked at each call."""

import numpy as np
import pytest

import nn as keras
from nn.layers import InputSpec

X = np.ones((2, 3, 4), "float32")
FAULTS = [
    ({"ndim": 2}, "2 axes"), ({"max_ndim": 2}, "at most 2"), ({"min_ndim": 4}, "at least 4"), ({"dtype": "int32"}, "int32"),
    ({"axes": {-1: 5}}, "axis -1 must have the size 5"), ({"shape": (None, 3, 5)}, r"shape must be \(None, 3, 5\)"),
]  # fmt: skip
FITS = [
    {"ndim": 3},
    {"max_ndim": 3},
    {"min_ndim": 1},
    {"dtype": "float32"},
    {"axes": {-1: 4, 1: None}},
    {"shape": (None, 3, 4)},
]


class Same(keras.layers.Layer):
    def __init__(self, spec):
        super().__init__()
        self.input_spec = spec

    def call(self, x):
        return x


@pytest.mark.parametrize(("settings", "said"), FAULTS)
def test_an_input_that_does_not_fit_is_refused_with_what_is_wrong(settings, said):
    for x in (X, keras.Input((3, 4))):
        with pytest.raises(ValueError, match=f"same got an input of shape .*{said}"):
            Same(InputSpec(**settings))(x)


@pytest.mark.parametrize("settings", FITS)
def test_an_input_that_fits_passes(settings):
    assert Same(keras.InputSpec(**settings))(X).shape == X.shape


def test_a_last_axis_of_size_1_may_be_missing_or_too_many():
    layer = Same(InputSpec(shape=(None, 3, 1), allow_last_axis_squeeze=True))
    assert layer(np.ones((2, 3))).shape == (2, 3)
    with pytest.raises(ValueError, match="its shape must be"):
        layer(np.ones((2, 4)))


def test_several_inputs_have_a_spec_each_and_a_dict_is_read_by_name():
    layer = Same([InputSpec(ndim=3), InputSpec(ndim=1, optional=True)])
    layer([X, np.ones(2)])
    with pytest.raises(ValueError, match="takes 2 inputs, got 1"):
        layer(X)
    named = Same([InputSpec(ndim=1, name="b"), InputSpec(ndim=3, name="a")])
    named({"a": X, "b": np.ones(2)})
    with pytest.raises(ValueError, match="b is missing"):
        named({"a": X})


def test_a_spec_is_refused_where_it_contradicts_itself():
    with pytest.raises(TypeError, match="axes is a dict"):
        InputSpec(axes={"a": 1})
    with pytest.raises(ValueError, match="there is no axis 3 among 2"):
        InputSpec(ndim=2, axes={3: 1})
    assert InputSpec.from_config(InputSpec(ndim=2).get_config()).ndim == 2
