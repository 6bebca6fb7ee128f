"""Vectors of a BERT on ONNX Runtime: several times faster to start and to answer than torch, with equal vectors."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from retrieval.errors import EmbedderUnavailable
from retrieval.onnx.bert import MASK, STATES, TOKENS, bert_model, shape_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

BATCH = 32


class _Loaded(NamedTuple):
    tokenizer: Any
    session: Any


class OnnxEmbedder:
    """The sentence-transformers model in `folder()`, a BERT whose tokens are averaged; loaded at the first text."""

    def __init__(self, name: str, folder: Callable[[], Path], dimensions: int, languages: tuple[str, ...]) -> None:
        self.name = name
        self.dimensions = dimensions
        self.languages = languages
        self._folder = folder

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimensions); raises EmbedderUnavailable."""
        import numpy as np

        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        # Texts of like length together: nothing is computed for padding. Equal lengths keep their order.
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            found[rows] = self._batch([texts[row] for row in rows])
        return found

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the same vectors: these models read questions as they read documents."""
        return self.embed(texts)

    def _batch(self, texts: list[str]) -> Vectors:
        import numpy as np

        encoded = self._loaded.tokenizer.encode_batch(texts)
        tokens = np.array([one.ids for one in encoded], dtype=np.int32)
        mask = np.array([one.attention_mask for one in encoded], dtype=np.int32)
        states = self._loaded.session.run([STATES], {TOKENS: tokens, MASK: mask})[0]
        sums = np.einsum("btw,bt->bw", states, mask.astype(np.float32))
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)  # a mean and a sum have the same direction
        return np.asarray(sums / np.maximum(lengths, np.float32(1e-12)), dtype=np.float32)

    @cached_property
    def _loaded(self) -> _Loaded:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            import onnxruntime
            from tokenizers import Tokenizer

            folder = self._folder()
        except ImportError as error:
            raise EmbedderUnavailable(self.name, str(error)) from error
        shape = shape_of(folder)
        if shape.width != self.dimensions:
            raise EmbedderUnavailable(self.name, f"its vectors have {shape.width} numbers")
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # tokenizers raises nothing more exact
            raise EmbedderUnavailable(self.name, f"its tokenizer cannot be read ({error})") from error
        tokenizer.enable_truncation(shape.longest)
        tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        # One thread per process: two on a busy machine collapse (measured slower than one).
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        model = bert_model(folder, shape)
        return _Loaded(tokenizer, onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"]))
