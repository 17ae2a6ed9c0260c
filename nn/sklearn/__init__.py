"""Networks as scikit-learn estimators: in pipelines, searches and cross-validation, with tables as they come.

    from nn.sklearn import NeuralClassifier
    GridSearchCV(make_pipeline(StandardScaler(), NeuralClassifier()), {"neuralclassifier__hidden": [(16,), (32, 32)]})

Needs scikit-learn: `pip install scikit-learn`.
"""

from __future__ import annotations

try:
    import sklearn  # noqa: F401
except ImportError as error:
    raise ImportError(f"nn.sklearn needs scikit-learn: pip install scikit-learn ({error})") from error

from nn.sklearn.classifier import NeuralClassifier
from nn.sklearn.regressor import NeuralRegressor
from nn.sklearn.transformer import NeuralTransformer

__all__ = ["NeuralClassifier", "NeuralRegressor", "NeuralTransformer"]
