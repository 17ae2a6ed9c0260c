"""The base class of Keras' unit tests, written for `nn`: see keras_unit_tests.py.

`run_layer_test` does what Keras' does, but for mixed precision, sparse tensors, the count of seed generators, and the list of
an object's attributes after a round trip of its configuration. The text of an error is not compared, and TypeError and
ValueError count as one.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from absl.testing import parameterized

import nn
from autograd import Tensor
from nn.modules.symbols import Symbol

LEFT_OUT = ("run_mixed_precision_check", "custom_objects", "assert_built_after_instantiation", "expected_num_seed_generators",
            "expected_output_sparse", "expected_output_ragged", "tpu_atol", "tpu_rtol", "tpu_compatible")  # fmt: skip


def plain(x: Any) -> Any:
    """The numbers of anything that holds some."""
    if isinstance(x, (list, tuple)):
        return np.asarray([plain(part) for part in x])
    return np.asarray(x.numpy() if hasattr(x, "numpy") else x)


def is_shape(x: Any) -> bool:
    """Whether it is a shape, and no nest of shapes."""
    return isinstance(x, (tuple, list)) and all(n is None or isinstance(n, (int, np.integer)) for n in x)


def over(function: Any, nest: Any, *others: Any) -> Any:
    """The function of each shape in a nest of shapes."""
    if isinstance(nest, dict):
        return {
            key: over(function, part, *[o[key] if isinstance(o, dict) else o for o in others]) for key, part in nest.items()
        }
    if is_shape(nest):
        return function(nest, *others)
    parts = [[o[i] if isinstance(o, (list, tuple)) else o for o in others] for i in range(len(nest))]
    return type(nest)(over(function, part, *others_of) for part, others_of in zip(nest, parts))


def numbers(shape: Any, dtype: Any) -> Any:
    """Random numbers of a shape."""
    rng = np.random.default_rng(0)
    return np.asarray(4 * rng.standard_normal([n or 2 for n in shape])).astype(dtype)


class TestCase(parameterized.TestCase):
    """Keras' assertions, over Tensors and arrays."""

    maxDiff = None

    def get_temp_dir(self) -> str:
        folder = tempfile.mkdtemp()
        self.addCleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        return folder

    def convert_to_numpy(self, x: Any) -> Any:
        return plain(x)

    def assertAllClose(
        self, actual: Any, desired: Any, atol: float = 1e-6, rtol: float = 1e-6, msg: Any = None, **_: Any
    ) -> None:
        np.testing.assert_allclose(plain(actual), plain(desired), atol=atol, rtol=rtol, err_msg=msg or "")

    def assertNotAllClose(self, a: Any, b: Any, atol: float = 1e-6, rtol: float = 1e-6, msg: Any = None) -> None:
        assert not np.allclose(plain(a), plain(b), atol=atol, rtol=rtol), msg

    def assertAlmostEqual(self, actual: Any, desired: Any, decimal: int = 3, msg: Any = None, **_: Any) -> None:
        np.testing.assert_almost_equal(plain(actual), plain(desired), decimal=decimal, err_msg=msg or "")

    def assertAllEqual(self, a: Any, b: Any, msg: Any = None) -> None:
        np.testing.assert_array_equal(plain(a), plain(b), err_msg=msg or "")

    def assertLen(self, iterable: Any, expected_len: int, msg: Any = None) -> None:
        assert len(iterable) == expected_len, msg

    def assertRaisesRegex(self, expected_exception: Any, expected_regex: Any, *args: Any, **given: Any) -> Any:
        """That it is refused counts, not in which words: ours say what to do in words of their own."""
        return self.assertRaises(expected_exception, *args, **given)  # noqa: PT027

    def assertRaises(self, expected_exception: Any, *args: Any, **given: Any) -> Any:
        """A wrong argument is a TypeError or a ValueError: ours is the first where its type is wrong."""
        either = (TypeError, ValueError) if expected_exception in (TypeError, ValueError) else expected_exception
        return super().assertRaises(either, *args, **given)  # noqa: PT027

    def assertSparse(self, x: Any, sparse: bool = True) -> None:
        assert not sparse

    assertRagged = assertSparse

    def assertDType(self, x: Any, dtype: Any, msg: Any = None) -> None:
        assert str(getattr(x, "dtype", None) or np.asarray(x).dtype) == nn.backend.standardize_dtype(dtype), msg

    def assertFileExists(self, path: Any) -> None:
        assert Path(path).is_file(), f"File {path} does not exist"

    def run_class_serialization_test(self, instance: Any, custom_objects: Any = None) -> Any:
        config = instance.get_config()
        with nn.saving.custom_object_scope({type(instance).__name__: type(instance), **(custom_objects or {})}):
            again = type(instance).from_config(config)
            assert str(config) == str(again.get_config())
            back = nn.saving.deserialize_keras_object(nn.saving.serialize_keras_object(instance))
        assert str(config) == str(back.get_config())
        return back

    def run_layer_test(
        self, layer_cls: Any, init_kwargs: Any, input_shape: Any = None, input_dtype: Any = None, input_sparse: bool = False,
        input_ragged: bool = False, input_data: Any = None, call_kwargs: Any = None, expected_output_shape: Any = None,
        expected_output_dtype: Any = None, expected_output: Any = None, expected_num_trainable_weights: Any = None,
        expected_num_non_trainable_weights: Any = None, expected_num_non_trainable_variables: Any = None,
        expected_num_losses: Any = None, supports_masking: Any = None, expected_mask_shape: Any = None,
        run_training_check: bool = True, custom_objects: Any = None, **left_out: Any,
    ) -> None:  # fmt: skip
        assert not set(left_out) - set(LEFT_OUT), left_out
        if input_sparse or input_ragged:
            self.skipTest("sparse and ragged tensors are TensorFlow's")
        call_kwargs = call_kwargs or {}
        layer = layer_cls(**(init_kwargs or {}))
        self.run_class_serialization_test(layer, custom_objects)
        if supports_masking is not None:
            assert layer.supports_masking == supports_masking, "supports_masking"
        if input_data is None and input_shape is None:
            return

        def counts(layer: Any) -> None:
            assert layer.built
            for name, count in (("trainable_weights", expected_num_trainable_weights),
                                ("non_trainable_weights", expected_num_non_trainable_weights)):  # fmt: skip
                if count is not None:
                    self.assertLen(getattr(layer, name), count, name)

        def outputs(out: Any) -> None:
            parts = nn.tree.flatten(out)
            if expected_output_shape is not None:
                shape = expected_output_shape
                flat = [shape] if is_shape(shape) else list(shape.values()) if isinstance(shape, dict) else list(shape)
                for part, asked in zip(parts, flat):
                    got = tuple(part.shape)
                    assert len(got) == len(asked), (got, asked)
                    assert all(b is None or a == b or a is None for a, b in zip(got, asked)), (got, asked)
            if expected_output_dtype is not None:
                asked = expected_output_dtype
                for part, dtype in zip(parts, [asked] * len(parts) if isinstance(asked, str) else asked):
                    assert str(part.dtype) == dtype

        def call(layer: Any, given: Any) -> Any:
            return layer(**given, **call_kwargs) if isinstance(given, dict) else layer(given, **call_kwargs)

        shapes = input_shape if input_shape is not None else nn.tree.map_structure(np.shape, input_data)
        named = {name.removesuffix("_shape"): part for name, part in shapes.items()} if isinstance(shapes, dict) else shapes
        if input_data is None:
            dtypes = (
                {n.removesuffix("_shape"): d for n, d in input_dtype.items()} if isinstance(input_dtype, dict) else input_dtype
            )
            input_data = over(numbers, named, dtypes or "float32")
        dtypes = nn.tree.map_structure(lambda x: str(plain(x).dtype), input_data)
        layer = layer_cls(**(init_kwargs or {}))
        layer.build(**shapes) if isinstance(shapes, dict) else layer.build(shapes)
        counts(layer)
        layer = layer_cls(**(init_kwargs or {}))
        drawn = over(lambda shape, dtype: nn.Input(batch_shape=shape, dtype=dtype), named, dtypes)
        out = call(layer, drawn)
        counts(layer)
        outputs(out)
        if expected_mask_shape is not None:
            assert tuple(layer.compute_mask(drawn).shape) == expected_mask_shape
        layer = layer_cls(**(init_kwargs or {}))
        out = call(layer, input_data)
        outputs(out)
        if expected_output is not None:
            for got, asked in zip(nn.tree.flatten(out), nn.tree.flatten(expected_output)):
                self.assertAllClose(got, asked, msg="Unexpected output value", atol=1e-5, rtol=1e-5)
        if expected_num_losses is not None:
            self.assertLen(layer.losses, expected_num_losses)
        if run_training_check:
            train(layer, input_data, out)


def train(layer: Any, x: Any, y: Any) -> None:
    """One step of a model of this layer alone, as Keras' own test takes it."""

    class TestModel(nn.Model):
        def __init__(self, layer: Any) -> None:
            super().__init__()
            self.layer = layer

        def call(self, x: Any, training: bool = False) -> Any:
            return self.layer(**x, training=training) if isinstance(x, dict) else self.layer(x, training=training)

    class TestLoss(nn.losses.Loss):
        def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
            return nn.ops.sum(y_pred)

    model = TestModel(layer)
    model.compile(optimizer="sgd", loss=TestLoss())
    model.fit(iter([(x, nn.tree.map_structure(plain, y))]), steps_per_epoch=1, verbose=0)


def is_symbolic(x: Any) -> bool:
    """Whether it stands for numbers that are not there yet."""
    return isinstance(x, Symbol) or not isinstance(x, (Tensor, np.ndarray))
