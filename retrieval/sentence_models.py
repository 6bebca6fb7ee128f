"""Any sentence-transformers model that is on this machine, on torch. Slow to import; loaded at the first text."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.errors import EmbedderUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

BATCH = 64
_BF16 = {"avx512_bf16", "amx_bf16"}
"""Processor flags with which half precision was measured to pay: nearly three times as many texts per second."""


class SentenceEmbedder:
    """The model of this name in the local model cache, or in a folder. Never asks the network.

    Runs in bfloat16 where the processor multiplies it (cosines to float32 at least .998), else in float32; on a GPU
    if torch sees one.
    """

    def __init__(self, name: str, source: Callable[[], str], languages: tuple[str, ...], *, bf16: bool | None) -> None:
        self.name = name
        self.languages = languages
        self._source = source
        self._bf16 = bf16

    @property
    def dimensions(self) -> int:
        """Length of a vector; asking loads the model."""
        return int(self._model.get_embedding_dimension())

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of documents; raises EmbedderUnavailable."""
        return self._encoded(texts, query=False)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of queries: with the prompt that the model's own settings name for them."""
        return self._encoded(texts, query=True)

    def _encoded(self, texts: Sequence[str], *, query: bool) -> Vectors:
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        encode = self._model.encode_query if query else self._model.encode_document
        found = encode(list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        vectors = np.asarray(found, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)  # half precision leaves them a little off 1
        return np.asarray(vectors / np.maximum(lengths, np.float32(1e-12)), dtype=np.float32)

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 - sentence-transformers is not typed here
        # Read by the library at its import: it must not ask the hub for newer files.
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            with warnings.catch_warnings():
                # The libraries warn about each other's planned changes while they load; no user can act on that.
                warnings.simplefilter("ignore")
                return _load(self._source(), _pays() if self._bf16 is None else self._bf16)
        except (ImportError, OSError, ValueError, RuntimeError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise EmbedderUnavailable(self.name, reason) from error


def _load(source: str, bf16: bool) -> Any:  # noqa: ANN401 - sentence-transformers is not typed here
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    # Two threads on a busy machine collapse: measured slower than one.
    torch.set_num_threads(1)
    kind = {"dtype": torch.bfloat16} if bf16 else {}
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return SentenceTransformer(source, device=device, local_files_only=True, model_kwargs=kind)


def _pays() -> bool:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    return any(_BF16 & set(line.split()) for line in lines if line.startswith("flags"))
