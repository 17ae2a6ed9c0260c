"""What `help` says of the methods that are made from rows of the op table, such as Tensor.__add__ and Tensor.exp.

One line for each: what it gives, and an example with its answer. A test runs the examples.
"""

from __future__ import annotations

OTHER = """other: a number, an array or a Tensor; the shapes are broadcast as NumPy does. Raises ValueError if they do not fit,
TypeError for what holds no numbers."""
PLAIN = "This has no derivative: the result is plain, and a derivative does not pass through it."
AXIS = "axis: the axis along which to look (default: over all elements; argsort: the last). Further arguments as NumPy's."
WHILE_RECORDED = """other: a comparison or a truth. This works while autograd.compile records, where comparisons are Tensors;
elsewhere they are NumPy's truths, which have & and | of their own.

>>> from autograd import compile, where"""

BINARY = {
    "__add__": ("self + other, element by element.", "Tensor(6.0) + 4.0", "Tensor(10.0, op=add)"),
    "__radd__": ("other + self, element by element.", "4.0 + Tensor(6.0)", "Tensor(10.0, op=add)"),
    "__sub__": ("self − other, element by element.", "Tensor(6.0) - 4.0", "Tensor(2.0, op=sub)"),
    "__rsub__": ("other − self, element by element.", "4.0 - Tensor(6.0)", "Tensor(-2.0, op=sub)"),
    "__mul__": ("self · other, element by element.", "Tensor(6.0) * 4.0", "Tensor(24.0, op=mul)"),
    "__rmul__": ("other · self, element by element.", "4.0 * Tensor(6.0)", "Tensor(24.0, op=mul)"),
    "__truediv__": ("self / other, element by element.", "Tensor(6.0) / 4.0", "Tensor(1.5, op=div)"),
    "__rtruediv__": ("other / self, element by element.", "3.0 / Tensor(6.0)", "Tensor(0.5, op=div)"),
    "__pow__": ("self to the power of other, element by element.", "Tensor(6.0) ** 2", "Tensor(36.0, op=pow)"),
    "__rpow__": ("other to the power of self, element by element.", "2 ** Tensor(6.0)", "Tensor(64.0, op=pow)"),
    "__mod__": ("What is left of self / other, with other's sign.", "Tensor(6.0) % 4.0", "Tensor(2.0, op=remainder)"),
    "__rmod__": ("What is left of other / self, with self's sign.", "4.0 % Tensor(6.0)", "Tensor(4.0, op=remainder)"),
    "__matmul__": (
        "The matrix product of self and other: (m, n), (n, k) -> (m, k), and (n,), (n,) -> ().",
        "Tensor([1.0, 2.0]) @ [3.0, 4.0]",
        "Tensor(11.0, op=matmul)",
    ),
    "__rmatmul__": (
        "The matrix product of other and self: (m, n), (n, k) -> (m, k), and (n,), (n,) -> ().",
        "[3.0, 4.0] @ Tensor([1.0, 2.0])",
        "Tensor(11.0, op=matmul)",
    ),
    "__floordiv__": (f"self / other rounded down. {PLAIN}", "Tensor([6.0]) // 4.0", "array([1.])"),
    "__rfloordiv__": (f"other / self rounded down. {PLAIN}", "14.0 // Tensor([6.0])", "array([2.])"),
    "__divmod__": (
        "self // other, which is plain, and self % other, which has a derivative.",
        "divmod(Tensor([6.0]), 4.0)",
        "(array([1.]), Tensor([2.], shape=(1,), op=remainder))",
    ),
    "__rdivmod__": (
        "other // self, which is plain, and other % self, which has a derivative.",
        "divmod(14.0, Tensor([6.0]))",
        "(array([2.]), Tensor([2.], shape=(1,), op=remainder))",
    ),
    "__lt__": (f"Whether self < other, element by element. {PLAIN}", "Tensor([1.0, 3.0]) < 2.0", "array([ True, False])"),
    "__le__": (f"Whether self ≤ other, element by element. {PLAIN}", "Tensor(2.0) <= 2.0", "True"),
    "__gt__": (f"Whether self > other, element by element. {PLAIN}", "Tensor([1.0, 3.0]) > 2.0", "array([False,  True])"),
    "__ge__": (f"Whether self ≥ other, element by element. {PLAIN}", "Tensor(2.0) >= 2.0", "True"),
    "__eq__": (f"Whether self equals other, element by element. {PLAIN}", "Tensor(2.0) == 2.0", "True"),
    "__ne__": (f"Whether self differs from other, element by element. {PLAIN}", "Tensor(2.0) != 2.0", "False"),
}

TRUTHS = {  # of comparisons, which are Tensors only while a program is recorded
    "__and__": ("Where self and other both hold.", "compile(lambda x: where((x > 0) & (x < 2), x, 9.0))(3.0)", "9.0"),
    "__rand__": ("Where other and self both hold.", "compile(lambda x: where(True & (x < 2), x, 9.0))(3.0)", "9.0"),
    "__or__": ("Where self or other holds.", "compile(lambda x: where((x < 0) | (x > 2), x, 9.0))(3.0)", "3.0"),
    "__ror__": ("Where other or self holds.", "compile(lambda x: where(False | (x > 2), x, 9.0))(3.0)", "3.0"),
}

PLAINLY = {
    "argmax": (f"The place of the largest element, in the order of ravel(). {PLAIN}", "int(Tensor([1.0, 3.0]).argmax())", "1"),
    "argmin": (f"The place of the smallest element, in the order of ravel(). {PLAIN}", "int(Tensor([1.0, 3.0]).argmin())", "0"),
    "argsort": (f"The places of the elements in rising order. {PLAIN}", "Tensor([3.0, 1.0]).argsort()", "array([1, 0])"),
    "any": (f"Whether an element is not 0. {PLAIN}", "Tensor([0.0, 3.0]).any()", "True"),
    "all": (f"Whether all elements are not 0. {PLAIN}", "Tensor([0.0, 3.0]).all()", "False"),
}

UNARY = {
    "__neg__": ("−self, element by element.", "-Tensor(2.0)", "Tensor(-2.0, op=neg)"),
    "__pos__": ("The same numbers.", "+Tensor(2.0)", "Tensor(2.0, op=alias)"),
    "__abs__": ("The absolute value of each element.", "abs(Tensor(-2.0))", "Tensor(2.0, op=abs)"),
    "abs": ("The absolute value of each element.", "Tensor(-2.0).abs()", "Tensor(2.0, op=abs)"),
    "copy": ("The same numbers, in memory of their own.", "Tensor(2.0).copy()", "Tensor(2.0, op=alias)"),
    "exp": ("e to the power of each element.", "Tensor(0.0).exp()", "Tensor(1.0, op=exp)"),
    "log": ("The natural logarithm of each element; −∞ at 0, NaN below.", "Tensor(1.0).log()", "Tensor(0.0, op=log)"),
    "sqrt": ("The square root of each element; NaN below 0.", "Tensor(9.0).sqrt()", "Tensor(3.0, op=sqrt)"),
    "square": ("The square of each element.", "Tensor(3.0).square()", "Tensor(9.0, op=square)"),
    "sin": ("The sine of each element, an angle in radians.", "Tensor(0.0).sin()", "Tensor(0.0, op=sin)"),
    "cos": ("The cosine of each element, an angle in radians.", "Tensor(0.0).cos()", "Tensor(1.0, op=cos)"),
    "tanh": ("The hyperbolic tangent of each element, between −1 and 1.", "Tensor(0.0).tanh()", "Tensor(0.0, op=tanh)"),
    "relu": ("Each element, or 0 where it is negative.", "Tensor(-2.0).relu()", "Tensor(0.0, op=relu)"),
    "sigmoid": ("1 / (1 + e⁻ˣ) of each element x, between 0 and 1.", "Tensor(0.0).sigmoid()", "Tensor(0.5, op=sigmoid)"),
}


def text(sentence: str, arguments: str, example: str, answer: str) -> str:
    """A docstring.

    >>> text("Twice x.", "x: a number.", "2 * 3", "6")
    'Twice x.\\n\\nx: a number.\\n\\n>>> 2 * 3\\n6'
    """
    return "\n\n".join(filter(None, [sentence, arguments, f">>> {example}\n{answer}"]))


METHODS = {
    **{name: text(sentence, OTHER, *example) for name, (sentence, *example) in BINARY.items()},
    **{name: text(sentence, "", *example) for name, (sentence, *example) in UNARY.items()},
    **{name: text(sentence, AXIS, *example) for name, (sentence, *example) in PLAINLY.items()},
    **{name: text(sentence, WHILE_RECORDED, *example) for name, (sentence, *example) in TRUTHS.items()},
    "round": text(
        f"Each element rounded to so many decimals. {PLAIN}",
        "decimals=0: their number, the only argument.",
        "Tensor([1.26, 2.0]).round(1)",
        "array([1.3, 2. ])",
    ),
}
