"""Plots that look into networks: the numbers that are drawn, against the same numbers computed by hand."""

from __future__ import annotations

import io
import sys

import numpy as np
import pytest

import nn
import viz
from autograd import Tensor, grad, log
from nn import Conv1D, Conv2D, Dense, Dropout, Embedding, Flatten, Input, MaxPooling2D, Model, Sequential
from viz import summary
from viz.plots import Histograms, LiveCurves, activation_maps, digits, embeddings, filters, histograms, loss_landscape, saliency
from viz.plots.landscape import alike, losses_along
from viz.plots.live import sparks

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")

HOSTILE = "<script>alert(1)</script>$\\frac$\u202e"


@pytest.fixture(autouse=True)
def _close_figures():
    nn.set_random_seed(3)
    yield
    plt.close("all")


@pytest.fixture
def images():
    return np.random.default_rng(0).random((6, 8, 8, 1), dtype=np.float32)


@pytest.fixture
def network(images):
    model = Sequential(
        [Conv2D(5, 3, activation="tanh", input_shape=(8, 8, 1)), MaxPooling2D(), Flatten(), Dropout(0.5), Dense(3, "softmax")]
    )
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def image(ax, n=0):
    return np.ma.filled(ax.images[n].get_array(), np.nan)


# -- what left a layer ---------------------------------------------------------------------------------------


def test_activation_maps_draw_what_the_layer_gives(network, images):
    expected = network.layers[0](images[:1]).numpy()[0]
    sheet = image(activation_maps(network, images[:1], 0))
    assert np.isclose(np.nansum(sheet), expected.sum(), rtol=1e-5)
    gap = 2
    assert np.allclose(sheet[gap : gap + 6, gap : gap + 6], expected[..., 0])  # channel 0 stands first
    assert np.allclose(sheet[gap : gap + 6, 2 * gap + 6 : 2 * gap + 12], expected[..., 1])
    pooled = image(activation_maps(network, images[:1], "max_pooling2d"))
    assert np.isclose(np.nansum(pooled), network.layers[1](expected[None]).sum(), rtol=1e-5)


def test_activation_maps_of_vectors_are_bars_and_of_sequences_strips(network, images):
    ax = activation_maps(network, images[:1], network.layers[-1])
    assert np.allclose([bar.get_height() for bar in ax.patches], network(images[:1]).numpy()[0])
    model = Sequential([Embedding(7, 4), Conv1D(3, 2, activation="relu")])
    ids = np.array([[1, 2, 3, 4, 6]])
    assert np.allclose(image(activation_maps(model, ids, 1)), model(ids).numpy()[0].T)
    assert np.allclose(image(activation_maps(model, ids, 0, count=2)), model.layers[0](ids).numpy()[0].T[:2])


def test_a_layer_that_is_called_twice_shows_its_last_call():
    x = Input((4,))
    shared, model_end = Dense(4), Dense(1)
    model = Model(x, model_end(shared(shared(x))))
    row = np.arange(4.0, dtype=np.float32)[None]
    ax = activation_maps(model, row, shared)
    assert np.allclose([bar.get_height() for bar in ax.patches], shared(shared(row)).numpy()[0])


def test_activation_maps_of_models_with_several_inputs_and_outputs():
    a, b = Input((4,)), Input((2,))
    left = Dense(3, name="left")(a)
    model = Model([a, b], [left, nn.Concatenate(name="both")([left, b])])
    row, more = np.arange(4.0)[None], np.ones((1, 2))
    bars = activation_maps(model, [row, more], "both").patches
    assert np.allclose([bar.get_height() for bar in bars], model([row, more])[1].numpy()[0])
    bars = activation_maps(model, [row, more], "left").patches
    assert np.allclose([bar.get_height() for bar in bars], model([row, more])[0].numpy()[0])


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two = Dense(3, "tanh"), Dense(3)

    def call(self, x):
        return x + self.two(self.one(x))


def test_layers_inside_any_module_go_by_their_path():
    model = Sequential([Residual(), Dense(2)])
    row = np.array([[1.0, -2.0, 0.5]], np.float32)
    bars = activation_maps(model, row, "residual.one").patches
    block = model.layers[0]
    assert np.allclose([bar.get_height() for bar in bars], block.one(row).numpy()[0])
    bars = activation_maps(block, row, "two").patches
    assert np.allclose([bar.get_height() for bar in bars], block.two(block.one(row)).numpy()[0])
    bars = activation_maps(model, row, block).patches
    assert np.allclose([bar.get_height() for bar in bars], block(row).numpy()[0])
    with pytest.raises(ValueError, match="dense could be one or two: use that name"):
        activation_maps(block, row, "dense")
    with pytest.raises(ValueError, match="is no part of residual"):
        activation_maps(block, row, model)


def test_activation_maps_of_single_neurons():
    mlp = nn.MLP(2, [4, 1], activation="tanh", seed=0)
    bars = activation_maps(mlp, np.array([[0.5, -1.0]]), 0).patches
    assert np.allclose([bar.get_height() for bar in bars], [float(z.item()) for z in mlp.layers[0]([0.5, -1.0])])


def test_activations_that_are_not_finite_are_said(network, images):
    images[0, 3, 3] = np.nan
    ax = activation_maps(network, images[:1], 0)
    assert ax.get_title() == "conv2d: 5 channels\n45 of 180 values are NaN or infinite (yellow)"
    assert np.isfinite(image(ax)[2:8, 2:8]).all()
    ax = activation_maps(network, images[:1], -1)
    assert "3 of 3 values" in ax.get_title()
    with pytest.raises(ValueError, match="saliency: the input holds NaN"):
        saliency(network, images[:1])


def test_activation_maps_say_what_cannot_be_drawn(network, images):
    with pytest.raises(ValueError, match=r"has no layer 'conv'; its layers are 0 conv2d, 1 max_pooling2d"):
        activation_maps(network, images[:1], "conv")
    with pytest.raises(ValueError, match="dropout made nothing on the way"):
        activation_maps(network, images[:1], 3)
    with pytest.raises(ValueError, match=r"x\[:1\].*got shape \(6, 8, 8, 1\)"):
        activation_maps(network, images, 0)
    with pytest.raises(TypeError, match="looks into nn Modules, got int"):
        activation_maps(3, images[:1], 0)


def test_looking_changes_nothing(network, images):
    network.train_on_batch(images, np.arange(6) % 3)
    before = [(p.numpy().copy(), p.grad) for p in network.parameters()]
    activation_maps(network, images[:1], 0)
    saliency(network, images[:1])
    for p, (value, gradient) in zip(network.parameters(), before):
        assert np.array_equal(p.numpy(), value)
        assert p.grad is gradient
    assert not network.training


# -- saliency ------------------------------------------------------------------------------------------------


def test_saliency_is_the_size_of_the_gradient_of_the_score(network, images):
    x = images[:1].astype(np.float32)
    score = grad(lambda t: log(network(t)[0, 2]) - log(network(t)[0, 0]))  # logits but for what all share
    drawn = {c: image(saliency(network, x, target=c), 1) for c in (0, 2)}
    assert drawn[2].shape == (8, 8)
    kernel = network.layers[-1].kernel.numpy()
    features = Sequential(network.layers[:-1])
    for c, shown in drawn.items():
        by_hand = grad(lambda t, c=c: (features(t) @ kernel[:, c]).sum())(x)
        assert np.allclose(shown, np.abs(by_hand)[0, ..., 0], rtol=1e-4, atol=1e-6)
    assert np.abs(score(x)).max() > 0


def test_saliency_takes_the_best_class_and_averages_noisy_copies(network, images):
    best = int(network(images[:1]).numpy().argmax())
    assert saliency(network, images[:1]).get_title() == f"which pixels move the score of class {best}"
    plain, smooth, again = (image(saliency(network, images[:1], samples=n), 1) for n in (1, 8, 8))
    assert np.array_equal(smooth, again)
    assert not np.allclose(plain, smooth)
    with pytest.raises(ValueError, match=r"classes 0\.\.2 apart, got target=5"):
        saliency(network, images[:1], target=5)
    for wrong in ({"samples": 0}, {"target": 1.5}, {"target": -1}, {"noise": -0.1}):
        with pytest.raises(ValueError, match=f"saliency: {next(iter(wrong))}="):
            saliency(network, images[:1], **wrong)
    with pytest.raises(ValueError, match="is int64 here"):
        saliency(network, np.ones((1, 8, 8, 1), int))


def test_saliency_of_flat_images():
    model = Sequential([Dense(2, input_shape=(9,))])
    shown = image(saliency(model, np.ones((1, 9), np.float32), target=1), 1)
    assert np.allclose(shown, np.abs(model.layers[0].kernel.numpy()[:, 1]).reshape(3, 3))
    dead = Sequential([Dense(2, kernel_initializer="zeros", input_shape=(9,))])
    assert saliency(dead, np.ones((1, 9)), target=1).get_title() == "no pixel here moves the score of class 1"


def test_saliency_of_color_images_takes_the_largest_channel():
    model = Sequential([Flatten(input_shape=(2, 2, 3)), Dense(1)])
    ax = saliency(model, np.random.default_rng(0).random((1, 2, 2, 3)))
    slopes = np.abs(model.layers[1].kernel.numpy()).reshape(2, 2, 3)
    assert np.allclose(image(ax, 1), slopes.max(axis=-1))
    assert image(ax, 0).shape == (2, 2, 3)
    assert ax.get_title() == "which pixels move the score of the answer"


# -- filters -------------------------------------------------------------------------------------------------


def test_filters_of_one_channel_fill_a_grid(network):
    ax = filters(network)
    sheet, kernel = image(ax), network.layers[0].kernel.numpy()
    assert np.allclose(sheet[1:4, 1:4], kernel[:, :, 0, 0])
    assert np.allclose(sheet[1:4, 5:8], kernel[:, :, 0, 1])
    assert ax.get_title() == "conv2d: 5 filters of 3 × 3"


def test_filters_of_more_channels_stand_in_columns_and_colors_stay_colors():
    kernel = np.random.default_rng(0).standard_normal((3, 3, 4, 6))
    ax = filters(kernel, count=4)
    assert ax.get_title() == "kernel: 4 of 6 filters of 3 × 3 in 4 channels"
    assert np.allclose(image(ax)[5:8, 9:12], kernel[:, :, 1, 2])  # row: channel, column: filter
    color = image(filters(kernel[:, :, :3, :1]))
    assert color.shape == (5, 5, 3)
    assert np.allclose(color[1:4, 1:4], 0.5 + 0.5 * kernel[:, :, :3, 0] / np.abs(kernel[:, :, :3, :1]).max())


def test_filters_of_sequences_are_images_of_channels_over_steps():
    layer = Conv1D(6, 3, input_shape=(10, 4))
    layer.build((None, 10, 4))
    ax = filters(layer)
    assert ax.get_title().endswith("6 filters of 3 steps in 4 channels")
    assert np.allclose(image(ax)[1:5, 5:8], layer.kernel.numpy()[:, :, 1].T)


def test_a_transposed_convolution_holds_its_filters_before_its_channels():
    layer = nn.Conv2DTranspose(5, 3, input_shape=(8, 8, 2))
    layer.build((None, 8, 8, 2))
    ax = filters(layer)
    assert ax.get_title().endswith("5 filters of 3 × 3 in 2 channels")
    assert np.allclose(image(ax)[5:8, 1:4], layer.kernel.numpy()[:, :, 0, 1])


def test_filters_need_a_kernel():
    with pytest.raises(ValueError, match="count=0 must be a whole number"):
        filters(np.ones((3, 3, 1, 2)), count=0)
    with pytest.raises(ValueError, match=r"dense holds no kernel \(height, width, channels, filters\)"):
        filters(Dense(3, input_shape=(2,)))
    with pytest.raises(ValueError, match="not built yet"):
        filters(Sequential([Conv2D(3, 3)]))


# -- distributions over time ---------------------------------------------------------------------------------


def test_histograms_hold_the_quantiles_of_each_epoch(network, images):
    record = Histograms(images)
    network.fit(images, np.arange(6) % 3, epochs=3, batch_size=6, shuffle=False, verbose=0, callbacks=[record])
    assert list(record.weights) == ["conv2d", "dense"]
    last = network.layers[-1]
    numbers = np.concatenate([p.numpy().ravel() for p in last.parameters()])
    assert np.allclose(record.weights["dense"][-1], np.quantile(numbers, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]))
    assert np.allclose(record.gradients["dense"][-1][-1], max(p.grad.max() for p in last.parameters()))
    assert np.allclose(record.activations["dense"][-1][0], network(images).numpy().min())
    assert "dropout" not in record.activations
    assert "max_pooling2d" in record.activations
    for what in ("weights", "gradients", "activations"):
        ax = histograms(record, what)
        rows = next(iter(getattr(record, what).values()))
        assert ax.lines[0].get_ydata().tolist() == [row[3] for row in rows]
        assert [t.get_text() for t in ax.get_xticklabels()] == list(getattr(record, what))


def test_histograms_tell_layers_of_one_name_apart_and_leave_gaps():
    inner = Sequential([Dense(3, name="same")], name="inner")
    model = Sequential([inner, Dense(2, name="same")])
    model.compile("sgd", "mse")
    record = Histograms(np.ones((1, 2), np.float32))
    model.fit(np.ones((4, 2)), np.ones((4, 2)), epochs=2, verbose=0, callbacks=[record])
    assert list(record.weights) == list(record.activations) == ["inner.same", "same"]
    assert [len(rows) for rows in record.weights.values()] == [2, 2]
    model.layers[1].kernel.data = np.full((3, 2), np.inf, np.float32)
    record.on_epoch_end(2)
    assert np.isnan(record.weights["same"][-1]).all()
    assert histograms(record).get_title() == "gaps: NaN or infinite numbers in same"
    model.layers[1].kernel.data = np.ones((3, 2), np.float32)
    model.fit(np.ones((4, 2)), np.ones((4, 2)), verbose=0, callbacks=[record])
    assert len(record.weights["same"]) == 1  # of the last training
    with pytest.raises(TypeError, match="wrote down during fit, got dict"):
        histograms({})


def test_histograms_of_one_epoch_and_of_none(network, images):
    record = Histograms()
    with pytest.raises(ValueError, match="no weights were recorded"):
        histograms(record)
    network.fit(images, np.arange(6) % 3, verbose=0, callbacks=[record])
    assert len(histograms(record).lines[0].get_ydata()) == 2
    with pytest.raises(ValueError, match=r"give it inputs, Histograms\(x\)"):
        histograms(record, "activations")
    with pytest.raises(ValueError, match="'biases' is not one of"):
        histograms(record, "biases")


# -- the loss landscape --------------------------------------------------------------------------------------


def test_the_landscape_is_the_loss_along_the_directions_and_the_weights_come_back():
    model = Sequential([Dense(1, use_bias=False, input_shape=(2,))])
    model.compile("sgd", "mse")
    model.set_weights([np.array([[1.0], [2.0]], np.float32)])
    x, y = np.eye(2, dtype=np.float32), np.zeros((2, 1), np.float32)
    ways = [[np.array([[1.0], [0.0]])], [np.array([[0.0], [1.0]])]]
    side = np.array([-1.0, 0.0, 1.0])
    a, b = np.meshgrid(side, side)
    losses = ((1 + a) ** 2 + (2 + b) ** 2) / 2
    assert np.allclose(losses_along(model, x, y, *ways, side), losses)
    ax = loss_landscape(model, x, y, directions=ways, span=1.0, steps=3)
    levels = next(c for c in ax.collections if hasattr(c, "levels")).levels
    assert np.allclose(levels[[0, -1]], [losses.min(), losses.max()])
    ring, cross = ax.lines
    assert (ring.get_xdata()[0], ring.get_ydata()[0]) == (-1.0, -1.0)  # the lowest place
    assert (cross.get_xdata()[0], cross.get_ydata()[0]) == (0.0, 0.0)
    assert {t.get_text() for t in ax.texts} == {"here 2.5", "lowest 0.5"}
    assert model.get_weights()[0].tolist() == [[1.0], [2.0]]
    with pytest.raises(ValueError, match=r"in the shapes of model.parameters\(\), \[\(2, 1\)\]"):
        loss_landscape(model, x, y, directions=[[np.ones(2)], [np.ones(2)]])


def test_random_directions_are_as_long_as_each_filter_and_leave_biases():
    w = np.random.default_rng(0).standard_normal((3, 3, 2, 4))
    way = alike(w, np.random.default_rng(1))
    assert np.allclose((way**2).sum(axis=(0, 1, 2)), (w**2).sum(axis=(0, 1, 2)))
    assert not alike(np.ones(5), np.random.default_rng(1)).any()


def test_a_landscape_that_fails_gives_the_weights_back(network, images):
    before = network.get_weights()
    with pytest.raises(ValueError, match="labels"):
        loss_landscape(network, images, np.full(6, 99), steps=2)
    assert all(np.array_equal(a, b) for a, b in zip(before, network.get_weights()))
    with pytest.raises(ValueError, match="the loss is nan at the model's own weights"):
        loss_landscape(network, images * np.nan, np.arange(6) % 3, steps=2)
    assert all(np.array_equal(a, b) for a, b in zip(before, network.get_weights()))
    with pytest.raises(ValueError, match="directions are two lists"):
        loss_landscape(network, images, np.arange(6) % 3, directions=[before])
    with pytest.raises(ValueError, match="span=0 is how far"):
        loss_landscape(network, images, np.arange(6) % 3, span=0)
    lazy = Sequential([Dense(1)])
    lazy.compile("sgd", "mse")
    with pytest.raises(ValueError, match="has no weights to move"):
        loss_landscape(lazy, np.ones((2, 3)), np.ones((2, 1)))
    with pytest.raises(TypeError, match=r"call model\.compile"):
        loss_landscape(Sequential([Dense(1)]), images, images)


# -- embeddings and digits -----------------------------------------------------------------------------------


def test_embeddings_are_principal_components():
    random = np.random.default_rng(0)
    flat = random.standard_normal((50, 2)) * [5.0, 1.0]
    turned = flat @ np.linalg.qr(random.standard_normal((4, 4)))[0][:2]
    ax = embeddings(turned, names=[HOSTILE] * 50)
    drawn = np.asarray(ax.collections[0].get_offsets())
    centered = flat - flat.mean(axis=0)
    assert np.allclose((drawn**2).sum(axis=1), (centered**2).sum(axis=1))  # distances stay
    assert np.allclose(drawn.T @ drawn, np.diag(np.diag(drawn.T @ drawn)), atol=1e-9)
    shares = np.linalg.svd(centered, compute_uv=False) ** 2
    assert ax.get_xlabel() == f"first component, {shares[0] / shares.sum():.0%} of the spread"
    ax.figure.savefig(io.BytesIO())  # names are no formulas


def test_embeddings_in_two_dimensions_and_bad_ones():
    points = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 0.0]])
    ax = embeddings(points, labels=["a", "b", "a"])
    assert np.asarray(ax.collections[0].get_offsets()).tolist() == [[0.0, 1.0], [4.0, 0.0]]
    assert {t.get_text() for t in ax.texts} == {"a", "b"}
    many = embeddings(np.random.default_rng(0).random((100, 3)), labels=np.arange(100.0) % 30, names=range(100))
    assert {t.get_text() for t in many.texts} == {str(i) for i in range(30)}
    assert many.get_title() == "100 names: too many to write"
    looks = {(tuple(c.get_facecolor()[0]), len(c.get_paths()[0].vertices), tuple(c.get_paths()[0].vertices[1]))
             for c in many.collections}  # fmt: skip
    assert len(looks) == 30
    for bad, match in (
        (np.ones(3), "two features or more"),
        (np.full((2, 3), np.nan), "NaN"),
        (np.ones((3, 1)), "two features"),
        (np.ones((0, 3)), "two features"),
    ):
        with pytest.raises(ValueError, match=match):
            embeddings(bad)
    with pytest.raises(ValueError, match=r"labels are \(N,\) classes, got shape \(3, 3\)"):
        embeddings(points, labels=np.eye(3))
    with pytest.raises(ValueError, match="2 labels for 3 vectors"):
        embeddings(points, labels=[0, 1])


def test_digits_show_mistakes_in_red():
    ax = digits(np.ones((3, 4, 4)), labels=[3, 5, 7], predictions=np.eye(10)[[3, 8, 7]])
    assert [t.get_text() for t in ax.texts] == ["3", "8, not 5", "7"]
    assert [t.get_color() == "#c2352b" for t in ax.texts] == [False, True, False]
    with pytest.raises(ValueError, match=r"labels are .* for 3 images, got shape \(2,\)"):
        digits(np.ones((3, 4, 4)), labels=[3, 5], predictions=[1, 2, 3])


# -- during a training ---------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_live_curves_print_a_line_in_a_terminal(network, images, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    live = LiveCurves(every=2)
    history = network.fit(images, np.arange(6) % 3, epochs=3, verbose=0, callbacks=[live]).history
    lines = sys.stdout.getvalue().splitlines()
    assert len(lines) == 2  # after the second epoch, and at the end
    assert lines[-1] == f"epoch 3  loss {sparks(history['loss'])} {history['loss'][-1]:.4g}"
    assert live.history == history
    assert live.axes is live.axes
    assert live.axes.lines[0].get_ydata().tolist() == history["loss"]


def test_live_curves_write_plain_lines_to_files_and_never_stop_a_training(network, images, monkeypatch, capsys):
    live = LiveCurves()
    losses = network.fit(images, np.arange(6) % 3, epochs=2, verbose=0, callbacks=[live]).history["loss"]
    assert capsys.readouterr().out.splitlines() == [f"epoch {i}  loss {loss:.4g}" for i, loss in enumerate(losses, 1)]
    network.fit(images, np.arange(6) % 3, epochs=2, verbose=2, callbacks=[live])
    assert len(capsys.readouterr().out.splitlines()) == 2  # those of fit itself
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr("viz.plots.live.sparks", lambda values: 1 / 0)
    history = network.fit(images, np.arange(6) % 3, epochs=3, verbose=0, callbacks=[live])
    assert sys.stdout.getvalue() == "LiveCurves draws no more: division by zero\n"
    assert len(history.history["loss"]) == 3


def test_live_curves_redraw_one_output_of_a_notebook(network, images, monkeypatch):
    display = pytest.importorskip("IPython.display")
    shown = []

    class Handle:
        def update(self, picture):
            shown.append(("update", picture))

    def show(picture, display_id=False):
        shown.append(("show", picture))
        return Handle()

    Page = type("Page", (io.StringIO,), {"__module__": "ipykernel.iostream"})
    monkeypatch.setattr(display, "display", show)
    monkeypatch.setattr(sys, "stdout", Page())
    live = LiveCurves()
    network.fit(images, np.arange(6) % 3, epochs=3, verbose=0, callbacks=[live])
    assert [what for what, _ in shown] == ["show", "update", "update"]
    assert live.axes.lines[0].get_ydata().tolist() == live.history["loss"]
    assert not plt.get_fignums()


def test_sparks():
    assert sparks([1.0, 1.0]) == "▁▁"
    assert sparks([0.0, 7.0, float("inf")]) == "▁█·"
    assert len(sparks(list(range(100)))) == 30


# -- summary -------------------------------------------------------------------------------------------------


def test_summary_is_the_table_of_the_model(network, capsys):
    table = summary(network)
    network.summary()
    printed, shown = capsys.readouterr().out.splitlines(), repr(table).splitlines()
    assert shown[-1] == f"Memory: {4 * network.count_params()} B"
    assert shown[-4:-1] == printed[-3:]  # the totals
    counts = [layer.count_params() for layer in network.layers]
    for line, own, count in zip(shown[4:-5], printed[4:-4], counts, strict=True):
        assert line.startswith(own)
        share = f"{count / sum(counts):.1%}"
        assert line.split()[-3:] == ([share, str(4 * count), "B"] if count else own.split()[-3:])
    assert np.allclose(table.shares, np.array(counts) / sum(counts))
    page = table._repr_html_()
    assert page.count("<tr>") == 1 + len(network.layers)
    assert "(None, 6, 6, 5)" in page
    assert "62%" not in page
    share = network.layers[0].count_params() / network.count_params()
    assert f"{share:.1%}" in page


def test_summary_tells_what_is_frozen_and_what_feeds_what():
    x = Input((4,))
    first, last = Dense(3, trainable=False, name="first"), Dense(1, name="last")
    model = Model(x, last(first(x) * 2))
    head, *rows = summary(model).rows
    assert head == ("Layer (type)", "Output shape", "Param #", "Frozen", "Share", "Memory", "Connected to")
    (one,), (two,) = ([row for row in rows if row[0].startswith(name)] for name in ("first", "last"))
    assert one[2:6] == ("15", "15", "78.9%", "60 B")
    assert two[2:6] == ("4", "", "21.1%", "16 B")
    assert summary(model).totals == {"Total": 19, "Trainable": 4, "Non-trainable": 15}
    assert "Frozen" not in repr(summary(Sequential([Dense(1, input_shape=(1,))])))


def test_names_are_no_markup():
    model = Sequential([Dense(2, input_shape=(3,), name=HOSTILE)], name=HOSTILE)
    page = summary(model)._repr_html_()
    assert "<script>" not in page
    assert "\u202e" not in page
    model.compile("sgd", "mse")
    for ax in (activation_maps(model, np.ones((1, 3), np.float32), 0), embeddings(np.ones((2, 3)), labels=[HOSTILE, "b"])):
        ax.figure.savefig(io.BytesIO())
    with pytest.raises(TypeError, match="describes nn Modules, got Tensor"):
        summary(Tensor(1.0))


def test_all_plots_take_axes(network, images):
    record = Histograms(images)
    network.fit(images, np.arange(6) % 3, verbose=0, callbacks=[record])
    calls = (
        lambda ax: filters(network, ax=ax),
        lambda ax: activation_maps(network, images[:1], 0, ax=ax),
        lambda ax: saliency(network, images[:1], ax=ax),
        lambda ax: histograms(record, ax=ax),
        lambda ax: loss_landscape(network, images, np.arange(6) % 3, steps=3, ax=ax),
        lambda ax: embeddings(np.eye(3), ax=ax),
        lambda ax: digits(images, labels=np.arange(6), ax=ax),
    )
    _, axes = plt.subplots(1, len(calls))
    assert [call(ax) is ax for call, ax in zip(calls, axes)] == [True] * len(calls)
    assert all(name in viz.__all__ for name in ("filters", "activation_maps", "saliency", "histograms", "loss_landscape"))
