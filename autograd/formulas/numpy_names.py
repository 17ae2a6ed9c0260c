"""NumPy's names and what a Tensor gets from each: `python -m autograd.formulas.numpy_names > autograd/NUMPY.md`."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import numpy as np

from autograd.kernel.op import NUMPY
from autograd.numpy import creation
from autograd.numpy_api import protocols  # noqa: F401 - all functions register
from autograd.numpy_api.constants import CONSTANTS

TITLE = """\
# NumPy's names

What a call on a Tensor gives, name by name: written by `python -m autograd.formulas.numpy_names` with NumPy {version}.
Where nothing among the arguments is to be differentiated, every function is NumPy's own.

"""
SAID = {
    "differentiates": "The result is on the tape.",
    "constant": "The result has no derivative and is plain: an order, a test, a shape, a step.",
    "differentiates under the name of autograd.numpy": "NumPy's own makes an array of numbers before anybody is asked.",
    "refused": "A TypeError says that there is no derivative rule.",
}
WHY_REFUSED = {
    "It writes into an array: `t[key] = value` assigns, and differentiates": (
        "copyto fill_diagonal place put put_along_axis putmask"
    ),
    "It is about whole numbers and their bits": (
        "bitwise_and bitwise_count bitwise_invert bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor "
        "gcd invert lcm left_shift packbits right_shift unpackbits"
    ),
    "It counts, or treats numbers as a set: give it `t.numpy()`": (
        "histogram histogram2d histogram_bin_edges histogramdd intersect1d setdiff1d setxor1d union1d unique_all unique_counts "
        "unique_inverse"
    ),
    "It makes plain numbers of what it is given, before a Tensor is asked": (
        "arange asarray_chkfinite asmatrix from_dlpack fromiter kaiser require"
    ),
    "It asks about memory, dates or places": "einsum_path isfortran isnat ix_",
}
MODULES = {"np": np, "np.linalg": np.linalg, "np.fft": np.fft}


def kind_of(function: Any) -> str:
    """What becomes of a call on a Tensor."""
    if function not in NUMPY:
        made = any(getattr(np, name, None) is function for name in creation.__all__)
        return "differentiates under the name of autograd.numpy" if made else "refused"
    return "constant" if function in CONSTANTS else "differentiates"


def functions_of(module: ModuleType) -> dict[str, Any]:
    """The public functions of one of NumPy's modules that can be given an array and that NumPy 2 has."""
    found = {}
    for name in sorted(module.__all__):
        thing = vars(module).get(name)
        if callable(thing) and not isinstance(thing, (type, ModuleType)) and name not in NOT_OF_ARRAYS | OF_NUMPY_1:
            found[name] = thing
    return found


NOT_OF_ARRAYS = frozenset(
    (
        "get_include get_printoptions getbufsize geterr geterrcall info isdtype issubdtype iterable mintypecode printoptions "
        "promote_types seterr seterrcall setbufsize set_printoptions show_config show_runtime test typename errstate "
        "frompyfunc load loadtxt save savez savez_compressed savetxt genfromtxt fromfile fromregex fromstring frombuffer "
        "memmap datetime_as_string datetime_data busday_count busday_offset is_busday busdaycalendar format_float_positional "
        "format_float_scientific base_repr binary_repr eye identity tri empty ones zeros indices mask_indices diag_indices "
        "tril_indices triu_indices fftfreq rfftfreq bartlett blackman hamming hanning nested_iters broadcast_shapes "
        "ravel_multi_index unravel_index bmat fromfunction isscalar "
    ).split()
)
OF_NUMPY_1 = frozenset(
    (
        "_add_newdoc_ufunc _get_promotion_state _no_nep50_warning _set_promotion_state _using_numpy2_behavior add_docstring "
        "add_newdoc add_newdoc_ufunc alltrue asfarray byte_bounds compare_chararrays cumproduct deprecate deprecate_with_doc "
        "disp fastCopyAndTranspose find_common_type get_array_wrap geterrobj in1d issctype issubclass_ issubsctype lookfor mat "
        "maximum_sctype msort obj2sctype product recfromcsv recfromtxt round_ safe_eval sctype2char set_numeric_ops "
        "set_string_function seterrobj sometrue source who"
    ).split()
)


def refusals(names: set[str]) -> str:
    """The refused functions among these names, by the reason."""
    lines = []
    for why, refused in WHY_REFUSED.items():
        listed = [f"`{name}`" for name in refused.split() if name in names]
        lines += [f"* {why}:\n  {', '.join(listed)}\n"] if listed else []
    return "".join(lines)


def text() -> str:
    """The page in Markdown."""
    parts = [TITLE.format(version=".".join(np.__version__.split(".")[:2]))]
    for module, names in ((module, functions_of(MODULES[module])) for module in MODULES):
        parts.append(f"## {module}\n\n")
        for kind, said in SAID.items():
            chosen = [f"`{name}`" for name, function in names.items() if kind_of(function) == kind]
            if chosen and kind == "refused":
                parts.append(f"**Refused** ({len(chosen)}). {said}\n\n{refusals(set(names))}\n")
            elif chosen:
                parts.append(f"**{kind[0].upper()}{kind[1:]}** ({len(chosen)}). {said}\n\n{', '.join(chosen)}\n\n")
    return "".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
