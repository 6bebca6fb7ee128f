"""The churn model for people: learnt and described (`copilot build churn`), and its watch list."""

from __future__ import annotations

from pathlib import Path

from app.copilot import Copilot
from shop.churn import ChurnCard, WatchList, churn_folder, prepared, watch_list
from shop.home import PRIVATE_FILE
from shop.record import Record


class BuiltChurn(Record):
    """Where the model's card lies, and what is on it."""

    page: Path
    card: ChurnCard


def build_churn(copilot: Copilot) -> BuiltChurn:
    """Learn the model of the shop's current build and moment if it is not there, and write its card beside it."""
    from shop.churn.page import card_html

    folder = churn_folder(copilot.home.path)
    with copilot.view() as view:
        card = prepared(view, folder).card
    place = folder / card.version
    _write(place / "card.json", card.model_dump_json(indent=1) + "\n")
    _write(place / "card.html", card_html(card))
    return BuiltChurn(page=place / "card.html", card=card)


def watched(copilot: Copilot, limit: int) -> WatchList:
    """Return the customers at risk with most at stake, learning the model first if it is not there."""
    with copilot.view() as view:
        return watch_list(view, prepared(view, churn_folder(copilot.home.path)), limit)


def _write(path: Path, text: str) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(PRIVATE_FILE)
    fresh.replace(path)
