"""The course's index names every topic of an introduction to deep learning, with a page or the reason why there is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

INDEX = Path(__file__).parents[2] / "notebooks" / "README.md"
TOPICS = (
    "networks; layers; neurons; weights; biases; mean squared error; cross-entropy; forward propagation; backward propagation; "
    "gradient descent to a threshold; activations; MNIST program; evaluation; deep learning against machine learning; why "
    "data; "
    "why compute; optimisation; feature extraction; L1; L2; dropout; regularisation; tuning; validation; cross-validation; "
    "visualisation; activation maps; weight maps; transfer; transferred features; multi-task; zero-shot; one-to-one; "
    "one-to-many; many-to-many; un-, semi-; weakly supervised; strongly supervised; reinforcement; Q-learning; DQN; "
    "image recognition; "
    "language processing; speech; sentiment; translation; generation; recommendation; image generation; anomaly detection; "
    "segmentation; object detection; tracking; video; driving; faces; language models; summaries; keywords; named entities; "
    "dependency parsing; semantic roles; style transfer; dialogue; matching; comparison; clustering; bioinformatics; "
    "interpretability; generalisation"
).split("; ")


def read_index():
    """The rows of the topic index: what a row is about, and where it is shown."""
    text = INDEX.read_text(encoding="utf-8").partition("## The topic index")[2]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [(about.strip(), where.strip()) for about, where in rows if about.strip() not in ("topic", "---")]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_stands_in_the_index_with_where_it_is_shown(topic):
    found = [where for about, where in read_index() if re.search(rf"(?<!\w){re.escape(topic)}", about, re.IGNORECASE)]
    assert found, f"no row of the index is about {topic}"
    assert all(re.search(r"\]\(\S+\)|to come|baselines on every page|no open data", where) for where in found)


def test_pages_that_the_index_links_are_there():
    for about, where in read_index():
        for page in re.findall(r"\]\(([^)#]+)", where):
            assert (INDEX.parent / page).exists(), f"{about}: {page}"
