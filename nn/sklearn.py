"""Networks as scikit-learn estimators: in pipelines, searches and cross-validation, with tables as they come.

    from nn.sklearn import NeuralClassifier
    GridSearchCV(make_pipeline(StandardScaler(), NeuralClassifier()), {"neuralclassifier__hidden": [(16,), (32, 32)]})

Needs scikit-learn: `pip install "tapegrad[sklearn]"`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

import numpy as np

try:
    from sklearn.base import BaseEstimator, ClassifierMixin, ClassNamePrefixFeaturesOutMixin, RegressorMixin, TransformerMixin
    from sklearn.utils import check_array, check_random_state
    from sklearn.utils.multiclass import check_classification_targets, type_of_target
    from sklearn.utils.validation import (
        _check_sample_weight,
        check_consistent_length,
        check_is_fitted,
        column_or_1d,
        validate_data,
    )
except ImportError as error:
    raise ImportError(f"nn.sklearn needs scikit-learn: pip install scikit-learn ({error})") from error

from nn.layers import Dense, Input
from nn.models.model import Model
from nn.models.sequential import Sequential
from nn.seeds import use_seed

__all__ = ["NeuralClassifier", "NeuralRegressor", "NeuralTransformer"]


class NeuralEstimator(BaseEstimator):  # type: ignore[misc]
    """What the estimators share: the network is made for the columns of the data, and learns by `Model.fit`."""

    hidden: Sequence[int]
    model_: Model

    def __init__(
        self, hidden: Sequence[int] = (32,), *, activation: Any = "relu", network: Callable[[int, int], Model] | None = None,
        optimizer: Any = "adam", loss: Any = None, epochs: int = 200, batch_size: int = 200, callbacks: Any = None,
        validation_split: float = 0.0, warm_start: bool = False, random_state: Any = None, verbose: int = 0,
    ) -> None:  # fmt: skip
        self.hidden, self.activation, self.network = hidden, activation, network
        self.optimizer, self.loss, self.epochs, self.batch_size = optimizer, loss, epochs, batch_size
        self.callbacks, self.validation_split, self.warm_start = callbacks, validation_split, warm_start
        self.random_state, self.verbose = random_state, verbose

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def read(self, X: Any, reset: bool = False) -> np.ndarray:
        """The rows as an array of floats; a sparse matrix is written out. reset: they say which columns there are."""
        found = validate_data(self, X, accept_sparse=["csr", "csc", "coo"], dtype=[np.float64, np.float32], reset=reset)
        return np.asarray(found.toarray() if hasattr(found, "toarray") else found)

    def learn(
        self, X: np.ndarray, targets: np.ndarray, sample_weight: Any, last: str | None, loss: str, epochs: int, go_on: bool
    ) -> None:
        """Fit the network, a new one unless the last is to go on. last, loss: those that fit the task."""
        weights = None
        if sample_weight is not None:  # relative to each other: a row of weight 2 counts as if it were there twice
            weights = _check_sample_weight(sample_weight, X, dtype=X.dtype, ensure_non_negative=True)
            weights = weights / weights.mean()
        with use_seed(int(check_random_state(self.random_state).randint(2**31 - 1))):
            if not (go_on and hasattr(self, "model_")):
                ends = targets.shape[1] if targets.ndim > 1 else len(self.classes_)
                self.model_ = (
                    self.network(X.shape[1], ends) if self.network else self.make_network(X.shape[1], ends, last, X.dtype)
                )
                self.model_.compile(optimizer=deepcopy(self.optimizer), loss=deepcopy(self.loss) or loss)
                self.loss_curve_: list[float] = []
            history = self.model_.fit(
                X, targets, sample_weight=weights, epochs=epochs, batch_size=min(self.batch_size, len(X)), verbose=self.verbose,
                callbacks=deepcopy(self.callbacks), validation_split=self.validation_split,
            )  # fmt: skip
        self.loss_curve_ += history.history["loss"]
        self.n_iter_ = len(self.loss_curve_)

    def make_network(self, columns: int, ends: int, last: str | None, dtype: Any) -> Model:
        """Dense layers for so many columns in and out."""
        layers: list[Any] = [Input((columns,)), *[Dense(n, activation=self.activation, dtype=dtype) for n in self.hidden]]
        return Sequential([*layers, Dense(ends, activation=last, dtype=dtype)])

    def answer(self, X: Any) -> np.ndarray:
        """What the fitted network gives for rows: (n, ends)."""
        check_is_fitted(self, "model_")
        rows = self.read(X)
        return np.asarray(self.model_.predict(rows, batch_size=4096, verbose=0)).reshape(len(rows), -1)


SETTINGS = """
    hidden=(32,): neurons of each hidden layer. activation="relu": theirs. network=None: instead of `hidden`, a function of the
    numbers of columns in and out that gives a Model, not compiled. optimizer="adam": a name or an Optimizer, copied for each
    fit. loss=None: a name or a Loss; None is the one of the task. epochs=200: rounds through the rows. batch_size=200: rows a
    step, or all if there are fewer. callbacks=None: as `Model.fit` takes them. validation_split=0.0: this share of the rows,
    the last ones, is watched and not learned. warm_start=False: True goes on where the last fit ended. random_state=None: a
    whole number or RandomState for weights, shuffling and dropout. verbose=0: 1 shows the progress.

    After `fit`: model_ is the network, loss_curve_ the loss of each epoch, n_iter_ their number, n_features_in_ the columns.
"""


class NeuralClassifier(ClassifierMixin, NeuralEstimator):  # type: ignore[misc]
    __doc__ = f"""A network that tells classes apart: two, many, or several at once (rows of zeros and ones).
{SETTINGS}    classes_ are the labels, whatever they are: words, numbers, booleans.

    >>> from nn.sklearn import NeuralClassifier
    >>> model = NeuralClassifier(random_state=0).fit([[0.0], [1.0], [2.0], [3.0]], ["low", "low", "high", "high"])
    >>> model.predict([[2.9]])
    array(['high'], dtype='<U4')
    """

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        tags.target_tags.multi_output = True
        tags.target_tags.single_output = True
        return tags

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> NeuralClassifier:
        """Learn rows X with their labels y: (n,) of any kind, or (n, classes) of zeros and ones for several labels at once."""
        return self.take(X, y, sample_weight, None, self.epochs, self.warm_start)

    def partial_fit(self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None) -> NeuralClassifier:
        """Go on for one epoch with more rows; classes: all labels, needed at the first call unless y holds them all."""
        return self.take(X, y, sample_weight, classes, 1, True)

    def take(self, X: Any, y: Any, sample_weight: Any, classes: Any, epochs: int, go_on: bool) -> NeuralClassifier:
        go_on = go_on and hasattr(self, "model_")
        rows = self.read(X, reset=not go_on)
        if y is None:
            raise ValueError(f"{type(self).__name__} requires y to be passed, but the target y is None")
        labels = check_array(y, ensure_2d=False, dtype=None, ensure_all_finite=False, input_name="y")
        check_classification_targets(labels)
        check_consistent_length(rows, labels)
        several = type_of_target(labels).startswith("multilabel")
        if labels.ndim == 2 and not several:
            labels = column_or_1d(labels, warn=True)
        if not go_on:
            self.several_ = several
            self.classes_ = np.arange(labels.shape[1]) if several else np.unique(labels if classes is None else classes)
        if several:
            targets, last, loss = labels.astype(rows.dtype), "sigmoid", "binary_crossentropy"
        else:
            targets, last, loss = self.number(labels), "softmax", "sparse_categorical_crossentropy"
            if len(self.classes_) == 1:
                raise ValueError(
                    f"{type(self).__name__} needs two classes, but the number of classes is 1 class: {self.classes_[0]!r}"
                )
        self.learn(rows, targets, sample_weight, last, loss, epochs, go_on)
        return self

    def number(self, labels: np.ndarray) -> np.ndarray:
        """The place of each label among the classes."""
        places = np.minimum(np.searchsorted(self.classes_, labels), len(self.classes_) - 1)
        unknown = self.classes_[places] != labels
        if unknown.any():
            raise ValueError(
                f"y holds {labels[unknown][0]!r}, which is none of the classes that were given at first: {self.classes_}"
            )
        return places

    def predict_proba(self, X: Any) -> np.ndarray:
        """The probability of each class: (n, classes), in the order of classes_."""
        return self.answer(X)

    def predict(self, X: Any) -> np.ndarray:
        """The likeliest label of each row; of several at once those with more than one half, as zeros and ones."""
        found = self.answer(X)
        return (found > 0.5).astype(int) if self.several_ else self.classes_[found.argmax(axis=1)]


class NeuralRegressor(RegressorMixin, NeuralEstimator):  # type: ignore[misc]
    __doc__ = f"""A network that predicts numbers, one or several a row. loss=None is the mean squared error.
{SETTINGS}
    >>> from nn.sklearn import NeuralRegressor
    >>> model = NeuralRegressor((), optimizer="sgd", epochs=300, random_state=0).fit([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])
    >>> model.predict([[1.5]]).round(1)
    array([4.])
    """

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> NeuralRegressor:
        """Learn rows X with their numbers y: (n,) or (n, ends)."""
        return self.take(X, y, sample_weight, self.epochs, self.warm_start)

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> NeuralRegressor:
        """Go on for one epoch with more rows."""
        return self.take(X, y, sample_weight, 1, True)

    def take(self, X: Any, y: Any, sample_weight: Any, epochs: int, go_on: bool) -> NeuralRegressor:
        go_on = go_on and hasattr(self, "model_")
        rows = self.read(X, reset=not go_on)
        if y is None:
            raise ValueError(f"{type(self).__name__} requires y to be passed, but the target y is None")
        targets = check_array(y, ensure_2d=False, dtype=rows.dtype, input_name="y")
        check_consistent_length(rows, targets)
        self.one_number_ = targets.ndim == 1
        self.learn(rows, targets.reshape(len(rows), -1), sample_weight, None, "mean_squared_error", epochs, go_on)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """The numbers for each row: (n,) or (n, ends), as they were learned."""
        found = self.answer(X)
        return found[:, 0] if self.one_number_ else found


class NeuralTransformer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, NeuralEstimator):  # type: ignore[misc]
    __doc__ = f"""An autoencoder: a network that learns to give back its rows through `code` neurons in the middle.

    code=2: numbers that a row becomes. `hidden` stand before the code, and in reverse behind it; `network` is not used.
{SETTINGS}
    >>> import numpy as np
    >>> rows = np.outer(np.linspace(-1, 1, 20), [1.0, 2.0, -1.0])
    >>> NeuralTransformer(1, hidden=(), epochs=2, random_state=0).fit_transform(rows).shape
    (20, 1)
    """

    def __init__(
        self, code: int = 2, hidden: Sequence[int] = (32,), *, activation: Any = "relu", optimizer: Any = "adam",
        loss: Any = None, epochs: int = 200, batch_size: int = 200, callbacks: Any = None, validation_split: float = 0.0,
        warm_start: bool = False, random_state: Any = None, verbose: int = 0,
    ) -> None:  # fmt: skip
        self.code = code
        super().__init__(
            hidden, activation=activation, optimizer=optimizer, loss=loss, epochs=epochs, batch_size=batch_size,
            callbacks=callbacks, validation_split=validation_split, warm_start=warm_start, random_state=random_state,
            verbose=verbose,
        )  # fmt: skip

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None) -> NeuralTransformer:
        """Learn to give rows X back; y is not used."""
        go_on = self.warm_start and hasattr(self, "model_")
        rows = self.read(X, reset=not go_on)
        self.learn(rows, rows, sample_weight, None, "mean_squared_error", self.epochs, go_on)
        self.coder_ = Model(self.model_.inputs[0], self.model_.get_layer("code").output)
        self._n_features_out = self.code
        return self

    def make_network(self, columns: int, ends: int, last: str | None, dtype: Any) -> Model:
        before = [Dense(n, activation=self.activation, dtype=dtype) for n in self.hidden]
        behind = [Dense(n, activation=self.activation, dtype=dtype) for n in reversed(self.hidden)]
        code: list[Any] = [Input((columns,)), *before, Dense(self.code, name="code", dtype=dtype)]
        return Sequential([*code, *behind, Dense(ends, dtype=dtype)])

    def transform(self, X: Any) -> np.ndarray:
        """The code of each row: (n, code)."""
        check_is_fitted(self, "model_")
        return np.asarray(self.coder_.predict(self.read(X), batch_size=4096, verbose=0))

    def inverse_transform(self, X: Any) -> np.ndarray:
        """The rows that belong to codes: (n, code) -> (n, columns)."""
        check_is_fitted(self, "model_")
        found: Any = check_array(X, dtype=[np.float64, np.float32])
        names = [layer.name for layer in self.model_.layers]
        for layer in self.model_.layers[names.index("code") + 1 :]:
            found = layer(found)
        return np.asarray(found.numpy() if hasattr(found, "numpy") else found)
