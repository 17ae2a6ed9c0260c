"""Calls of Keras' operations on small inputs, for the script that asks Keras and for the test that compares."""

from __future__ import annotations

from typing import Any

import numpy as np

rng = np.random.default_rng(5)
x, y = rng.standard_normal((3, 4)), rng.standard_normal((3, 4))
p = rng.uniform(0.1, 0.9, (3, 4))
a = rng.standard_normal((3, 3))
spd = a @ a.T + 3 * np.eye(3)
k, j = rng.integers(1, 5, (3, 4)), rng.integers(1, 5, (3, 4))
t = np.array([2, 0, 3])
c = np.array([2.0, 0.5, 3.0])
one = np.eye(4)[t]
holes = np.where(x > 1, np.nan, x)
im = rng.uniform(0, 1, (2, 6, 4, 3))
seq = rng.standard_normal((2, 7, 3))
ker, ker2, kert = rng.standard_normal((3, 3, 2)), rng.standard_normal((3, 2, 3, 2)), rng.standard_normal((3, 2, 4, 3))
dep, point = rng.standard_normal((3, 2, 3, 2)), rng.standard_normal((1, 1, 6, 5))
q, kv = rng.standard_normal((2, 3, 4, 5)), rng.standard_normal((2, 6, 2, 5))
ids, v = np.array([0, 2, 1, 2, 0]), rng.standard_normal((5, 2))
wave = rng.standard_normal((2, 8))
INPUTS: dict[str, Any] = {
    name: value for name, value in list(globals().items()) if isinstance(value, np.ndarray) and not name.startswith("_")
}

UNARY = (
    "abs absolute arcsinh arctan cbrt ceil conj cos cosh deg2rad exp exp2 expm1 fabs floor i0 isfinite isinf isnan "
    "isneginf isposinf isreal negative rad2deg real reciprocal round sign signbit sin sinc sinh square tan tanh trunc "
    "logical_not ravel fliplr flipud copy erf erfc relu relu6 selu sigmoid silu softplus softsign sparse_plus "
    "sparse_sigmoid squareplus swish tanh_shrink celu elu gelu glu hard_shrink hard_sigmoid hard_silu hard_swish "
    "hard_tanh leaky_relu log_sigmoid log_softmax soft_shrink softmax logsumexp ndim size"
).split()
POSITIVE = "log log10 log1p log2 sqrt rsqrt arccos arcsin arctanh".split()
BINARY = (
    "add subtract multiply divide true_divide floor_divide mod fmod maximum minimum fmax fmin hypot arctan2 logaddexp "
    "logaddexp2 equal not_equal greater greater_equal less less_equal logical_and logical_or logical_xor heaviside "
    "nextafter"
).split()
WHOLE = (
    "bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift left_shift right_shift gcd lcm ldexp power"
).split()
REDUCING = "all amax amin any argmax argmin count_nonzero max mean median min prod ptp std sum var".split()
NAN = "nanargmax nanargmin nanmax nanmean nanmedian nanmin nanprod nanstd nansum nanvar".split()

CALLS = [
    *[f"{name}(x)" for name in UNARY], *[f"{name}(p)" for name in POSITIVE], "arccosh(p + 1)",
    *[f"{name}(x, y)" for name in BINARY], *[f"{name}(k, j)" for name in WHOLE], "bitwise_invert(k)", "bitwise_not(k)",
    *[f"{name}(x)" for name in REDUCING], *[f"{name}(x, axis=1)" for name in REDUCING], "mean(x, 0, True)",
    "sum(x, axis=(0, 1), keepdims=True)", "max(x, axis=1, keepdims=True, initial=0.5)",
    *[f"{name}(holes, axis=1)" for name in NAN], "nancumsum(holes, axis=1)", "nancumprod(holes, axis=1)",
    "nanpercentile(holes, 30, axis=1)", "nanquantile(holes, 0.3, axis=1)", "nan_to_num(holes, nan=7.0)", "allclose(x, x)",
    "append(x, y, axis=1)", "arange(2, 9, 3)", "arange(5)", "argsort(x)", "array_split(x, 3, axis=1)",
    "average(x, axis=1, weights=p)", "bartlett(5)", "blackman(5)", "hamming(5)", "hanning(5)", "kaiser(5, 2.0)",
    "bincount(t, minlength=6)", "bincount(k)", "broadcast_to(t, (2, 3))", "cast(x, 'int32')",
    "saturate_cast(x * 200, 'uint8')", "cdist(x, y)", "cholesky(spd)", "cholesky(spd, upper=True)", "clip(x, -0.5, 0.5)",
    "concatenate([x, y], axis=-1)", "convert_to_tensor([1, 2])", "array([[1.5]])", "corrcoef(x)", "cross(a, spd)",
    "correlate(x[0], y[0], mode='full')", "cumsum(x, axis=1)", "cumprod(x, axis=0)", "det(spd)", "logdet(spd)",
    "diag(t, k=1)", "diag(a)", "diagflat(t)", "diagonal(a, offset=1)", "diff(x, n=2, axis=1)",
    "digitize(x, [-1.0, 0.0, 1.0])", "divide_no_nan(x, one)", "dot(a, x)", "dstack([x, y])", "dsplit(im[0], 3)",
    "eigh(spd)[0]", "einsum('ij,kj->ik', x, y)", "expand_dims(x, 1)", "expand_dims(x, axis=(0, 2))",
    "extract_sequences(wave, 4, 2)", "eye(3, 4, k=1)", "fft((wave, wave * 0.5))", "fft2((a, a * 0.5))",
    "ifft2((a, a * 0.5))", "rfft(wave)", "irfft((wave[:, :5], wave[:, 3:]))", "flip(x, axis=1)", "full((2, 3), 1.5)",
    "full_like(x, 2)", "geomspace(1, 8, 4)", "get_item(x, 1)", "histogram(x[0], bins=4)", "hstack([x, y])", "hsplit(x, 2)",
    "identity(3)", "in_top_k(t, cast(p, 'float32'), 2)", "inner(x, y)", "inv(spd)", "isclose(x, x + 1e-9)",
    "isin(k, [1, 2])", "kron(a, x)", "linspace(0, 1, 5)", "linspace(0, 1, 5, endpoint=False)", "logspace(0, 1, 3)",
    "lstsq(x, y)", "matmul(a, x)", "matrix_rank(a)", "meshgrid(t, t)", "meshgrid(t, t, indexing='ij')",
    "moments(x, axes=[0])", "moveaxis(im, 3, 1)", "nonzero(one)", "norm(x)", "norm(x, axis=1, keepdims=True)",
    "norm(x, ord=1, axis=1)", "norm(a, ord='fro', axis=(0, 1))", "outer(t, t)", "ones((2, 2))", "ones_like(x)",
    "zeros((2,))", "zeros_like(x)", "pad(x, ((1, 0), (0, 2)), constant_values=3.0)",
    "pad(x, ((1, 1), (1, 1)), mode='reflect')", "percentile(x, 30, axis=1)", "pinv(x)", "quantile(x, 0.3)",
    "quantile(x, [0.25, 0.75], axis=0)", "repeat(x, 2, axis=1)", "reshape(x, (2, -1))", "reshape(x, newshape=(4, 3))",
    "roll(x, 1, axis=1)", "rot90(x)", "round(x, 1)", "scatter([[0], [2]], [1.5, 2.5], (4,))",
    "scatter([[0, 1], [2, 0]], [1.5, 2.5], (3, 2))", "scatter_update(x, [[0, 1], [2, 0]], [1.5, 2.5])",
    "searchsorted([1.0, 2.0, 3.0], [0.5, 2.0, 2.5])", "select([x > 0.5, x < -0.5], [x, y], 0.0)", "shape(x)",
    "segment_sum(v, ids, num_segments=4)", "segment_max(v, ids)", "segment_min(v, ids)", "segment_prod(v, ids)",
    "slice(x, [1, 0], [2, 3])", "slice_update(x, [1, 1], ones_like(x[:2, :2]))", "slogdet(spd)", "solve(spd, x)",
    "solve_triangular(spd, x, lower=True)", "sort(x, axis=0)", "split(x, 2, axis=1)", "split(x, [1, 3], axis=1)",
    "squeeze(expand_dims(x, 1), axis=1)", "stack([x, y], axis=1)", "svd(x, compute_uv=False)", "swapaxes(im, 1, 2)",
    "take(x, [2, 0], axis=1)", "take(x, 5)", "take_along_axis(x, argsort(x, axis=1), axis=1)", "tensordot(x, y, axes=2)",
    "tensordot(x, y, axes=[[1], [1]])", "tile(x, (2, 1))", "top_k(x, 2)", "trace(a)", "transpose(im, axes=(0, 3, 1, 2))",
    "transpose(x)", "trapezoid(x)", "tri(3)", "tril(a)", "triu(a, k=1)", "unique(k)", "unravel_index(t, (2, 2))",
    "unstack(x, axis=1)", "vander(t)", "vdot(x, y)", "vstack([x, y])", "vsplit(im[0], 2)", "where(x > 0, x, y)",
    "one_hot(t, 4)", "one_hot(t, 4, axis=0)", "multi_hot(t, 5)", "multi_hot(k, 6)", "normalize(x)",
    "normalize(x, axis=0, order=1)", "batch_normalization(seq, c * 0.1, c + 1.0, axis=-1, offset=c * 0.5, scale=c + 0.5)",
    "layer_normalization(x, epsilon=1e-3)", "layer_normalization(seq, c * 0.1, c * 0.2, epsilon=1e-3)",
    "rms_normalization(x, epsilon=1e-3)", "threshold(x, 0.2, 3.0)", "leaky_relu(x, negative_slope=0.3)", "elu(x, alpha=0.5)",
    "gelu(x, approximate=False)", "softmax(im, axis=(1, 2))", "log_softmax(x, axis=0)", "glu(x, axis=1)",
    "squareplus(x, b=2)", "conv(seq, ker)", "conv(seq, ker, strides=2, padding='same')",
    "conv(im, ker2, padding='same', dilation_rate=2)", "conv(seq, ker[:, :, :1] * 2, 1, 'valid')",
    "conv_transpose(im, kert, strides=2)", "conv_transpose(im, kert, strides=2, padding='same')", "depthwise_conv(im, dep)",
    "separable_conv(im, dep, point)", "max_pool(im, 2)", "max_pool(im, (3, 2), strides=1, padding='same')",
    "average_pool(im, 2)", "average_pool(seq, 3, 2, 'same')", "dot_product_attention(q, q, q)",
    "dot_product_attention(q[:, :, :4], kv, kv)", "dot_product_attention(q, q, q, scale=0.3, is_causal=True)",
    "binary_crossentropy(one, p)", "binary_crossentropy(one, x, from_logits=True)", "categorical_crossentropy(one, p)",
    "categorical_crossentropy(one, x, from_logits=True)", "sparse_categorical_crossentropy(t, p)",
    "sparse_categorical_crossentropy(t, x, from_logits=True)", "depth_to_space(conv(im, point[:, :, :3, :4]), 2)",
    "space_to_depth(im, 2)", "psnr(p, p + 0.1, 1.0)", "cond(True, lambda: x, lambda: y)",
    "switch(1, [lambda: x, lambda: y])", "fori_loop(0, 3, lambda i, s: s * 2.0, x)",
    "while_loop(lambda i: i < 10, lambda i: i * 2, 1)", "scan(lambda s, z: (s + z, s * z), x[0], x)",
    "associative_scan(lambda u, w: u + w, x)", "map(lambda r: r * 2.0, x)", "vectorized_map(lambda r: r + 1.0, x)",
    "image.resize(im, (3, 8))", "image.resize(im, (12, 2), interpolation='nearest')",
    "image.resize(im, (3, 3), antialias=True)", "image.resize(im, (4, 4), crop_to_aspect_ratio=True)",
    "image.rgb_to_grayscale(im)", "image.rgb_to_hsv(im)", "image.hsv_to_rgb(im)", "image.crop_images(im, 1, 1, 2, 0)",
    "image.crop_images(im, top_cropping=1, left_cropping=1, target_height=3, target_width=2)",
    "image.pad_images(im, 1, 2, target_height=9, target_width=8)", "image.extract_patches(im, 2)",
    "image.extract_patches(im, (3, 2), strides=1, padding='same')",
]  # fmt: skip
