"""Attention, positions, transformer blocks and the GPT: derivatives of both orders, masks, edges, learning, bad input."""

from __future__ import annotations

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor, compile, grad, gradcheck
from nn import optimizers
from nn.layers import MultiHeadAttention, RotaryEmbedding, SinePositionEncoding, TransformerDecoder, TransformerEncoder
from nn.layers.attention.scores import attend, causal, join_heads, split_heads
from nn.losses import SparseCategoricalCrossentropy
from nn.models.gpt import GPT

RNG = np.random.default_rng(8)


def batch(*shape):
    return 0.5 * RNG.standard_normal(shape)


def as_function_of_weights(layer, call):
    """The sum of a layer's outputs as a function of its input and its weights, which are put in by name."""
    owners = {}
    for name, _ in layer.named_parameters():
        *path, last = name.split(".")
        owner = layer
        for part in path:
            owner = owner[int(part)] if part.isdigit() else getattr(owner, part)
        owners[name] = (owner, last)

    def loss(x, *weights):
        for (owner, last), w in zip(owners.values(), weights):
            setattr(owner, last, w)
        return np.sum(np.tanh(call(x)))

    return loss


LAYERS = [
    (lambda: MultiHeadAttention(2, 2, dtype="float64"), lambda m: lambda x: m(x, x, use_causal_mask=True)),
    (lambda: TransformerEncoder(3, 2, activation="gelu", dtype="float64"), lambda m: lambda x: m(x)),
    (lambda: TransformerDecoder(3, 1, activation="tanh", normalize_first=True, dtype="float64"),
     lambda m: lambda x: m(x, x[:, :2])),
    (lambda: RotaryEmbedding(), lambda m: lambda x: m(x)),
]  # fmt: skip


@pytest.mark.parametrize(("make", "call"), LAYERS, ids=["attention", "encoder", "decoder", "rotary"])
def test_first_and_second_derivative_of_whole_layers(make, call):
    nn.set_random_seed(0)  # two features normalized are steep: other weights may be too steep for finite differences
    layer = make()
    x = 0.5 * np.random.default_rng(0).standard_normal((2, 3, 2))
    call(layer)(x)
    weights = [p.numpy() + 0.1 * batch(*p.shape) for p in layer.parameters()]
    gradcheck(as_function_of_weights(layer, call(layer)), x, *weights)


def test_first_and_second_derivative_of_a_gpt():
    model = GPT(3, 3, n_layer=1, n_head=1, n_embd=2, dtype="float64")
    tokens, targets = np.array([[0, 2, 1]]), np.array([[2, 1, 1]])
    entropy = SparseCategoricalCrossentropy(from_logits=True)
    loss = as_function_of_weights(model, lambda _: entropy(targets, model(tokens)))
    gradcheck(loss, np.ones(1), *[3.0 * batch(*p.shape) for p in model.parameters()])


def test_attention_written_out():
    q, k, v = batch(4, 3), batch(5, 3), batch(5, 2)
    z, shares = attend(q, k, v)
    for i in range(4):
        likeness = np.array([np.exp(q[i] @ k[j] / np.sqrt(3)) for j in range(5)])
        np.testing.assert_allclose(shares[i], likeness / likeness.sum(), rtol=1e-12)
        np.testing.assert_allclose(z[i], (likeness / likeness.sum()) @ v, rtol=1e-12)


def test_what_is_hidden_has_no_influence():
    layer = MultiHeadAttention(2, 3, dtype="float64")
    x = batch(2, 4, 6)
    changed = x.copy()
    changed[:, 2:] += 1.0
    before, after = (layer(z, z, use_causal_mask=True).numpy() for z in (x, changed))
    np.testing.assert_array_equal(before[:, :2], after[:, :2])
    assert (before[:, 2:] != after[:, 2:]).all()
    seen = np.array([[True, True, False, False]] * 2)
    for mask in ({"value_mask": seen}, {"key_mask": seen}, {"attention_mask": np.repeat(seen[:, None], 4, 1)}):
        before, after = (layer(x, z, **mask).numpy() for z in (x, changed))
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_position_that_may_look_nowhere_gets_the_mean_of_all_values(dtype):
    q, k, v = (Tensor(batch(1, 2, 3).astype(dtype)) for _ in range(3))
    mask = np.array([[[True, False], [False, False]]])
    z, _ = attend(q, k, v, mask)
    np.testing.assert_allclose(z.numpy()[0], [v.numpy()[0, 0], v.numpy()[0].mean(0)], rtol=1e-5)
    z.backward(np.ones(z.shape, dtype))
    assert np.isfinite([q.grad, k.grad, v.grad]).all()
    np.testing.assert_array_equal(q.grad[0, 1], 0.0)


def test_extreme_likenesses_stay_finite():
    q = Tensor(np.full((1, 2, 4), 1e3, "float32"))
    z, shares = attend(q, q * np.array([[[1.0], [-1.0]]], "float32"), q)
    z.backward(np.ones(z.shape, "float32"))
    np.testing.assert_array_equal(shares.numpy()[0], [[1, 0], [1, 0]])
    assert np.isfinite(q.grad).all()


@pytest.mark.parametrize("size", [1.0, 1e3, 1e6])
@pytest.mark.parametrize("mask", [None, np.tri(4, dtype=bool), np.tri(4, k=-1, dtype=bool), np.eye(4, k=1, dtype=bool)])
def test_fused_attention_is_the_composed_one_also_where_nothing_may_be_seen_and_likenesses_are_extreme(size, mask):
    """The third and the fourth mask leave queries that may look nowhere."""
    x, w = batch(2, 4, 18) * size, batch(2, 4, 6)
    x[..., 12:] /= size
    fused, composed = Tensor(x), Tensor(x)
    z = autograd.attention(fused, heads=2, mask=mask)
    q, k, v = (split_heads(part, 2) for part in np.split(composed, 3, axis=-1))
    y = join_heads(attend(q, k, v, mask)[0])
    np.testing.assert_allclose(z.numpy(), y.numpy(), rtol=1e-9, atol=1e-12)
    z.backward(w)
    y.backward(w)
    np.testing.assert_allclose(fused.grad, composed.grad, rtol=1e-7, atol=1e-9)
    apart = [Tensor(part) for part in np.split(x, 3, axis=-1)]
    autograd.attention(*apart, heads=2, mask=mask).backward(w)
    np.testing.assert_allclose(np.concatenate([part.grad for part in apart], -1), composed.grad, rtol=1e-7, atol=1e-9)


def test_attention_without_a_common_size_or_number_of_heads_is_refused():
    with pytest.raises(ValueError, match="q, k and v, or one array that holds all three, got 2"):
        autograd.attention(np.ones((1, 2, 4)), np.ones((1, 2, 4)))
    with pytest.raises(ValueError, match=r"attention of shapes \(1, 2, 6\), heads=4"):
        autograd.attention(np.ones((1, 2, 6)), heads=4)


def test_edges_of_shapes():
    layer = MultiHeadAttention(2, 3)
    x = batch(2, 5, 4).astype("float32")
    y = layer(x, x).numpy()
    np.testing.assert_allclose(layer(x[:1], x[:1]).numpy(), y[:1], atol=1e-6)
    assert layer(x[:0], x[:0]).shape == (0, 5, 4)
    assert layer(x[:, :1], x[:, :1]).shape == (2, 1, 4)
    view = np.asfortranarray(x)
    np.testing.assert_allclose(layer(query=view, value=view, key=view).numpy(), y, atol=1e-6)
    assert causal(2, 3).tolist() == [[True, False, False], [True, True, False]]


def test_dropout_of_shares_only_in_training():
    layer = MultiHeadAttention(1, 4, dropout=0.5, seed=1)
    x = batch(1, 20, 4).astype("float32")
    _, shares = layer(x, x, training=True, return_attention_scores=True)
    np.testing.assert_allclose(shares.numpy().sum(-1), 1.0, rtol=1e-5)
    assert not np.array_equal(layer(x, x, training=True).numpy(), layer(x, x).numpy())
    np.testing.assert_array_equal(layer(x, x).numpy(), layer(x, x).numpy())


def test_a_compiled_block_is_the_eager_one():
    layer = TransformerEncoder(8, 2, dtype="float64", input_shape=(5, 4))
    x, y = batch(2, 5, 4), batch(2, 5, 4)
    run = compile(lambda x: layer(x))
    slope = compile(grad(lambda x: np.sum(layer(x) ** 2)))
    for each in (x, y):
        np.testing.assert_allclose(run(each), layer(each).numpy(), rtol=1e-10)
        np.testing.assert_allclose(slope(each), grad(lambda x: np.sum(layer(x) ** 2))(each).numpy(), rtol=1e-8, atol=1e-10)


def test_sines_of_positions():
    waves = SinePositionEncoding(max_wavelength=100)(np.zeros((2, 7, 5)), start_index=3)
    for t in range(7):
        for c in range(5):
            angle = (t + 3) / 100 ** ((c - c % 2) / 5)
            assert waves[1, t, c] == pytest.approx(np.cos(angle) if c % 2 else np.sin(angle), abs=1e-12)
    assert SinePositionEncoding()(np.zeros((1, 2, 4), "float32")).dtype == "float32"


def test_rotated_queries_and_keys_know_only_their_distance():
    rotate = RotaryEmbedding()
    q, k = batch(6), batch(6)

    def likeness(i, j):
        return (rotate(q[None, None], start_index=i) * rotate(k[None, None], start_index=j)).sum()

    assert likeness(7, 4) == pytest.approx(likeness(103, 100), rel=1e-10)
    assert likeness(7, 4) != pytest.approx(likeness(7, 5), rel=1e-3)
    x = batch(2, 3, 5, 6)
    turned = rotate(x)
    complex_x = x[..., :3] + 1j * x[..., 3:]
    expected = complex_x * np.exp(1j * np.arange(5)[:, None] * 10000 ** (-np.arange(3) / 3))
    np.testing.assert_allclose(turned, np.concatenate([expected.real, expected.imag], -1), rtol=1e-12)


def test_attention_learns_what_follows_what_came_before():
    """Induction: after a random sequence seen once, the next tokens repeat it; only attention can tell."""
    nn.set_random_seed(3)
    rng, length, kinds = np.random.default_rng(3), 8, 12
    model = GPT(kinds, block_size=2 * length, n_layer=2, n_head=2, n_embd=32)
    optimizer = optimizers.Adam(3e-3)
    entropy = SparseCategoricalCrossentropy(from_logits=True)

    def draw(n):
        first = rng.integers(0, kinds, (n, length))
        both = np.concatenate([first, first], axis=1)
        return both[:, :-1], both[:, 1:]

    model.train()
    for _ in range(400):
        x, y = draw(32)
        loss = entropy(y[:, length:], model(x)[:, length:])
        model.zero_grad()
        loss.backward()
        optimizer.step(model.parameters())
    x, y = draw(200)
    right = (model.eval()(x).numpy().argmax(-1) == y)[:, length:].mean()
    assert right > 0.95  # chance: 0.083


def test_gpt_learns_by_fit_saves_and_writes_on(tmp_path):
    nn.set_random_seed(1)
    tokens = np.tile(np.arange(5), 8)[None].repeat(4, 0)  # 0 1 2 3 4 0 1 ...
    x, y = tokens[:, :16], tokens[:, 1:17]
    model = GPT(5, 16, n_layer=1, n_head=2, n_embd=16, dropout=0.1)
    model.compile(optimizers.Adam(1e-2), SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    history = model.fit(x, y, epochs=60, batch_size=4, verbose=0)
    assert history.history["accuracy"][-1] > 0.9
    np.testing.assert_array_equal(model.generate([[0, 1]], 30, do_sample=False), np.arange(32)[None] % 5)
    model.save_weights(tmp_path / "gpt.safetensors")
    other = GPT(5, 16, n_layer=1, n_head=2, n_embd=16)
    other.load_weights(tmp_path / "gpt.safetensors")
    np.testing.assert_array_equal(model.predict(x), other.predict(x))


def test_what_generate_draws():
    model = GPT(6, 4, n_layer=1, n_head=1, n_embd=4)
    model.lm_head.kernel.data = 60.0 * model.lm_head.kernel.numpy()  # some tokens likelier than others
    start = np.zeros((4000, 1), int)
    shares = np.bincount(model.generate(start, 1, seed=0)[:, 1], minlength=6) / 4000
    logits = model(start[:1]).numpy()[0, -1].astype(float)
    np.testing.assert_allclose(shares, np.exp(logits) / np.exp(logits).sum(), atol=0.03)
    likeliest = np.argsort(logits)[-2:]
    assert set(model.generate(start, 1, top_k=2, seed=0)[:, 1]) == set(likeliest)
    assert set(model.generate(start, 1, temperature=1e-6)[:, 1]) == {likeliest[-1]}
    np.testing.assert_array_equal(model.generate([[1]], 9, seed=5), model.generate([[1]], 9, seed=5))


X = np.ones((2, 3, 4))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MultiHeadAttention(0, 2), "num_heads must be a whole number from 1 on, got 0"),
        (lambda: MultiHeadAttention(2, 2)(X[0], X), r"between sequences .*query \(3, 4\)"),
        (lambda: MultiHeadAttention(2, 2)(X, X[:1]), "need the same batch"),
        (lambda: MultiHeadAttention(2, 2)(X, X, X[:, :2]), "value and key the same steps"),
        (lambda: MultiHeadAttention(2, 2)(X, X, value_mask=np.ones((2, 4))), r"value_mask has one mark a position, \(2, 3\)"),
        (lambda: MultiHeadAttention(2, 2)(X, X, attention_mask=np.ones((2, 3, 4))), r"\(2, 3, 3\), got shape \(2, 3, 4\)"),
        (lambda: TransformerEncoder(4, 3)(X), "choose num_heads among the divisors of 4"),
        (lambda: TransformerEncoder(4, 2)(X[0]), r"takes \(batch, steps, features\)"),
        (lambda: TransformerEncoder(0, 2), "intermediate_dim must be"),
        (lambda: RotaryEmbedding()(np.ones((2, 3, 5))), "features turn in pairs"),
        (lambda: SinePositionEncoding()(np.ones((2, 3))), "positions are those of a sequence"),
        (lambda: SinePositionEncoding(0), "max_wavelength must be a number above 0"),
        (lambda: GPT(5, n_embd=6, n_head=4), "choose n_head among the divisors of 6"),
        (lambda: GPT(0), "vocab_size must be a positive whole number"),
        (lambda: GPT(5, 4)(np.array([[1, 5]])), r"whole numbers 0..4, got 1..5"),
        (lambda: GPT(5, 4)(np.array([[0.5]])), r"whole numbers 0..4, got 0.5"),
        (lambda: GPT(5, 4)(np.zeros((1, 5), int)), r"1 to block_size=4 steps, got shape \(1, 5\)"),
        (lambda: GPT(5, 4).generate([[1]], 2, temperature=0), "temperature must be positive"),
        (lambda: GPT(5, 4).generate([[1]], 2, top_k=0), "top_k says among how many"),
    ],
)
def test_bad_input_is_told_what_is_wrong(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_layer_made_for_other_features_or_without_an_encoder_says_so():
    layer = MultiHeadAttention(2, 2)
    layer(X, X)
    with pytest.raises(ValueError, match=r"made for query, value and key of \(4, 4, 4\) features"):
        layer(X, np.ones((2, 3, 5)))
    decoder = TransformerDecoder(4, 2)
    decoder(X)
    with pytest.raises(ValueError, match="first called without an encoded sequence"):
        decoder(X, X)


def test_regularizers_of_attention():
    layer = MultiHeadAttention(
        2, 2, kernel_regularizer="l2", bias_regularizer="l2", bias_initializer="ones", kernel_initializer="ones"
    )
    assert layer.penalties() == []
    layer(X, X)
    assert sum(p.item() for p in layer.penalties()) == pytest.approx(0.01 * (4 * 16 + 3 * 4 + 4))
