"""The vectors that the content model gets from `app`: the embedder's where it reads the shop, else TF-IDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.copilot import Copilot, build
from app.recommender import item_vectors
from app.settings import Settings
from retrieval.embedders import Embedder, HashingEmbedder

MakeHome = Callable[[str], Path]


def silent(what: str, done: int) -> None:
    pass


class OneLanguage(Copilot):
    """A copilot whose embedder reads Chinese only."""

    def embedder(self) -> Embedder:
        return HashingEmbedder(languages=("zh",))


def test_the_embedder_of_the_search_gives_the_vectors(sample_home: MakeHome) -> None:
    copilot = build(Settings(home=sample_home("coffee"), embedder="hashing"))
    with copilot.view() as view:
        found = item_vectors(copilot, view, silent)
        every = tuple(row[0] for row in view.rows("SELECT product_id FROM products ORDER BY product_id"))
    assert found.source == copilot.embedder().name
    assert found.vectors is not None
    assert found.vectors.ids == every
    assert found.vectors.rows.shape == (len(every), copilot.embedder().dimensions)
    assert np.allclose(np.linalg.norm(found.vectors.rows, axis=1), 1)


def test_a_language_that_it_does_not_read_is_left_to_tfidf(sample_home: MakeHome) -> None:
    copilot = OneLanguage(Settings(home=sample_home("coffee"), embedder="hashing"))
    with copilot.view() as view:
        found = item_vectors(copilot, view, silent)
        again = item_vectors(copilot, view, silent)
    assert found.source == "TF-IDF (hashing-256-zh reads only zh)"
    assert found.vectors is not None
    assert again.vectors is not None
    assert np.array_equal(found.vectors.rows, again.vectors.rows)
