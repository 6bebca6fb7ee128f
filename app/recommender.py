"""The recommender as the command line asks for it: choose, fit, write the card."""

from __future__ import annotations

from collections.abc import Callable

from app.copilot import Copilot
from shop.errors import InvalidInput
from shop.recommender.building import build_recommender
from shop.recommender.built import folder_of
from shop.recommender.choice.card import ModelCard
from shop.recommender.choice.search import Selection
from shop.recommender.evaluation.protocols import PROTOCOLS
from shop.record import Record


class BuiltRecommender(Record):
    """The end summary of a build: the card, and where its page is."""

    card: ModelCard
    page: str


def build(copilot: Copilot, protocol: str, limit: float, told: Callable[[str, int], None]) -> BuiltRecommender:
    """Build the recommender of the home's shop; raises InvalidInput for an unknown protocol."""
    for known in PROTOCOLS:
        if known == protocol:
            with copilot.view() as view:
                card = build_recommender(view, Selection(protocol=known, limit=limit), told=told)
                return BuiltRecommender(card=card, page=str(folder_of(view) / "card.html"))
    raise InvalidInput(f"{protocol!r} is not a protocol.", hint=f"Choose one of: {', '.join(PROTOCOLS)}.")
