"""A network that tells classes apart, as scikit-learn's classifiers do."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils import check_array
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_consistent_length, column_or_1d

from nn.sklearn.estimator import SETTINGS, NeuralEstimator


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
