"""Building the search index: a new version beside the old one, then one move of the pointer.

Nothing is done when the texts and the embedder are those of the current version; when some texts changed, only they
are embedded again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrieval.documents import Passage, ProductDocument, policy_passages, product_documents
from retrieval.embedders import Embedder, reads
from retrieval.errors import DamagedIndex, IndexMissing
from retrieval.lexical import Counted, write_lexical
from retrieval.opened import (
    HAN,
    LATIN,
    PASSAGES_FILE,
    POLICIES,
    PRODUCTS,
    OpenIndex,
    lexical_name,
    open_current,
)
from retrieval.places import Place, forget, new_place
from retrieval.rows import Placed, write_rows
from retrieval.tokens import document_tokens
from retrieval.vectors import write_vectors
from retrieval.versions import FORMAT, IndexMeta, build_lock, next_version, publish, sweep, write_meta
from shop.home import PRIVATE_FILE
from shop.record import Record
from shop.store.view import ShopView

if TYPE_CHECKING:
    from retrieval.embedders import Vectors

Progress = Callable[[int, int], None]
"""Called with (done, total) texts while a build embeds."""

TITLE_WEIGHT = 3
"""Measured on product search: three times the title plus the description beats either alone."""

_CHUNK = 256


class IndexInfo(Record):
    """What a build did. `built` is False when the current version already held the same texts."""

    built: bool
    embedded: int
    """Texts that went through the embedder; the others kept their vectors."""
    meta: IndexMeta


class _Text(NamedTuple):
    """A text of either kind: what is counted as title, what as body, and what is embedded."""

    id: str
    language: str
    title: str
    body: str
    embedded: str


class _Content(NamedTuple):
    texts: dict[str, list[_Text]]
    passages: list[Passage]

    def hash(self, embedder: Embedder, on_server: bool) -> str:
        """Return what changes whenever the index would."""
        document = [FORMAT, embedder.name, on_server, self.texts, [passage.model_dump() for passage in self.passages]]
        return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def build_index(
    view: ShopView, folder: Path, embedder: Embedder, progress: Progress | None = None, chroma_url: str = ""
) -> IndexInfo:
    """Build the index of the view's products and policies in `folder`, its vectors on a server if there is a URL.

    Readers keep the version they have open. Raises IndexBusy, EmbedderUnavailable and VectorServerDown; the old
    version then stays.
    """
    with build_lock(folder):
        content = _read(view)
        content_hash = content.hash(embedder, bool(chroma_url))
        present = _present(folder, embedder, chroma_url)
        try:
            if present and not present.degraded and present.meta.content_hash == content_hash:
                return _confirm(present, view)
            known = present.known_vectors() if present else {}
        finally:
            if present:
                present.close()
        version = next_version(folder)
        place = new_place(version, chroma_url)
        info = _write(version, view, content, _Embedding(embedder, known, progress), place, content_hash)
        publish(version)
        sweep(folder, lambda old: forget(old, chroma_url))
        return info


def _read(view: ShopView) -> _Content:
    passages = policy_passages(view)
    return _Content(
        {
            PRODUCTS: [_of_product(document) for document in product_documents(view)],
            POLICIES: [_of_passage(passage) for passage in passages],
        },
        passages,
    )


def _of_product(document: ProductDocument) -> _Text:
    # The title alone is embedded: measured as good as title and description, at half the cost.
    return _Text(document.id, document.language, document.title, document.text, document.title)


def _of_passage(passage: Passage) -> _Text:
    return _Text(passage.id, passage.language, passage.heading, passage.text, f"{passage.heading}\n{passage.text}")


def _present(folder: Path, embedder: Embedder, chroma_url: str) -> OpenIndex | None:
    try:
        index = open_current(folder, embedder, chroma_url)
    except (IndexMissing, DamagedIndex):
        return None
    index.probe()
    return index


def _confirm(present: OpenIndex, view: ShopView) -> IndexInfo:
    """Note that the current version also stands for this build of the shop."""
    meta = present.meta.model_copy(update={"build": view.build.name, "as_of": view.at.isoformat()})
    if meta != present.meta:
        write_meta(present.version, meta)
    return IndexInfo(built=False, embedded=0, meta=meta)


def _write(
    version: Path, view: ShopView, content: _Content, embedding: _Embedding, place: Place, content_hash: str
) -> IndexInfo:
    lexical = {name: count for kind, texts in content.texts.items() for name, count in _lexical(version, kind, texts)}
    readable = {
        kind: [text for text in texts if reads(embedding.embedder, text.language)]
        for kind, texts in content.texts.items()
    }
    embedding.run([text.embedded for texts in readable.values() for text in texts])
    vectors = {kind: _vectors(version, place, kind, texts, embedding) for kind, texts in readable.items() if texts}
    _write_json(version / PASSAGES_FILE, [passage.model_dump() for passage in content.passages])
    products = content.texts[PRODUCTS]
    meta = IndexMeta(
        format=FORMAT,
        version=int(version.name[1:]),
        embedder=embedding.embedder.name,
        build=view.build.name,
        as_of=view.at.isoformat(),
        content_hash=content_hash,
        products=len({text.id for text in products}),
        texts=len(products),
        passages=len(content.passages),
        lexical=lexical,
        vectors=vectors,
    )
    write_meta(version, meta)
    return IndexInfo(built=True, embedded=embedding.embedded, meta=meta)


def _lexical(version: Path, kind: str, texts: Sequence[_Text]) -> Iterable[tuple[str, int]]:
    """Write the BM25 indexes of one kind: Chinese apart from the rest, so that lengths are compared like with like."""
    for script in (HAN, LATIN):
        counted = [
            Counted(text.id, document_tokens(text.title) * TITLE_WEIGHT + document_tokens(text.body))
            for text in texts
            if (text.language[:2].lower() in ("zh", "ja")) == (script == HAN)
        ]
        name = lexical_name(kind, script)
        count = write_lexical(version / name, counted)
        if count:
            yield name, count


def _vectors(version: Path, place: Place, kind: str, texts: Sequence[_Text], embedding: _Embedding) -> int:
    entries = [Placed(f"{text.language}/{text.id}", _hash(text.embedded)) for text in texts]
    vectors = embedding.rows([entry.hash for entry in entries])
    write_rows(version, kind, entries, vectors)
    return write_vectors(place, kind, entries, vectors)


def _write_json(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    path.chmod(PRIVATE_FILE)


class _Embedding:
    """Vectors by the hash of their text; embeds those that no earlier version had."""

    def __init__(self, embedder: Embedder, known: dict[str, Vectors], progress: Progress | None) -> None:
        self.embedder = embedder
        self.embedded = 0
        self._known = known
        self._progress = progress or (lambda done, total: None)

    def run(self, texts: Iterable[str]) -> None:
        """Make sure that every text has a vector."""
        missing = {_hash(text): text for text in texts if _hash(text) not in self._known}
        hashes = list(missing)
        for start in range(0, len(hashes), _CHUNK):
            chunk = hashes[start : start + _CHUNK]
            self._known.update(zip(chunk, self.embedder.embed([missing[key] for key in chunk]), strict=True))
            self._progress(start + len(chunk), len(hashes))
        self.embedded = len(hashes)

    def rows(self, hashes: Sequence[str]) -> Vectors:
        """Return the vectors of the texts with these hashes, one per row."""
        import numpy as np

        return np.stack([self._known[key] for key in hashes]).astype(np.float32)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
