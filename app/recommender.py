"""The recommender as the command line asks for it: vectors of the products, choose, fit, write the card."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from app.copilot import Copilot
from shop.errors import InvalidInput
from shop.recommender.building import build_recommender, product_vectors
from shop.recommender.built import folder_of
from shop.recommender.choice.card import ModelCard
from shop.recommender.choice.recipes import Vectors
from shop.recommender.choice.search import Selection
from shop.recommender.evaluation.protocols import PROTOCOLS
from shop.record import Record
from shop.store.view import ShopView

MOST = 5_000
"""Products embedded for the content model: about a minute with the default embedder. A larger shop gets TF-IDF."""
READ = 0.9
"""Share of the products that must have a text the embedder reads; vectors of two kinds cannot be compared."""
Told = Callable[[str, int], None]


class BuiltRecommender(Record):
    """The end summary of a build: the card, where its page is, and whose vectors the content model had."""

    card: ModelCard
    page: str
    vectors: str


class ItemVectors(NamedTuple):
    """Vectors of the products (None: there are no texts), and where they come from in words."""

    vectors: Vectors | None
    source: str


def build(copilot: Copilot, protocol: str, limit: float, told: Told) -> BuiltRecommender:
    """Build the recommender of the home's shop; raises InvalidInput for an unknown protocol."""
    for known in PROTOCOLS:
        if known == protocol:
            with copilot.view() as view:
                found = item_vectors(copilot, view, told)
                card = build_recommender(view, Selection(protocol=known, limit=limit), found.vectors, told)
                return BuiltRecommender(card=card, page=str(folder_of(view) / "card.html"), vectors=found.source)
    raise InvalidInput(f"{protocol!r} is not a protocol.", hint=f"Choose one of: {', '.join(PROTOCOLS)}.")


def item_vectors(copilot: Copilot, view: ShopView, told: Told) -> ItemVectors:
    """Return the products' vectors by the search's embedder, by TF-IDF where it cannot be used or reads too little."""
    from retrieval.documents import product_documents
    from retrieval.embedders import reads
    from retrieval.errors import EmbedderUnavailable

    embedder = copilot.embedder()
    documents = product_documents(view)
    products = {document.id for document in documents}
    read = [(document.id, document.title) for document in documents if reads(embedder, document.language)]
    if len({id_ for id_, _ in read}) < READ * len(products):
        why = f"{embedder.name} reads only {', '.join(embedder.languages)}"
    elif len(products) > MOST:
        why = f"{len(products):,} products are more than {MOST:,}"
    else:
        try:
            return ItemVectors(_embedded(copilot, read, told), embedder.name)
        except EmbedderUnavailable as error:
            why = error.message
    return ItemVectors(product_vectors(view), f"TF-IDF ({why})")


def _embedded(copilot: Copilot, texts: list[tuple[str, str]], told: Told) -> Vectors | None:
    """Return the mean vector of each product's texts, in the order of ids."""
    import numpy as np

    if not texts:
        return None
    rows = copilot.embedder().embed([title for _, title in texts])
    told("products embedded", len(texts))
    ids = tuple(sorted({id_ for id_, _ in texts}))
    place = {id_: number for number, id_ in enumerate(ids)}
    sums = np.zeros((len(ids), rows.shape[1]), dtype=np.float32)
    np.add.at(sums, [place[id_] for id_, _ in texts], rows)
    return Vectors(ids, sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), np.float32(1e-12)))
