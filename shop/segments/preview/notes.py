"""Notes of a preview: nobody, everybody, contradictions, dates in the future, unread openings, thresholds."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import resources

from shop.record import LANGUAGES
from shop.segments.compiling.sets import ensure_trackable
from shop.segments.fields import catalogue
from shop.segments.history import ensure_buyers
from shop.segments.lifecycle import thresholds
from shop.segments.preview.contradictions import contradictions
from shop.segments.preview.preview import Note, NoteKind
from shop.segments.saved import tree_named
from shop.segments.tree.nodes import Attribute, InSegment, Lifecycle, Node, Rfm
from shop.segments.tree.walk import nodes
from shop.segments.tree.windows import Dates
from shop.store.view import ShopView


def notes(
    view: ShopView, tree: Node, matched: int, customers: int, state: sqlite3.Connection | None
) -> tuple[Note, ...]:
    """Return what a reader should know, the most important first."""
    whole = list(_everything(tree, state))
    found = [_contradiction(name) for name in contradictions(tree)]
    if not matched:
        found.append(_note("nobody"))
    elif matched == customers:
        found.append(_note("everybody"))
    found += [_note("future", day=day.isoformat()) for day in _future_days(whole, view.at.date())]
    found += [*_tracking(view, whole, customers, state), *_thresholds(view, whole)]
    if view.remark:
        found.append(_note("outside_data", remark=view.remark))
    return tuple(found)


def _everything(tree: Node, state: sqlite3.Connection | None) -> Iterator[Node]:
    """Yield the nodes of the tree and of the segments that it names (each once)."""
    waiting, seen = [tree], set[str]()
    while waiting:
        for node in nodes(waiting.pop()):
            yield node
            if isinstance(node, InSegment) and node.name not in seen:
                seen.add(node.name)
                waiting.append(tree_named(state, node.name))


def _future_days(whole: list[Node], today: date) -> list[date]:
    days = set()
    for node in whole:
        window = getattr(node, "within", None)
        if isinstance(window, Dates):
            days |= {day for day in (window.first, window.last) if day and day > today}
        if isinstance(node, Attribute) and node.field == "joined_at":
            values = node.value if isinstance(node.value, tuple) else (node.value,)
            days |= {day for day in values if isinstance(day, date) and day > today}
    return sorted(days)


def _tracking(view: ShopView, whole: list[Node], customers: int, state: sqlite3.Connection | None) -> list[Note]:
    if not any(getattr(node, "event", "") in ("open", "click") for node in whole):
        return []
    [(known,)] = view.rows(f"SELECT count(*) FROM {ensure_trackable(view, state)}")
    if known == customers:
        return []
    return [_note("tracking", count=customers - known, customers=customers)]


def _thresholds(view: ShopView, whole: list[Node]) -> list[Note]:
    found = []
    if any(isinstance(node, Lifecycle) for node in whole):
        limits = thresholds(view)
        source = "from_data" if limits.from_data else "from_default"
        sources = {lang: text.format(gaps=limits.gaps) for lang, text in _texts()[source].items()}
        words = {
            lang: _texts()["thresholds_lifecycle"][lang].format(
                usual=limits.usual_days, late=limits.late_days, source=sources[lang]
            )
            for lang in LANGUAGES
        }
        found.append(Note(kind="thresholds", words=words))
    if any(isinstance(node, Rfm) for node in whole):
        ensure_buyers(view)
        [(buyers,)] = view.rows("SELECT count(*) FROM buyers")
        words = {lang: _texts()["thresholds_rfm"][lang].format(buyers=buyers) for lang in LANGUAGES}
        found.append(Note(kind="thresholds", words=words))
    return found


def _contradiction(name: str) -> Note:
    known = catalogue()
    spec = known.measures.get(name) or known.attributes.get(name)
    titles = spec.title if spec else known.events[name].many if name in known.events else dict.fromkeys(LANGUAGES, name)
    texts = _texts()["contradiction"]
    return Note(kind="contradiction", words={lang: texts[lang].format(what=titles[lang]) for lang in LANGUAGES})


def _note(kind: NoteKind, **gaps: object) -> Note:
    return Note(kind=kind, words={language: text.format(**gaps) for language, text in _texts()[kind].items()})


@cache
def _texts() -> dict[str, dict[str, str]]:
    text = resources.files("shop.segments.preview").joinpath("notes.toml").read_text(encoding="utf-8")
    return {name: entry for name, entry in tomllib.loads(text).items() if isinstance(entry, dict)}
