"""autograd: reverse-mode automatic differentiation on a tape.

    from autograd import Tensor, grad

    x = Tensor(2.0)
    y = x * x.tanh()
    y.backward()               # x.grad is dy/dx

    grad(grad(f))(2.0)         # derivatives of functions, of any order

Tensors work with Python's operators and with NumPy's functions (np.exp(x), np.sum(x, axis=0), ...); what NumPy
lacks is here (relu, softmax, cross_entropy, ...). Where to read: kernel is the engine, ops the
mathematics, tensors the syntax.
"""

# ruff: noqa: I001, E402 - grouped by what they are, after the check that they are ours
import os as _os

from autograd.mixture import refuse_mixture as _refuse_mixture

_refuse_mixture(_os.path.dirname(__file__))

from typing import TYPE_CHECKING as _TYPE_CHECKING

from autograd.version import VERSION as __version__
from autograd import nest
from autograd.later import load_later
from autograd.text.owners import name_owner
from autograd.derivatives.local import local_derivatives
from autograd.builtins import dict, isinstance, list, tuple  # noqa: F401 - not for import *
from autograd.derivatives.functional import grad, hessian, holomorphic_grad, hvp, jacobian, jvp, value_and_grad, vjp
from autograd.numpy_api.reductions import cumprod, cumsum, logsumexp, max, mean, min, prod, std, sum, var
from autograd.numpy_api.norms import norm
from autograd.numpy_api.products import dot, einsum, outer, trace
from autograd.numpy_api.choices import clip, where
from autograd.numpy_api.probabilities import cross_entropy, log_softmax, softmax
from autograd.kernel.modes import Scope, enable_grad, no_grad, scope, watch
from autograd.kernel.noting import BackwardScope
from autograd.kernel.op import TABLE, Op, Sample
from autograd.ops.activation import elu, erf, gelu, gelu_tanh, leaky_relu, relu, sigmoid, silu, softplus
from autograd.ops.arithmetic import absolute, add, div, mul, neg, power, remainder, sub
from autograd.ops.choosing import maximum, minimum
from autograd.ops.elementwise import arccos, arcsin, arctan, cos, cosh, exp, expm1, log, log1p
from autograd.ops.elementwise import sin, sinh, sqrt, square, tan, tanh
from autograd.ops.networks.attention import attention
from autograd.ops.networks.convolution import conv, conv_x as conv_transpose
from autograd.ops.networks.layer_normalization import standardize
from autograd.ops.linalg import matmul
from autograd.ops.networks.normalization import moments, normalize
from autograd.ops.networks.recurrence import lstm
from autograd.ops.networks.pooling import average_pool, max_pool, sum_pool
from autograd.numpy_api.shaping import broadcast_to, expand_dims, flip, moveaxis, ravel, reshape, squeeze, swapaxes, transpose
from autograd.numpy_api.joining import array_split, concatenate, pad, repeat, split, stack, tile
from autograd.numpy_api.picking import diagonal, sort, take
from autograd.tensors.tensor import Tensor, borrow

if _TYPE_CHECKING:
    from autograd.anomaly import detect_anomaly
    from autograd.compiled.decorator import compile
    from autograd.compiled.program import Program
    from autograd.compiled.anew import compute_anew, effect, fresh
    from autograd.derivatives.by_argnum import (  # fmt: skip
        deriv,
        grad_and_aux,
        grad_named,
        hessian_tensor_product,
        hessian_vector_product,
        make_ggnvp,
        make_hvp,
        make_jvp,
        make_vjp,
        multigrad_dict,
        tensor_jacobian_product,
        vector_jacobian_product,
    )
    from autograd.derivatives.checkpoint import checkpoint
    from autograd.derivatives.elementwise import elementwise_grad
    from autograd.derivatives.gradcheck import GradcheckError, gradcheck
    from autograd.derivatives.of_tensors import gradients
    from autograd.formulas import formula
    from autograd.tape import Tape
    from autograd.text.console import printable
    from autograd.text.table import text_table
else:
    __getattr__, __dir__ = load_later(globals(), {
        ".anomaly": "detect_anomaly", ".compiled.decorator": "compile", ".compiled.program": "Program",
        ".compiled.anew": "compute_anew effect fresh",
        ".derivatives.by_argnum": "deriv grad_and_aux grad_named hessian_tensor_product hessian_vector_product "
        "make_ggnvp make_hvp make_jvp make_vjp multigrad_dict tensor_jacobian_product vector_jacobian_product",
        ".derivatives.checkpoint": "checkpoint", ".derivatives.elementwise": "elementwise_grad",
        ".derivatives.gradcheck": "GradcheckError gradcheck", ".derivatives.of_tensors": "gradients",
        ".formulas": "formula", ".tape": "Tape", ".text.console": "printable", ".text.table": "text_table",
    })  # fmt: skip

__all__ = [
    "TABLE",
    "BackwardScope",
    "GradcheckError",
    "Op",
    "Program",
    "Sample",
    "Scope",
    "Tape",
    "Tensor",
    "__version__",
    "absolute",
    "add",
    "arccos",
    "arcsin",
    "arctan",
    "array_split",
    "attention",
    "average_pool",
    "borrow",
    "broadcast_to",
    "checkpoint",
    "clip",
    "compile",
    "compute_anew",
    "concatenate",
    "conv",
    "conv_transpose",
    "cos",
    "cosh",
    "cross_entropy",
    "cumprod",
    "cumsum",
    "deriv",
    "detect_anomaly",
    "diagonal",
    "div",
    "dot",
    "effect",
    "einsum",
    "elementwise_grad",
    "elu",
    "enable_grad",
    "erf",
    "exp",
    "expand_dims",
    "expm1",
    "flip",
    "formula",
    "fresh",
    "gelu",
    "gelu_tanh",
    "grad",
    "grad_and_aux",
    "grad_named",
    "gradcheck",
    "gradients",
    "hessian",
    "hessian_tensor_product",
    "hessian_vector_product",
    "holomorphic_grad",
    "hvp",
    "jacobian",
    "jvp",
    "leaky_relu",
    "load_later",
    "local_derivatives",
    "log",
    "log1p",
    "log_softmax",
    "logsumexp",
    "lstm",
    "make_ggnvp",
    "make_hvp",
    "make_jvp",
    "make_vjp",
    "matmul",
    "max",
    "max_pool",
    "maximum",
    "mean",
    "min",
    "minimum",
    "moments",
    "moveaxis",
    "mul",
    "multigrad_dict",
    "name_owner",
    "neg",
    "nest",
    "no_grad",
    "norm",
    "normalize",
    "outer",
    "pad",
    "power",
    "printable",
    "prod",
    "ravel",
    "relu",
    "remainder",
    "repeat",
    "reshape",
    "scope",
    "sigmoid",
    "silu",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "sort",
    "split",
    "sqrt",
    "square",
    "squeeze",
    "stack",
    "standardize",
    "std",
    "sub",
    "sum",
    "sum_pool",
    "swapaxes",
    "take",
    "tan",
    "tanh",
    "tensor_jacobian_product",
    "text_table",
    "tile",
    "trace",
    "transpose",
    "value_and_grad",
    "var",
    "vector_jacobian_product",
    "vjp",
    "watch",
    "where",
]  # fmt: skip
