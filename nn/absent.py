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
    "distribution": "weights are whole on every process: nn.distribution.DataParallel() shares the data",
    "device": "there is one device, the CPU: leave it out",
    "distillation": "write a Model with a train_step of your own, as Keras' guide on distillation does",
    "dtype_policies": "layers compute in their dtype=, float32 unless it is said: see nn.config.set_dtype_policy",
    "mixed_precision.LossScaleOptimizer": "float32 needs no scaling: give compile the inner optimizer",
    "quantizers": "weights stay floats: leave quantize() out",
    "export": "model.export writes ONNX, model.save_weights .safetensors, which PyTorch and JAX read",
    "visualization": "matplotlib, or viz.plots, shows images and boxes",
    "wrappers": "write a class with fit and predict around the model: scikit-learn asks for no more",
    "Function": "Model(inputs, outputs) computes what lies between the two",
    "Operation": "write a Layer, or a function",
    "KerasTensor": "Input(shape) gives the Symbol of a network that is being drawn up",
    "RematScope": "autograd.checkpoint(f) keeps no inner values of f",
    "remat": "autograd.checkpoint(f) keeps no inner values of f",
    "StatelessScope": "layers keep their weights: read and set these with get_weights and set_weights",
    "SymbolicScope": "Input(shape) gives the Symbol of a network that is being drawn up",
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
    "Initializer": "a function of (shape, dtype), or a class whose objects are called so, is an initializer",
    "Regularizer": "a function of the weights, or a class whose objects are called so, is a regularizer",
    "regularizers.Regularizer": "a function of the weights, or a class whose objects are called so, is a regularizer",
    "name_scope": "layers have name=: leave it out",
    "initializers.STFT": "the layer STFTSpectrogram makes its own kernels",
    "initializers.STFTInitializer": "the layer STFTSpectrogram makes its own kernels",
    "initializers.stft": "the layer STFTSpectrogram makes its own kernels",
    "layers.MaxNumBoundingBoxes": "pad the boxes with NumPy",
    "optimizers.MultiOptimizer": "write a train_step in which each optimizer has its own weights",
    "optimizers.OptimizerMap": "write a train_step in which each optimizer has its own weights",
    "saving.KerasFileEditor": "a .keras file is a zip archive: zipfile and json read it",
    "tree.MAP_TO_NONE": "return None from the function",
    "tree.assert_same_paths": "tree.assert_same_structure",
    "tree.flatten_with_path": "tree.flatten, and the keys by Python's own loops",
    "tree.map_shape_structure": "tree.map_structure",
    "tree.map_structure_up_to": "tree.map_structure",
    "tree.traverse": "tree.map_structure",
    "ops.adaptive_average_pool": "the layers AdaptiveAveragePooling1D, 2D and 3D",
    "ops.adaptive_max_pool": "the layers AdaptiveMaxPooling1D, 2D and 3D",
    "ops.erfinv": "scipy.special.erfinv, with autograd.scipy",
    "ops.fold": "sum the patches by np.add.at, or conv_transpose",
    "ops.unfold": "ops.image.extract_patches",
    "ops.lu_factor": "ops.solve, or scipy.linalg.lu_factor on plain arrays",
    "ops.rearrange": "ops.reshape and ops.transpose",
    "ops.stft": "the layer STFTSpectrogram, or ops.extract_sequences and ops.rfft",
    "ops.istft": "ops.irfft of the pieces, added up where they overlap",
    "ops.image.affine_transform": "nn.preprocessing.image.apply_affine_transform, or the layer RandomRotation",
    "ops.image.elastic_transform": "the layers RandomShear and RandomPerspective bend images, too",
    "ops.image.extract_patches_3d": "ops.image.extract_patches of each slice",
    "ops.image.gaussian_blur": "the layer RandomGaussianBlur, or ops.depthwise_conv with a kernel of your own",
    "ops.image.map_coordinates": "scipy.ndimage.map_coordinates on plain arrays",
    "ops.image.perspective_transform": "the layer RandomPerspective",
    "ops.image.scale_and_translate": "the layers RandomZoom and RandomTranslation",
    "ops.image.sobel_edges": "ops.depthwise_conv with Sobel's two kernels",
    "ops.image.ssim": "scikit-image's structural_similarity on plain arrays",
    "legacy.saving": "the names stand in nn.saving",
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
