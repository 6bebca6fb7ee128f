"""The embedders: one contract for all, and what the shipped model knows."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.embedders import Embedder, HashingEmbedder, MiniLmEmbedder, embedder_named, reads
from shop.errors import InvalidInput

EMBEDDERS = [
    pytest.param(HashingEmbedder(), id="hashing"),
    pytest.param(MiniLmEmbedder(), id="minilm", marks=pytest.mark.slow),
]


@pytest.mark.parametrize("embedder", EMBEDDERS)
def test_every_embedder_gives_unit_vectors_of_its_length_and_the_same_each_time(embedder: Embedder) -> None:
    texts = ["hand grinder", "", "手冲壶"]
    vectors = embedder.embed(texts)

    assert vectors.shape == (3, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert np.array_equal(vectors, embedder.embed(texts))
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_hashing_compares_words() -> None:
    grinder, grinders, candle = HashingEmbedder().embed(["hand grinder", "hand grinders", "lavender candle"])

    assert grinder @ grinders == pytest.approx(1, abs=1e-6)
    assert abs(grinder @ candle) < 0.5


def test_the_name_changes_with_what_the_vectors_depend_on() -> None:
    names = {HashingEmbedder(64).name, HashingEmbedder(128).name, HashingEmbedder(64, ("en",)).name}
    assert len(names) == 3


@pytest.mark.parametrize(("language", "readable"), [("en", True), ("en-GB", True), ("en_US", True), ("zh", False)])
def test_the_shipped_model_reads_english_only(language: str, readable: bool) -> None:
    assert reads(MiniLmEmbedder(), language) is readable


def test_the_setting_names_an_embedder() -> None:
    assert isinstance(embedder_named("minilm"), MiniLmEmbedder)
    assert isinstance(embedder_named("hashing"), HashingEmbedder)
    with pytest.raises(InvalidInput, match="minilm or hashing"):
        embedder_named("word2vec")
