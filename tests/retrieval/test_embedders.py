"""The embedders: one contract for all, and what the shipped model knows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.embedders import Embedder, HashingEmbedder, _minilm_folder, embedder_named, minilm, reads
from retrieval.errors import EmbedderUnavailable
from retrieval.onnx.embedder import OnnxEmbedder
from retrieval.sentence_models import SentenceEmbedder
from shop.errors import InvalidInput

TEXTS = [
    "Comandante C40 hand grinder", "Gooseneck kettle, 1 l, 1,200 W", "Lexmark E330 High Yield Toner Cartridge Black",
    "a quiet fan for the bedroom", "HP LaserJet Pro M15w", "usb-c hub with 4 ports (USB 3.2) & HDMI®",
]  # fmt: skip

EMBEDDERS = [
    pytest.param(HashingEmbedder(), id="hashing"),
    pytest.param(minilm(), id="minilm", marks=pytest.mark.slow),
]


@pytest.mark.parametrize("embedder", EMBEDDERS)
def test_every_embedder_gives_unit_vectors_of_its_length_and_the_same_each_time(embedder: Embedder) -> None:
    texts = ["hand grinder", "", "手冲壶"]
    vectors = embedder.embed(texts)
    assert np.array_equal(vectors, embedder.embed_queries(texts))

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
    assert reads(minilm(), language) is readable


def test_the_setting_names_an_embedder() -> None:
    assert isinstance(embedder_named("minilm"), OnnxEmbedder)
    assert isinstance(embedder_named("minilm-torch"), SentenceEmbedder)
    assert isinstance(embedder_named("hashing"), HashingEmbedder)
    other = embedder_named("BAAI/bge-m3", ["en", "zh"])
    assert (other.name, other.languages) == ("bge-m3", ("en", "zh"))
    with pytest.raises(InvalidInput, match="minilm, minilm-torch, hashing"):
        embedder_named("word2vec")


def test_a_model_that_is_not_on_this_machine_is_said_so_and_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match="cannot be loaded"):
        embedder_named(str(tmp_path)).embed(["a hand grinder"])
    absent = OnnxEmbedder("empty", lambda: tmp_path, 384, ("en",))
    with pytest.raises(EmbedderUnavailable, match="description cannot be read"):
        absent.embed(["a hand grinder"])


@pytest.mark.slow
def test_onnx_runtime_gives_the_vectors_of_torch() -> None:
    texts = [*TEXTS, "", "手冲壶", "long " * 600]
    folder = str(_minilm_folder())
    fast = minilm().embed(texts)
    exact = SentenceEmbedder("exact", lambda: folder, ("en",), bf16=False)
    half = SentenceEmbedder("half", lambda: folder, ("en",), bf16=True)

    assert np.abs(fast - exact.embed(texts)).max() < 1e-4
    assert (fast * exact.embed_queries(texts)).sum(axis=1).min() > 0.99999
    assert (fast * half.embed(texts)).sum(axis=1).min() > 0.995
