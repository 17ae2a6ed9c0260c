"""L-BFGS: steps along Newton's direction, with the curvature guessed from the last gradients. For whole data sets."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd import Tensor
from nn.checks import number, whole
from nn.optimizers.line_search import Point, strong_wolfe
from nn.optimizers.optimizer import Optimizer


class LBFGS(Optimizer):
    r"""Steps along Newton's direction, with the curvature guessed from the last gradients; for whole data sets, not for `fit`.

    With the last steps $s_i$ and changes of the gradient $y_i$, and $\rho_i = 1 / y_i^\top s_i$, two loops give
    $d = -H g$, H the guess of the inverse of the second derivatives: $q \leftarrow g$; from the latest to the earliest
    $$ \alpha_i = \rho_i\, s_i^\top q, \quad q \leftarrow q - \alpha_i y_i; \qquad
       r \leftarrow \frac{y^\top s}{y^\top y}\, q $$ with the latest y and s; and from the earliest to the latest
    $$ r \leftarrow r + s_i\,(\alpha_i - \rho_i\, y_i^\top r); \qquad d = -r, \quad w \leftarrow w + t\, d $$

    learning_rate: t of each iteration, where no search finds it (default 1.0). max_iter: iterations of one `step` (default 20).
    max_eval: computations of the loss in one `step` (default None, 5/4 of max_iter).
    tolerance_grad: end when no gradient is larger (default 1e-7). tolerance_change: end when a step or the loss changes by less
    (default 1e-9). history_size: how many last steps are kept (default 100).
    line_search_fn: "strong_wolfe" searches t and is recommended; None takes the learning rate (default None).
    Arguments and meanings are PyTorch's. Raises TypeError or ValueError for a setting out of its range.
    Liu & Nocedal, 1989; Nocedal & Wright, 2006, algorithm 7.4.

    >>> w = Tensor(np.array([3.0, -2.0]))
    >>> loss = LBFGS(line_search_fn="strong_wolfe").step([w], lambda: ((w - 1.0) ** 2).sum())
    >>> w.numpy().round(6)
    array([1., 1.])
    """

    def __init__(
        self,
        learning_rate: float = 1.0,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        super().__init__(learning_rate)
        if line_search_fn not in (None, "strong_wolfe"):
            raise ValueError(f"LBFGS: line_search_fn must be None or 'strong_wolfe', got {line_search_fn!r}")
        self.max_iter = whole("LBFGS", "max_iter", max_iter)
        self.max_eval = self.max_iter * 5 // 4 if max_eval is None else whole("LBFGS", "max_eval", max_eval)
        self.tolerance_grad = number("LBFGS", "tolerance_grad", tolerance_grad, low=0)
        self.tolerance_change = number("LBFGS", "tolerance_change", tolerance_change, low=0)
        self.history_size, self.line_search_fn = whole("LBFGS", "history_size", history_size), line_search_fn

    def build(self, parameters: Sequence[Tensor]) -> None:
        """Lay the parameters into one vector and forget all curvature."""
        super().build(parameters)
        self.pairs: list[tuple[np.ndarray, np.ndarray, float]] = []  # s, y and 1/yᵀs, the latest last
        self.last: tuple[np.ndarray, np.ndarray] | None = None  # the last step, and the gradient before it

    def step(self, parameters: Sequence[Tensor], closure: Callable[[], Tensor] | None = None) -> float:  # type: ignore[override]
        """Up to max_iter iterations on the loss that `closure()` computes from the parameters; returns the loss before.

        Raises FloatingPointError, with the weights as they were, if the loss or a gradient becomes infinite or NaN.
        """
        if closure is None:
            raise TypeError(
                "LBFGS computes the loss several times a step, which fit cannot do: call "
                "step(model.parameters(), lambda: loss(y, model(x))) in a loop of your own, with all the data"
            )
        self.meet(parameters)
        assert self.vector is not None
        before = self.vector.values.copy()
        try:
            return self._iterate(closure)
        except FloatingPointError:
            self.vector.values[:] = before
            self.vector.write()
            self.pairs, self.last = [], None
            raise

    def _iterate(self, closure: Callable[[], Tensor]) -> float:
        values = self.vector.values  # type: ignore[union-attr]
        first = now = self._evaluate(closure)
        evaluations = 1
        for i in range(1, self.max_iter + 1):
            g = now.gradient
            if abs(g).max(initial=0.0) <= self.tolerance_grad:
                break
            self.steps += 1
            direction = self._direction(g)
            slope = float(g @ direction)
            if slope > -self.tolerance_change:
                break
            t = self.learning_rate * (min(1.0, 1.0 / float(abs(g).sum())) if self.steps == 1 else 1.0)
            start, origin = Point(0.0, now.loss, slope, g), values.copy()
            known: dict[float, Point] = {}

            def along(t: float, origin: Any = origin, direction: Any = direction, known: dict[float, Point] = known) -> Point:
                values[:] = origin + t * direction
                known[t] = self._evaluate(closure, direction, t)
                return known[t]

            if self.line_search_fn is None:
                values[:] = origin + t * direction
                now = self._evaluate(closure, direction, t) if i < self.max_iter else start
            else:
                now = strong_wolfe(along, start, t, self.tolerance_change / max(abs(direction).max(), 1e-300))
                t = now.t
                values[:] = origin + t * direction
            evaluations += max(1, len(known))
            if not math.isfinite(now.loss):
                raise FloatingPointError(f"LBFGS: the loss became {now.loss}; try line_search_fn='strong_wolfe'")
            self.last = t * direction, g
            small = abs(t * direction).max() <= self.tolerance_change or abs(now.loss - start.loss) < self.tolerance_change
            if evaluations >= self.max_eval or small:
                break
        self.vector.write()  # type: ignore[union-attr]
        return first.loss

    def _evaluate(self, closure: Callable[[], Tensor], direction: Any = None, t: float = 0.0) -> Point:
        """The loss and its gradient at the weights as they are now."""
        assert self.vector is not None
        self.vector.write()
        for p in self.vector.parameters:
            p.grad = None
        loss = closure()
        loss.backward()
        gradient = self.vector.gradient().copy()
        if direction is None and not (math.isfinite(loss.item()) and np.isfinite(gradient).all()):
            raise FloatingPointError(f"LBFGS: the loss is {loss.item()}, or its gradient is not finite, so no step was made")
        return Point(t, loss.item(), 0.0 if direction is None else float(gradient @ direction), gradient)

    def _direction(self, g: np.ndarray) -> np.ndarray:
        """−H g by the two loops; −g as long as nothing is known of the curvature."""
        if self.last is not None:
            s, y = self.last[0], g - self.last[1]
            if (curvature := float(y @ s)) > 1e-10:
                self.pairs = [*self.pairs, (s, y, 1.0 / curvature)][-self.history_size :]
        q, alphas = g.copy(), []
        for s, y, rho in reversed(self.pairs):
            alphas.append(rho * float(s @ q))
            q -= alphas[-1] * y
        if self.pairs:
            _, y, rho = self.pairs[-1]
            q *= 1.0 / (rho * float(y @ y))
        for (s, y, rho), alpha in zip(self.pairs, reversed(alphas)):
            q += s * (alpha - rho * float(y @ q))
        direction: np.ndarray = -q
        return direction
