"""data_format="channels_first": the same numbers, with the channels on axis 1, in every layer over sizes."""

from __future__ import annotations

import numpy as np
import pytest

import nn
from nn import layers as L

LAYERS = {
    "AdaptiveAveragePooling1D": ((3,), {}), "AdaptiveMaxPooling2D": ((2,), {}), "AveragePooling1D": ((2,), {}),
    "AveragePooling2D": ((2,), {"padding": "same"}), "AveragePooling3D": ((2,), {}), "Conv1D": ((4, 2), {"padding": "causal"}),
    "Conv1DTranspose": ((4, 2), {}), "Conv2D": ((4, 2), {"strides": 2}), "Conv2DTranspose": ((4, 3), {"strides": 2}),
    "Conv3D": ((2, 2), {}), "Conv3DTranspose": ((2, 2), {}), "Cropping2D": ((1,), {}), "Cropping3D": ((1,), {}),
    "DepthwiseConv1D": ((2,), {}), "DepthwiseConv2D": ((2,), {"depth_multiplier": 2}), "GlobalAveragePooling1D": ((), {}),
    "GlobalAveragePooling2D": ((), {"keepdims": True}), "GlobalMaxPooling3D": ((), {}), "MaxPooling1D": ((), {}),
    "MaxPooling2D": ((), {}), "MaxPooling3D": ((), {}), "SeparableConv1D": ((4, 2), {}), "SeparableConv2D": ((4, 2), {}),
    "UpSampling2D": ((2,), {"interpolation": "bilinear"}), "UpSampling3D": ((), {}), "ZeroPadding1D": ((), {}),
    "ZeroPadding2D": (((1, (0, 2)),), {}), "ZeroPadding3D": ((), {}), "SpatialDropout2D": ((0.5,), {"seed": 1}),
}  # fmt: skip
SIZES = {"1": (6,), "2": (5, 6), "3": (4, 3, 5)}


@pytest.mark.parametrize("name", LAYERS)
def test_the_same_numbers_come_out(name):
    args, settings = LAYERS[name]
    shape = (2, *SIZES[name[name.index("D") - 1] if name[-1] != "D" and "D" in name[-12:] else name[-2]], 3)
    x = np.random.default_rng(0).normal(size=shape).astype("float32")
    kind = getattr(L, name)
    last, first = kind(*args, **settings), kind(*args, **settings, data_format="channels_first")
    moved = np.moveaxis(x, -1, 1)
    training = {"training": True} if "Dropout" in name else {}
    wanted = last(x)
    first(moved)
    first.set_weights(last.get_weights())
    last, first = (
        (kind(*args, **settings), kind(*args, **settings, data_format="channels_first")) if training else (last, first)
    )
    wanted = np.asarray(nn_numbers(last(x, **training)))
    found = np.asarray(nn_numbers(first(moved, **training)))
    np.testing.assert_allclose(np.moveaxis(found, 1, -1) if found.ndim > 2 else found, wanted, rtol=1e-5, atol=1e-6)
    assert tuple(first.compute_output_shape(moved.shape)) == found.shape
    symbol = kind(*args, **settings, data_format="channels_first")(nn.Input(moved.shape[1:]))
    assert symbol.shape[1:] == found.shape[1:]


def nn_numbers(x):
    return x.numpy() if hasattr(x, "numpy") else x


def test_flatten_gives_features_in_one_order():
    x = np.arange(24.0).reshape(2, 3, 2, 2)
    found = L.Flatten(data_format="channels_first")(x)
    np.testing.assert_array_equal(found, L.Flatten()(np.moveaxis(x, 1, -1)))


def test_a_convolutional_memory_with_channels_first():
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5, 2)).astype("float32")
    settings = {"filters": 3, "kernel_size": 2, "return_sequences": True, "return_state": True}
    last, first = L.ConvLSTM2D(**settings), L.ConvLSTM2D(**settings, data_format="channels_first")
    wanted, moved = last(x), np.moveaxis(x, -1, 2)
    first(moved)
    first.set_weights(last.get_weights())
    found = first(moved)
    np.testing.assert_allclose(np.moveaxis(found[0].numpy(), 2, -1), wanted[0].numpy(), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(np.moveaxis(found[2].numpy(), 1, -1), wanted[2].numpy(), rtol=1e-5, atol=1e-6)
    assert [tuple(s[1:]) for s in first.compute_output_shape(moved.shape)] == [y.shape[1:] for y in found]


def test_a_subclass_sees_its_own_axes():
    class Doubled(L.Conv2D):
        def call(self, x):
            assert np.shape(x) == (1, 3, 5, 6)
            return 2.0 * super().call(x)

    layer = Doubled(4, 2, data_format="channels_first")
    assert layer(np.ones((1, 3, 5, 6), "float32")).shape == (1, 4, 4, 5)


def test_a_network_with_channels_first_trains():
    model = nn.Sequential(
        [
            nn.Input((3, 8, 8)), L.Conv2D(4, 3, activation="relu", data_format="channels_first"),
            L.MaxPooling2D(data_format="channels_first"), L.BatchNormalization(axis=1),
            L.GlobalAveragePooling2D(data_format="channels_first"), L.Dense(1),
        ]
    )  # fmt: skip
    model.compile("adam", "mse")
    loss = model.fit(np.random.default_rng(0).normal(size=(20, 3, 8, 8)), np.ones(20), epochs=5, verbose=0).history["loss"]
    assert loss[-1] < loss[0]


def test_shapes_may_be_given_by_name():
    layer = L.Conv2D(2, 3, data_format="channels_first")
    layer.build(input_shape=(None, 5, 8, 8))
    assert layer.kernel.shape == (3, 3, 5, 2)
    assert layer.compute_output_shape(input_shape=(None, 5, 8, 8)) == (None, 2, 6, 6)
    assert L.Conv1D(2, 3).compute_output_shape(input_shape=(None, 8, 5)) == (None, 6, 2)
