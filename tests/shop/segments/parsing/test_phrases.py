"""Phrases against reference trees written by hand: right when the members are the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from shop.segments.compiling import member_keys
from shop.segments.fields.check import checked
from shop.segments.parsing import Outcome, Parsed, Question, Refused
from shop.segments.tree.read import adapter
from shop.store.view import ShopView

HERE = Path(__file__).parent
Asked = Callable[[str, str], Outcome]
Shop = tuple[ShopView, sqlite3.Connection]


def phrases(language: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((HERE / f"phrases.{language}.yaml").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("language", ["en", "zh"])
def test_phrases_choose_the_members_of_their_reference(
    language: str, asked: Asked, sample_shops: dict[str, Shop]
) -> None:
    entries = phrases(language)["right"]
    wrong = [entry["words"] for entry in entries if not _right(entry, asked, sample_shops[entry["shop"]])]
    assert len(entries) >= 80
    assert wrong == []


def _right(entry: dict[str, Any], asked: Asked, sample: Shop) -> bool:
    """Where a reference chooses nobody or everybody, members say nothing: then the tree itself must be the same."""
    view, state = sample
    outcome = asked(entry["shop"], entry["words"])
    if not isinstance(outcome, Parsed):
        return False
    reference = checked(adapter().validate_python(entry["tree"]))
    wanted = member_keys(view, reference, state)
    [(everybody,)] = view.rows("SELECT count(*) FROM customers")
    if len(wanted) in (0, everybody):
        return outcome.tree == reference
    return member_keys(view, outcome.tree, state) == wanted and outcome.count == len(wanted)


def test_ambiguous_phrases_are_asked_back_with_a_count_per_reading(asked: Asked) -> None:
    entries = [entry for language in ("en", "zh") for entry in phrases(language)["asked"]]
    assert len(entries) >= 25
    for entry in entries:
        outcome = asked(entry["shop"], entry["words"])
        assert isinstance(outcome, Question), entry["words"]
        assert len(outcome.readings) >= 2
        assert outcome.question["en"]
        assert outcome.question["zh"]
        assert all(reading.words["en"] and reading.words["zh"] for reading in outcome.readings)


def test_what_may_not_or_cannot_be_asked_is_refused_with_a_reason(asked: Asked) -> None:
    entries = [entry for language in ("en", "zh") for entry in phrases(language)["refused"]]
    assert len(entries) >= 10
    for entry in entries:
        outcome = asked(entry["shop"], entry["words"])
        assert isinstance(outcome, Refused), entry["words"]
        assert outcome.refused["en"]
        assert outcome.refused["zh"]


def test_phrases_unseen_at_first_are_mostly_right_and_never_wrong(asked: Asked, sample_shops: dict[str, Shop]) -> None:
    entries = phrases("blind")["right"]
    missed = [entry for entry in entries if not _right(entry, asked, sample_shops[entry["shop"]])]
    wrong = [entry["words"] for entry in missed if isinstance(asked(entry["shop"], entry["words"]), Parsed)]
    assert wrong == []
    assert len(missed) <= 0.05 * len(entries)
