"""Keras' names that are not here on purpose: why, and what to use. One line adds a name.

The heads of folders ask `answer` for the error of a name they do not have.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

PRETRAINED = (
    "its networks are of use for their pretrained weights, which are not here: build the layers by hand, or bring weights of "
    "PyTorch with nn.load_torch"
)
ABSENT = {
    "applications": PRETRAINED,
    "distribution": "there is one computer and one process: leave it out",
    "device": "there is one device, the CPU: leave it out",
    "distillation": "write a Model with a train_step of your own, as Keras' guide on distillation does",
    "dtype_policies": "layers compute in their dtype=, float32 unless it is said: see nn.config.set_dtype_policy",
    "mixed_precision": "nn computes in float32 on the CPU, where half precision saves no time: leave it out",
    "quantizers": "weights stay floats: leave quantize() out",
    "export": "model.save_weights writes .safetensors, which PyTorch and JAX read",
    "visualization": "matplotlib, or viz.plots, shows images and boxes",
    "wrappers": "write a class with fit and predict around the model: scikit-learn asks for no more",
    "Function": "Model(inputs, outputs) computes what lies between the two",
    "Operation": "write a Layer, or a function",
    "KerasTensor": "Input(shape) gives the Symbol of a network that is being drawn up",
    "RematScope": "autograd.checkpoint(f) keeps no inner values of f",
    "remat": "autograd.checkpoint(f) keeps no inner values of f",
    "StatelessScope": "layers keep their weights: read and set these with get_weights and set_weights",
    "SymbolicScope": "Input(shape) gives the Symbol of a network that is being drawn up",
    "DTypePolicy": "layers compute in their dtype=, float32 unless it is said",
    "FloatDTypePolicy": "layers compute in their dtype=, float32 unless it is said",
    "Quantizer": "weights stay floats",
    "config.set_backend": "the backend is NumPy",
    "config.is_nnx_enabled": "the backend is NumPy",
    "config.enable_flash_attention": "attention keeps one matrix a head: leave it out",
    "config.disable_flash_attention": "attention keeps one matrix a head: leave it out",
    "config.is_flash_attention_enabled": "attention keeps one matrix a head: leave it out",
    "config.enable_unsafe_deserialization": "pass custom_objects= for your own classes",
    "config.max_epochs": "say epochs= to fit",
    "config.set_max_epochs": "say epochs= to fit",
    "config.max_steps_per_epoch": "say steps_per_epoch= to fit",
    "config.set_max_steps_per_epoch": "say steps_per_epoch= to fit",
    "utils.FeatureSpace": "use StringLookup, Normalization and Discretization, a layer for each column",
    "utils.audio_dataset_from_directory": "read the files with scipy.io.wavfile and give fit the arrays",
    "utils.bounding_boxes": "boxes are arrays of four numbers: write the conversion with NumPy",
    "utils.legacy": "the names stand in nn.utils",
    "utils.Config": "a dict, or types.SimpleNamespace, holds settings",
    "layers.TFSMLayer": "a model of TensorFlow runs in TensorFlow",
    "layers.JaxLayer": "put the function into a Lambda layer, written with NumPy's functions",
    "layers.FlaxLayer": "put the function into a Lambda layer, written with NumPy's functions",
    "layers.TorchModuleWrapper": "nn.load_torch brings PyTorch's weights into the same layers",
    "callbacks.OrbaxCheckpoint": "ModelCheckpoint writes the weights",
    "optimizers.legacy": "the same optimizers stand in nn.optimizers",
    "optimizers.LossScaleOptimizer": "float32 needs no scaling: give compile the inner optimizer",
    "ops.custom_gradient": "autograd.extend.primitive and defvjp give a function its own way back",
    "ops.ctc_decode": "take the largest class of each step, then drop repeats and blanks",
    "ops.ctc_loss": "nn.losses.ctc",
    "ops.jvp": "autograd.jvp(f, x, v)",
    "ops.eig": "it has no derivative: np.linalg.eig on x.numpy()",
    "ops.view_as_complex": "Tensors of networks hold real numbers: keep the two parts apart",
    "ops.view_as_real": "Tensors of networks hold real numbers: keep the two parts apart",
    "ops.polar": "Tensors of networks hold real numbers: write r * np.cos(a) and r * np.sin(a)",
    "datasets.cifar10.load_batch": "load_data() gives all",
}


def why_absent(path: str) -> str | None:
    """What to do without a name of Keras, such as "layers.JaxLayer" or what lies inside "applications"."""
    parts = path.split(".")
    return next((ABSENT[".".join(parts[:n])] for n in range(len(parts), 0, -1) if ".".join(parts[:n]) in ABSENT), None)


def answer(module: str, name: str, known: Iterable[str]) -> Exception:
    """The error for a name that a module does not have.

    One that is absent on purpose gives an ImportError that says what to do, for Python replaces the text of an
    AttributeError in `from nn.layers import JaxLayer` by its own; any other an AttributeError with the nearest names.

    >>> print(answer("nn.utils", "FeatureSpacee", ["pad_sequences"]))
    module 'nn.utils' has no attribute 'FeatureSpacee'
    """
    room = module.partition(".")[2]
    path = f"{room}.{name}" if room else name
    why = None if name.startswith("_") else why_absent(path)
    if why is not None:
        return ImportError(f"Keras' {path} is not here: {why}", name=module)
    near = difflib.get_close_matches(name, list(known), 3)
    guess = f": did you mean {' or '.join(near)}?" if near else ""
    return AttributeError(f"module {module!r} has no attribute {name!r}{guess}", name=name)
