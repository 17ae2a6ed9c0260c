"""Networks as scikit-learn estimators: scikit-learn's own checks, and what people put estimators into."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="needs scikit-learn")

from scipy import sparse
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, make_multilabel_classification
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import GridSearchCV, HalvingRandomSearchCV, KFold, cross_val_score, train_test_split
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

import nn
from nn.sklearn import NeuralClassifier, NeuralRegressor, NeuralTransformer

NOT_FOR_IT = {
    "check_array_api_input",  # asks for array_api_strict
    "check_classifier_data_not_an_array",  # these three ask for pandas
    "check_regressor_data_not_an_array",
    "check_sample_weights_pandas_series",
    "check_classifiers_multilabel_output_format_decision_function",  # there is predict_proba
}


@pytest.mark.parametrize(
    "estimator", [NeuralClassifier(), NeuralRegressor(), NeuralTransformer(1)], ids=lambda e: type(e).__name__
)
def test_all_of_scikit_learns_checks_pass(estimator):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(estimator, on_fail=None, on_skip=None)
    failed = {(r["check_name"], str(r["exception"])) for r in results if r["status"] not in ("passed", "skipped")}
    assert not failed
    assert {r["check_name"] for r in results if r["status"] == "skipped"} <= NOT_FOR_IT
    assert len(results) > 50


@pytest.fixture(scope="module")
def iris():
    return load_iris(return_X_y=True)


def classifier(**settings):
    return NeuralClassifier(
        **{"hidden": (16,), "optimizer": nn.Adam(0.02), "epochs": 60, "batch_size": 16, "random_state": 0} | settings
    )


def test_a_pipeline_in_cross_validation(iris):
    scores = cross_val_score(make_pipeline(StandardScaler(), classifier()), *iris, cv=KFold(3, shuffle=True, random_state=0))
    assert scores.mean() > 0.93


def test_a_grid_search_in_two_processes_gives_what_one_gives(iris):
    found = []
    for jobs in (1, 2):
        grid = {"neuralclassifier__hidden": [(2,), (16,)], "neuralclassifier__optimizer": ["adam", nn.SGD(0.1)]}
        search = GridSearchCV(make_pipeline(StandardScaler(), classifier(epochs=15)), grid, cv=3, n_jobs=jobs)
        found.append(search.fit(*iris).cv_results_["mean_test_score"])
    np.testing.assert_array_equal(*found)
    assert max(found[0]) > 0.9


def test_a_halving_search_gives_good_candidates_more_rows(iris):
    sizes = {"hidden": [(1,), (8,), (16,)]}
    search = HalvingRandomSearchCV(classifier(epochs=20), sizes, n_candidates=3, min_resources=50, random_state=0, cv=2)
    search.fit(StandardScaler().fit_transform(iris[0]), iris[1])
    assert search.n_resources_ == [50, 150]
    assert search.best_params_["hidden"] != (1,)


@pytest.mark.parametrize("many", [OneVsRestClassifier, OneVsOneClassifier])
def test_many_classes_from_networks_for_two(many, iris):
    x = StandardScaler().fit_transform(iris[0])
    assert many(classifier()).fit(x, iris[1]).score(x, iris[1]) > 0.9


def test_calibrated_probabilities(iris):
    model = CalibratedClassifierCV(make_pipeline(StandardScaler(), classifier()), cv=3).fit(*iris)
    assert model.score(*iris) > 0.9
    np.testing.assert_allclose(model.predict_proba(iris[0]).sum(axis=1), 1.0)


def test_several_labels_at_once():
    x, y = make_multilabel_classification(n_samples=200, n_features=10, n_classes=3, random_state=0)
    model = make_pipeline(StandardScaler(), classifier(hidden=(32,), epochs=150)).fit(x, y)
    assert model.predict(x).shape == y.shape
    assert (model.predict(x) == y).mean() > 0.9


def test_labels_are_words_and_stay_words():
    data = load_breast_cancer()
    words = data.target_names[data.target]
    x_learned, x_kept, y_learned, y_kept = train_test_split(data.data, words, random_state=0)
    model = make_pipeline(StandardScaler(), classifier(epochs=30)).fit(x_learned, y_learned)
    assert model.score(x_kept, y_kept) > 0.94
    assert set(model.predict(x_kept)) == {"malignant", "benign"}


def test_tables_and_sparse_matrices_as_they_come(iris):
    pandas = pytest.importorskip("pandas", reason="needs pandas")
    columns = ["a", "b", "c", "d"]
    table = pandas.DataFrame(iris[0], columns=columns).assign(tall=lambda t: t.a > 5)
    model = classifier(epochs=30).fit(table, pandas.Series(iris[1]).map({0: "x", 1: "y", 2: "z"}))
    assert list(model.feature_names_in_) == [*columns, "tall"]
    assert set(model.predict(table)) <= {"x", "y", "z"}
    with pytest.raises(ValueError, match="feature names"):
        model.predict(table[[*columns[::-1], "tall"]])
    dense, thin = (classifier(epochs=5).fit(x, iris[1]).predict_proba(iris[0]) for x in (iris[0], sparse.csr_matrix(iris[0])))
    np.testing.assert_array_equal(dense, thin)


def test_a_weight_of_two_is_a_row_there_twice():
    x, y = load_diabetes(return_X_y=True)
    x, y = x[:60], y[:60] / 100
    counts = np.arange(60) % 3
    by_weight = NeuralRegressor(epochs=20, random_state=0).fit(x, y, sample_weight=counts)
    by_rows = NeuralRegressor(epochs=20, random_state=0).fit(np.repeat(x, counts, axis=0), np.repeat(y, counts))
    np.testing.assert_allclose(by_weight.predict(x), by_rows.predict(x), rtol=1e-9)


def test_partial_fit_goes_on_and_names_a_label_that_it_was_not_told(iris):
    x, y = StandardScaler().fit_transform(iris[0]), iris[1]
    model = classifier()
    for epoch in range(40):
        for rows in np.array_split(np.random.default_rng(epoch).permutation(150), 5):
            model.partial_fit(x[rows], y[rows], classes=[0, 1, 2])
    assert model.score(x, y) > 0.93
    assert model.n_iter_ == 200
    with pytest.raises(ValueError, match=r"y holds .*7.* none of the classes"):
        model.partial_fit(x[:2], [0, 7])


def test_warm_start_goes_on_and_a_new_fit_begins_anew(iris):
    one = classifier(epochs=10, warm_start=True).fit(*iris).fit(*iris)
    assert one.n_iter_ == 20
    again = classifier(epochs=10).fit(*iris).fit(*iris)
    assert again.n_iter_ == 10
    np.testing.assert_array_equal(again.predict_proba(iris[0]), classifier(epochs=10).fit(*iris).predict_proba(iris[0]))


def test_a_network_of_ones_own(iris):
    def wide(columns, ends):
        return nn.Sequential([nn.Input((columns,)), nn.BatchNormalization(), nn.Dense(8, "tanh"), nn.Dense(ends, "softmax")])

    model = classifier(network=wide, epochs=80).fit(*iris)
    assert model.score(*iris) > 0.9
    assert isinstance(model.model_.layers[0], nn.BatchNormalization)


def test_a_fit_leaves_overridable_random_numbers_alone(iris):
    nn.set_random_seed(3)
    expected = nn.Dense(2, kernel_initializer="normal")(np.ones((1, 3)))
    nn.set_random_seed(3)
    classifier(epochs=1).fit(*iris)
    np.testing.assert_array_equal(nn.Dense(2, kernel_initializer="normal")(np.ones((1, 3))).numpy(), expected.numpy())


def test_an_autoencoder_finds_the_line_that_its_rows_lie_on():
    rows = np.outer(np.random.default_rng(0).normal(size=100), [1.0, 2.0, -1.0])
    coder = NeuralTransformer(1, hidden=(), optimizer=nn.Adam(0.02), epochs=400, random_state=0)
    code = coder.fit_transform(rows)
    assert code.shape == (100, 1)
    assert abs(np.corrcoef(code[:, 0], rows[:, 0])[0, 1]) > 0.999
    np.testing.assert_allclose(coder.inverse_transform(code), rows, atol=0.1)
    assert list(coder.get_feature_names_out()) == ["neuraltransformer0"]
