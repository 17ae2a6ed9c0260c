"""Searches on many machines, and searches that give up early: joblib's backends dask and ray, and Optuna's pruning."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="needs scikit-learn")

import joblib
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import nn
from nn.sklearn import NeuralClassifier


@pytest.fixture(scope="module")
def alone():
    """The scores of a search in this process."""
    return scores()


def scores(**settings):
    network = NeuralClassifier((8,), optimizer=nn.Adam(0.02), epochs=4, batch_size=32, random_state=0)
    grid = {"neuralclassifier__hidden": [(2,), (8,)]}
    search = GridSearchCV(make_pipeline(StandardScaler(), network), grid, cv=2, **settings)
    return search.fit(*load_iris(return_X_y=True)).cv_results_["mean_test_score"]


@pytest.mark.filterwarnings("ignore")
def test_a_search_on_dask_s_workers_gives_what_one_process_gives(alone):
    distributed = pytest.importorskip("dask.distributed", reason="needs dask.distributed: pip install dask distributed")
    with distributed.Client(n_workers=2, threads_per_worker=1, dashboard_address=None):
        with joblib.parallel_config(backend="dask"):
            np.testing.assert_array_equal(scores(n_jobs=-1), alone)


@pytest.mark.filterwarnings("ignore")
def test_a_search_on_ray_s_workers_gives_what_one_process_gives(alone):
    ray = pytest.importorskip("ray", reason="needs ray: pip install ray")
    register_ray = pytest.importorskip("ray.util.joblib", reason="needs ray's backend for joblib").register_ray
    try:
        ray.init(num_cpus=2, include_dashboard=False, configure_logging=False)
    except Exception as error:  # ray raises nothing more telling than this where its servers do not come up
        pytest.skip(f"ray does not start on this machine: {error}")
    try:
        register_ray()
        with joblib.parallel_config(backend="ray"):
            np.testing.assert_array_equal(scores(n_jobs=2), alone)
    finally:
        ray.shutdown()


@pytest.mark.filterwarnings("ignore")
def test_the_readme_s_search_with_optuna_gives_trials_up(capsys):
    optuna = pytest.importorskip("optuna", reason="needs optuna: pip install optuna")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (program,) = [each for each in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "optuna" in each]
    found = {}
    nn.set_random_seed(0)
    exec(program, found)
    states = [trial.state.name for trial in found["study"].trials]
    assert set(states) == {"PRUNED", "COMPLETE"}
    assert found["study"].best_value < 0.4
    assert capsys.readouterr().out.endswith(f"{states.count('PRUNED')} given up\n")
