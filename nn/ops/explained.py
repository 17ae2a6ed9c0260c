"""What help says of an operation beside its sentence: the arguments that the sentence does not name, and an example.

Arguments of one name mean the same everywhere; where not, the operation's name stands before it. The files called
`examples.txt` hold a call and what it gives, which a test runs.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

MEANINGS = {
    "x": "an array, a Tensor, or nested lists of numbers.",
    "input": "an array, a Tensor, or nested lists of numbers.",
    "tensor": "an array or a Tensor.",
    "params": "an array or a Tensor.",
    "value": "an array or a Tensor.",
    "inputs": "an array or a Tensor; of images and sequences (n, *sizes, channels).",
    "images": "(n, height, width, channels), or one image without n.",
    "data": "rows, (n, ...).",
    "target": "what is true.",
    "output": "what is predicted.",
    "targets": "the numbers of the true classes.",
    "predictions": "a score for each class.",
    "kernel": "the weights of the windows.",
    "depthwise_kernel": "the weights of each channel's windows.",
    "pointwise_kernel": "the weights that mix the channels.",
    "key": "what is looked at, (n, S, heads, d).",
    "dot_product_attention.value": "what is handed on, (n, S, heads, v).",
    "x1": "an image.",
    "x2": "the other image.",
    "dtype": "the type of the numbers; None keeps that of x, or takes nn.config.floatx().",
    "output_type": "the type of the numbers.",
    "out_type": "the type of the numbers.",
    "shape": "the sizes of the axes.",
    "dims": "the sizes of the axes.",
    "axis": "the axis along which it works; None takes all numbers as one row.",
    "axes": "the axes along which it works; None is all.",
    "keepdims": "whether these axes stay, with size 1.",
    "data_format": 'where the channels lie: "channels_last" or "channels_first"; None is "channels_last".',
    "padding": '"valid" takes windows that lie inside; "same" adds a border, so that stride 1 keeps the size.',
    "strides": "how far the window moves, along each axis or all; None is as far as it is wide.",
    "dilation_rate": "how far apart the taps of a window are, along each axis or all.",
    "output_padding": "how much longer the result is at its end, along each axis or all.",
    "pool_size": "the size of the window, along each axis or all.",
    "block_size": "the side b of a block.",
    "fill_value": "the number that fills what is empty.",
    "fill.value": "the number.",
    "endpoint": "whether the end is the last number.",
    "step": "how far apart the numbers are; None is 1.",
    "delta": "how far apart the numbers are.",
    "k": "which diagonal: 0 the main one, 1 the one above it.",
    "start_indices": "where the block begins, along each axis.",
    "updates": "the new numbers.",
    "indices": "which ones, as whole numbers.",
    "reduction": "how old and new numbers are joined; None replaces.",
    "segment_ids": "the number of each row's segment.",
    "num_segments": "how many segments there are; None is as many as the ids need.",
    "from_logits": "whether the output is raw scores and not probabilities.",
    "num": "how many parts there are; None counts.",
    "num_or_size_splits": "how many parts of equal size, or the sizes.",
    "variable": "an array or a Tensor.",
    "sorted": "changes nothing: they are in order.",
    "sparse": "changes nothing.",
    "return_index": "whether the first place of each is returned, too.",
    "return_inverse": "whether the number of each one's value is returned, too.",
    "return_counts": "whether it is returned how often each occurs.",
    "reverse": "whether it begins at the end.",
    "upper": "whether the upper triangle is given, or taken.",
    "fft_length": "the length of the signal; None is that of the numbers given.",
    "minlength": "the smallest length of the result.",
    "order": "the order of the norm.",
    "approximate": "whether tanh stands for the normal distribution.",
    "attn_logits_soft_cap": "the bound c that c · tanh(scores / c) keeps scores within; None is no bound.",
    "elems": "an array, or a nest of them.",
    "elements": "an array, or a nest of them.",
    "pred": "the condition.",
    "init": "the value that is carried into the first step.",
    "length": "how many steps, where xs is None.",
    "index": "a whole number, from 0.",
    "branches": "functions.",
    "pyfunc": "a function of single numbers.",
    "function": "a function of one part.",
    "excluded": "the arguments that stay as they are.",
    "signature": "the axes that the function itself takes, as NumPy writes them.",
    "rcond": "singular values below this share of the largest count as 0; None is NumPy's choice.",
    "interpolation": '"bilinear" or "nearest".',
    "antialias": "whether a smaller image is made of the mean of what each pixel covers.",
    "crop_to_aspect_ratio": "whether what would be bent is cut off.",
    "pad_to_aspect_ratio": "whether a border keeps the image from being bent.",
    "fill_mode": 'what the border is made of: "constant".',
    "clip_value_min": "the lower bound.",
    "clip_value_max": "the upper bound.",
    "paddings": "how many numbers are added before and behind, (axes, 2).",
    "mode": '"CONSTANT", "REFLECT" or "SYMMETRIC".',
    "constant_values": "the number that the border is made of.",
    "settings": 'sep=" ", what stands between them.',
} | {
    f"{side}_{what}": f"how many pixels are {done} at the {side}; None follows from the size and the other side."
    for side in ("top", "left", "bottom", "right")
    for what, done in (("cropping", "cut off"), ("padding", "added"))
}  # fmt: skip


def explain(operations: Mapping[str, Callable[..., Any]], examples: Path, start: str) -> None:
    """Complete the docstrings of operations.

    examples: the file with a call of each. start: the line that each example begins with.
    """
    called = {}
    for example in re.split(r"\n(?=>>> )", examples.read_text(encoding="utf-8").rstrip()):
        found = re.search(r"\.(\w+)\(", example)
        if found:
            called[found[1]] = f">>> {start}\n{example}"
    for name, operation in operations.items():
        text, mark, example = (operation.__doc__ or "").partition("\n\n>>> ")
        if not mark and name in called:
            told = [line_of(name, p) for p in inspect.signature(operation).parameters.values() if is_unnamed(p.name, text)]
            operation.__doc__ = "\n\n".join(filter(None, [text, "\n".join(filter(None, told)), called[name]]))


def is_unnamed(argument: str, text: str) -> bool:
    """Whether a text does not say an argument's name."""
    return not re.search(rf"\b{argument}\b", text)


def line_of(name: str, parameter: inspect.Parameter) -> str:
    """What an argument of an operation is."""
    meaning = MEANINGS.get(f"{name}.{parameter.name}", MEANINGS.get(parameter.name, ""))
    default = "" if parameter.default is inspect.Parameter.empty else f"={parameter.default!r}"
    return f"{parameter.name}{default}: {meaning}" if meaning else ""
