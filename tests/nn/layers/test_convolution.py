"""Layers of convolution and pooling: derivatives of both orders, any shapes, errors that teach, digits recognized."""

from __future__ import annotations

import numpy as np
import pytest
from full_mnist import needs_full_mnist
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
import nn
from autograd import Tensor, gradcheck
from autograd.ops.networks import convolution, windows
from nn import layers
from nn.datasets import mnist

rng = np.random.default_rng(0)

LAYERS = {
    "conv1d": (lambda: layers.Conv1D(2, 3, padding="causal", dilation_rate=2, dtype="float64"), (2, 5, 2)),
    "conv2d": (lambda: layers.Conv2D(2, 3, activation="tanh", dtype="float64"), (1, 5, 4, 2)),
    "strides": (lambda: layers.Conv2D(2, 2, strides=3, padding="same", dtype="float64"), (2, 5, 4, 1)),
    "groups": (lambda: layers.Conv2D(4, (2, 3), groups=2, use_bias=False, dtype="float64"), (1, 3, 4, 4)),
    "depthwise": (lambda: layers.DepthwiseConv2D(2, depth_multiplier=2, dtype="float64"), (1, 3, 4, 3)),
    "separable": (lambda: layers.SeparableConv2D(2, 3, padding="same", dtype="float64"), (1, 4, 3, 2)),
    "transposed": (lambda: layers.Conv2DTranspose(2, 3, strides=2, padding="same", dtype="float64"), (1, 3, 2, 2)),
    "max": (lambda: layers.MaxPooling2D(3, strides=2, padding="same"), (1, 5, 4, 2)),
    "average": (lambda: layers.AveragePooling2D((2, 3), strides=1, padding="same"), (1, 3, 4, 2)),
    "global": (lambda: layers.GlobalAveragePooling2D(), (2, 3, 2, 2)),
    "bilinear": (lambda: layers.UpSampling2D((2, 3), interpolation="bilinear"), (1, 2, 3, 2)),
    "padded": (lambda: layers.ZeroPadding2D(((1, 0), (2, 1))), (1, 2, 3, 2)),
    "cropped": (lambda: layers.Cropping2D(((1, 0), (0, 1))), (1, 2, 3, 2)),
}


def build(layer, shape):
    """The layer with all its weights away from zero."""
    layer._build((None, *shape[1:]))
    layer.set_weights([rng.normal(size=w.shape).astype(w.dtype) for w in layer.get_weights()])
    return layer


@pytest.mark.parametrize("name", LAYERS)
def test_first_and_second_derivatives_of_whole_layers(name):
    make, shape = LAYERS[name]
    layer = build(make(), shape)

    def network(x, *weights):
        for (owner, attribute), w in zip(places, weights):
            setattr(owner, attribute, w)
        return autograd.tanh(layer(x)) ** 2  # bent, so that second derivatives are not zero

    places = [(layer, path) for path, _ in layer.named_parameters()]
    gradcheck(network, rng.normal(size=shape), *[w.numpy() for w in layer.parameters()])


sizes = st.integers(1, 7)


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(0, 3), height=sizes, width=sizes, channels=st.integers(1, 3), filters=st.integers(1, 3),
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 4)), strides=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    dilation=st.integers(1, 3), padding=st.sampled_from(["valid", "same"]), piece=st.sampled_from([1, 600, 1 << 19]),
    narrow=st.sampled_from([0, 20, 1000]),
)  # fmt: skip
def test_any_shape_gives_one_trilinear_form_from_three_sides(
    n, height, width, channels, filters, kernel, strides, dilation, padding, piece, narrow
):
    """⟨conv(x, k), g⟩ = ⟨x, convᵀ(g, k)⟩ = ⟨k, share of k⟩, whatever the pieces that the work is cut into."""
    layer = layers.Conv2D(filters, kernel, strides, padding, dilation_rate=dilation, use_bias=False, dtype="float64")
    spans = [(k - 1) * dilation + 1 for k in kernel]
    x = Tensor(np.asfortranarray(rng.normal(size=(n, height, width, channels))))  # not contiguous
    before = windows.PIECE, convolution.NARROW
    windows.PIECE, convolution.NARROW = piece, narrow
    try:
        if padding == "valid" and (spans[0] > height or spans[1] > width):
            with pytest.raises(ValueError, match="does not fit into an input of"):
                layer(x)
            return
        z = layer(x)
        assert z.shape == layer.compute_output_shape((n, height, width, channels))
        if padding == "same":
            assert z.shape[1:3] == (-(-height // strides[0]), -(-width // strides[1]))
        g = rng.normal(size=z.shape)
        z.backward(g)
    finally:
        windows.PIECE, convolution.NARROW = before
    form = (z.numpy() * g).sum()
    np.testing.assert_allclose((x.numpy() * x.grad).sum(), form, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose((layer.kernel.numpy() * layer.kernel.grad).sum(), form, rtol=1e-9, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    n=st.integers(0, 3), height=sizes, width=sizes, pool=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    strides=st.one_of(st.none(), st.tuples(st.integers(1, 5), st.integers(1, 5))), padding=st.sampled_from(["valid", "same"]),
)  # fmt: skip
def test_pooling_of_any_shape(n, height, width, pool, strides, padding):
    x = rng.normal(size=(n, height, width, 2))
    for kind, of in ((layers.MaxPooling2D, np.max), (layers.AveragePooling2D, np.mean)):
        layer = kind(pool, strides, padding)
        if padding == "valid" and (pool[0] > height or pool[1] > width):
            with pytest.raises(ValueError, match="does not fit into an input of"):
                layer(x)
            continue
        t = Tensor(np.moveaxis(np.moveaxis(x, 1, 2).copy(), 1, 2))  # not contiguous
        z = layer(t)
        assert z.shape == layer.compute_output_shape(x.shape)
        steps = strides or pool
        borders = [max((count - 1) * s + p - size, 0) // 2 if padding == "same" else 0
                   for count, s, p, size in zip(z.shape[1:], steps, pool, (height, width))]  # fmt: skip
        for i, j in np.ndindex(*z.shape[1:3]):
            top, left = i * steps[0] - borders[0], j * steps[1] - borders[1]
            under = x[:, max(top, 0) : top + pool[0], max(left, 0) : left + pool[1]]
            np.testing.assert_allclose(z.numpy()[:, i, j], of(under, axis=(1, 2)), rtol=1e-12)
        g = rng.normal(size=z.shape)
        z.backward(g)
        np.testing.assert_allclose((t.grad * x).sum(), (z.numpy() * g).sum(), rtol=1e-9, atol=1e-9)


def test_a_batch_of_one_is_a_row_of_a_larger_batch():
    x = rng.normal(size=(5, 6, 6, 2)).astype("float32")
    model = nn.Sequential(
        [layers.Conv2D(3, 3, activation="relu", input_shape=(6, 6, 2)), layers.MaxPooling2D(), layers.Flatten()]
    )
    np.testing.assert_allclose(model.predict(x)[3:4], model.predict(x[3:4]), rtol=1e-5)
    assert model(np.zeros((0, 6, 6, 2), "float32")).shape == (0, 12)


def test_a_transposed_convolution_leads_back_to_the_size_it_came_from():
    for size, kernel, strides in [(9, 3, 2), (8, 2, 3), (11, 5, 3)]:
        x = np.ones((1, size, size, 1), "float32")
        there = layers.Conv2D(1, kernel, strides=strides, use_bias=False)
        small = there(x)
        extra = (size - kernel) % strides
        back = layers.Conv2DTranspose(1, kernel, strides=strides, output_padding=extra, use_bias=False)
        assert back(small).shape == x.shape
        assert there(back(small)).shape == small.shape


def test_penalties_reach_kernels_and_biases():
    conv = build(layers.Conv2D(2, 3, kernel_regularizer="l2", bias_regularizer=nn.regularizers.L1(0.5)), (1, 5, 5, 1))
    kernel, bias = conv.get_weights()
    assert [float(p.item()) for p in conv.penalties()] == pytest.approx(
        [0.01 * (kernel**2).sum(), 0.5 * abs(bias).sum()], rel=1e-5
    )
    rule = {"depthwise_regularizer": "l1", "pointwise_regularizer": "l2"}
    separable = build(layers.SeparableConv2D(2, 3, **rule), (1, 5, 5, 2))
    deep, point, _ = separable.get_weights()
    expected = [0.01 * abs(deep).sum(), 0.01 * (point**2).sum()]
    assert [float(p.item()) for p in separable.penalties()] == pytest.approx(expected, rel=1e-5)
    assert layers.Conv2D(2, 3, kernel_regularizer="l2").penalties() == []  # no weights yet


def test_names_of_weights_and_initializers_of_their_size():
    conv = layers.Conv2D(64, 3, kernel_initializer="he_normal", input_shape=(8, 8, 32))
    assert [name for name, _ in conv.named_parameters()] == ["kernel", "bias"]
    assert conv.kernel.numpy().std() == pytest.approx(np.sqrt(2 / (9 * 32)), rel=0.03)  # of what one output sees
    separable = layers.SeparableConv2D(4, 3, input_shape=(8, 8, 3))
    assert [name for name, _ in separable.named_parameters()] == ["depthwise_kernel", "pointwise_kernel", "bias"]


# ruff: noqa: E501 - what is tried and what is said, side by side
REFUSALS = [
    (lambda: layers.Conv2D(4, 3)(np.ones((128, 784))), r"conv2d: Conv2D expects \(n, height, width, channels\), got \(n, 784\): "
     r"reshape to \(n, 28, 28, 1\)"),
    (lambda: layers.Conv2D(4, 3)(np.ones((5, 28, 28))), r"got \(n, 28, 28\): x\[..., None\] adds an axis for a single channel"),
    (lambda: layers.Conv2D(4, 5)(np.ones((2, 3, 3, 1))), r"spans \(5, 5\) does not fit into an input of \(3, 3\).*padding='same'"),
    (lambda: layers.Conv2D(4, 3, input_shape=(8, 8, 3))(np.ones((2, 3, 8, 8))), r"made for 3 channels, got an input of "
     r"\(2, 3, 8, 8\): np.moveaxis\(x, 1, -1\) puts the channels last"),
    (lambda: layers.Conv2D(4, 3, groups=2)(np.ones((1, 8, 8, 3))), "3 channels do not divide into 2 groups"),
    (lambda: layers.Conv2D(5, 3, groups=2), "5 filters do not divide into 2 groups"),
    (lambda: layers.Conv2D(0, 3), "filters must be a whole number from 1 on, got 0"),
    (lambda: layers.Conv2D(4, (3, 3, 3)), r"kernel_size must be a whole number from 1 on, or 2 of them, got \(3, 3, 3\)"),
    (lambda: layers.Conv2D(4, 3, strides=0), "strides must be a whole number from 1 on"),
    (lambda: layers.Conv2D(4, 3, padding="causal"), "Conv2D: padding must be one of 'valid', 'same', got 'causal'"),
    (lambda: layers.Conv2D(4, 3, data_format="nchw"), "data_format must be one of 'channels_last', 'channels_first'"),
    (lambda: layers.Conv2D(4, 3, kernel_initializer=lambda shape, dtype: np.ones(3), input_shape=(8, 8, 1)), "initializer of kernel gave shape"),
    (lambda: layers.Conv2D(4, 3, input_shape=(8, 8, None)), "how many channels come in"),
    (lambda: layers.Conv1D(4, 3)(np.ones((2, 8))), r"Conv1D expects \(n, length, channels\), got \(n, 8\): x\[..., None\]"),
    (lambda: layers.Conv2DTranspose(4, 3, strides=2, output_padding=2), r"output_padding \(2, 2\) must be less than strides \(2, 2\)"),
    (lambda: layers.MaxPooling2D()(np.ones((2, 1, 4, 3))), r"pool of \(2, 2\) does not fit into an input of \(1, 4\).*fewer poolings"),
    (lambda: layers.MaxPooling2D(padding="full"), "padding must be one of 'valid', 'same'"),
    (lambda: layers.GlobalMaxPooling2D()(np.ones((2, 0, 4, 3))), "nothing to pool"),
    (lambda: layers.GlobalAveragePooling1D()(np.ones((2, 4, 3)), mask=np.ones((2, 3))), r"has shape \(2, 4\), got \(2, 3\)"),
    (lambda: layers.UpSampling2D(interpolation="cubic"), "interpolation must be one of 'nearest', 'bilinear'"),
    (lambda: layers.ZeroPadding2D(-1), "padding must be a whole number from 0 on"),
    (lambda: layers.ZeroPadding2D((1, 2, 3)), r"or 2 pairs \(before, after\), got \(1, 2, 3\)"),
    (lambda: layers.Cropping2D(2)(np.ones((1, 4, 5, 1))), "leaves nothing of an input of"),
    (lambda: autograd.conv(Tensor(np.ones((1, 5, 3))), np.ones((2, 2, 4))), "conv of shapes .*3 channels"),
    (lambda: autograd.conv(Tensor(np.ones((1, 5, 3))), np.ones((2, 2, 3, 4))), "over as many axes"),
    (lambda: autograd.conv(Tensor(np.ones((1, 5, 3))), np.ones((2, 3, 4)), strides=0), "strides must be"),
    (lambda: autograd.conv(Tensor(np.ones((1, 5, 3))), np.ones((2, 3, 4)), padding=((1, 2, 3),)), "pairs"),
    (lambda: autograd.conv_transpose(Tensor(np.ones((1, 5, 3))), np.ones((2, 4, 3)), size=(9,)), r"windows over \(9,\)"),
    (lambda: autograd.max_pool(Tensor(np.ones((1, 5, 3))), window=2, padding=2), "narrower than the window"),
    (lambda: autograd.max_pool(Tensor(np.ones((5, 3)))), r"must be \(n, \*sizes, channels\)"),
]  # fmt: skip


@pytest.mark.parametrize(("attempt", "message"), REFUSALS)
def test_errors_say_what_to_do(attempt, message):
    with pytest.raises(ValueError, match=message):
        attempt()


def test_strides_with_dilation_are_one_convolution_every_few_places():
    """Which Keras refuses: the windows of stride 2 are every second of those of stride 1."""
    layer, dense = layers.Conv2D(2, 2, strides=2, dilation_rate=3), layers.Conv2D(2, 2, dilation_rate=3)
    x = rng.normal(size=(2, 9, 8, 1)).astype("float32")
    for one in (layer, dense):
        build(one, x.shape)
    dense.set_weights(layer.get_weights())
    np.testing.assert_allclose(layer(x).numpy(), dense(x).numpy()[:, ::2, ::2], rtol=1e-5, atol=1e-6)


def lenet():
    """LeCun, Bottou, Bengio & Haffner, 1998, with relu and max pooling."""
    return nn.Sequential(
        [
            layers.Conv2D(6, 5, padding="same", activation="relu", input_shape=(28, 28, 1)),
            layers.MaxPooling2D(),
            layers.Conv2D(16, 5, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(120, activation="relu"),
            layers.Dense(84, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def accuracy_of_lenet(kind, seed, epochs, batch_size, learning_rate):
    """On the test digits, after training with a rate that falls to nothing along a cosine."""
    (x, y), (x_test, y_test) = mnist.load_data(kind=kind)
    x, x_test = (images[..., None].astype("float32") / 255 for images in (x, x_test))
    nn.set_random_seed(seed)
    model = lenet()
    rate = nn.optimizers.schedules.CosineDecay(learning_rate, epochs * -(-len(x) // batch_size))
    model.compile(nn.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
    return model.evaluate(x_test, y_test, verbose=0)[1]


def test_lenet_on_the_sample_in_two_epochs():
    """Five seeds gave 0.960 to 0.970."""
    assert accuracy_of_lenet("sample", 0, epochs=2, batch_size=32, learning_rate=0.003) >= 0.95


@pytest.mark.slow
@needs_full_mnist
@pytest.mark.parametrize("seed", [1, 2])
def test_lenet_on_all_of_mnist_in_three_epochs(seed):
    """Five seeds gave 0.9899 to 0.9923."""
    assert accuracy_of_lenet("full", seed, epochs=3, batch_size=32, learning_rate=0.002) >= 0.988
