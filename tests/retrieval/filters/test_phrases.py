"""Filter phrases in English and Chinese, each with exactly the conditions, remaining words and products expected.

The products are those of `conftest.py`; phrases.*.yaml are written by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from retrieval.filters import Catalogue, Condition, Filters, parse_filters, resolve
from retrieval.filters.records import Bounded
from shop.store.view import ShopView

LEAST = 40


def _phrases(language: str) -> list[dict[str, Any]]:
    text = Path(__file__).with_name(f"phrases.{language}.yaml").read_text(encoding="utf-8")
    loaded: list[dict[str, Any]] = yaml.safe_load(text)
    return loaded


ENGLISH, CHINESE = _phrases("en"), _phrases("zh")


def short(condition: Condition) -> str:
    """Return a condition in the notation of the phrases: `price USD <50`, `measure memory >=8 GB`, `brand not X`."""
    fields = condition.model_dump(
        exclude={"words", "kind", "low", "high", "low_open", "high_open", "kinds", "unit", "bare"}
    )
    said = [condition.kind]
    for name, value in fields.items():
        if name in ("negated", "proven"):
            said += [{"negated": "not", "proven": "proven"}[name]] if value else []
        elif name == "in_stock":
            said.append("in" if value else "out")
        else:
            said.append(", ".join(value) if isinstance(value, tuple) else str(value))
    if isinstance(condition, Bounded):
        said.append(bounds(condition))
    unit = getattr(condition, "unit", "")
    return " ".join([*said, unit] if unit else said)


def bounds(condition: Bounded) -> str:
    if condition.low is not None and condition.low == condition.high:
        return f"={condition.low:f}"
    low = "" if condition.low is None else f"{'>' if condition.low_open else '>='}{condition.low:f}"
    high = "" if condition.high is None else f"{'<' if condition.high_open else '<='}{condition.high:f}"
    return " ".join(part for part in (low, high) if part)


def check(phrase: dict[str, Any], catalogue: Catalogue, view: ShopView) -> None:
    rest, filters = parse_filters(phrase["query"], catalogue)
    assert [short(condition) for condition in filters.conditions] == phrase.get("is", [])
    assert rest == phrase.get("rest", "")
    assert [unclear.words for unclear in filters.unclear] == phrase.get("unclear", [])
    found = resolve(view, filters)
    assert (found if found is None else " ".join(found)) == phrase.get("ids")


@pytest.mark.parametrize("phrase", ENGLISH, ids=lambda phrase: phrase["query"])
def test_english(phrase: dict[str, Any], english: Catalogue, store: ShopView) -> None:
    check(phrase, english, store)


@pytest.mark.parametrize("phrase", CHINESE, ids=lambda phrase: phrase["query"])
def test_chinese(phrase: dict[str, Any], chinese: Catalogue, store: ShopView) -> None:
    check(phrase, chinese, store)


@pytest.mark.parametrize("phrases", [ENGLISH, CHINESE])
def test_there_are_many_and_all_differ(phrases: list[dict[str, Any]]) -> None:
    queries = [phrase["query"] for phrase in phrases if phrase.get("is")]
    assert len(set(queries)) == len(queries) >= LEAST


def test_records_are_closed_and_frozen(english: Catalogue) -> None:
    _, filters = parse_filters("tea under $50 in stock", english)
    assert Filters.model_validate_json(filters.model_dump_json()) == filters
    with pytest.raises(ValueError, match="frozen"):
        filters.conditions = ()  # type: ignore[misc]
