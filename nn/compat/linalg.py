"""tf.linalg: the functions of `nn.ops` that TensorFlow keeps here."""

from __future__ import annotations

import sys
from typing import Any

from nn import ops
from nn.absent import answer

OPS = {name: ops.TABLE[name] for name in "cholesky det diag eigh einsum inv matmul norm qr slogdet solve svd trace".split()}
vars(sys.modules[__name__]).update(OPS)


def __getattr__(name: str) -> Any:
    raise answer(__name__, name, OPS)
