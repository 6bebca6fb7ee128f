"""Damaged documents are refused with a path and a reason, or are sound: nothing crashes, nothing is half used."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.promotions import Case, read, read_case
from soak.pricing_cases import random_case

DAMAGE: tuple[Any, ...] = (
    None, True, -1, 0, "", "x", "\ud800", "\x9b2J", [], {}, [[]], 1e400, "1e400", "NaN", 10**30, "9" * 5000, 5.5,
    {"kind": "percent"}, {"kind": ["a"]}, "2026", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    {"\ud800": 1},
)  # fmt: skip


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    if path:
        yield path
    items = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, value in items:
        yield from places(value, (*path, key))


def damage(document: Any, dice: random.Random) -> None:  # noqa: ANN401
    path = dice.choice(list(places(document)))
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    if isinstance(holder, dict) and dice.random() < 0.2:
        del holder[path[-1]]
    elif isinstance(holder, dict) and dice.random() < 0.2:
        holder[dice.choice(("kind", "when", "of", "\x9bx", "target"))] = dice.choice(DAMAGE)
    else:
        holder[path[-1]] = dice.choice(DAMAGE)


@given(st.integers(0, 100_000), st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_a_damaged_document_is_refused_whole_or_is_sound(seed: int, times: int) -> None:
    dice = random.Random(seed)
    document = random_case(dice, wild=True)
    for _ in range(times):
        damage(document, dice)
    found = read_case(json.dumps(document))
    if isinstance(found, Case):
        pricing = found.price()
        assert type(pricing).model_validate_json(pricing.model_dump_json()) == pricing
        assert not isinstance(read(json.dumps({"version": 2, "promotions": document["promotions"]})), list)
    else:
        assert found
        assert all(problem.path.startswith("$") and problem.message for problem in found)


@pytest.mark.parametrize("text", ['{"promotions": "\\ud800"}', '["\\uDC00 x"]', '{"\\udfff": 1}'])
def test_half_a_character_is_not_json(text: str) -> None:
    [problem] = read(text)
    assert problem.path == "$"
    assert "half of a character" in problem.message


def test_a_whole_character_may_be_written_in_two_halves() -> None:
    document = {"id": "a", "name": {"en": "\U0001f381 gift"}, "currency": "CNY"}
    document["effects"] = [{"kind": "fixed", "amount": "1"}]
    text = json.dumps({"version": 2, "promotions": [document]})
    assert "\\ud83c" in text
    found = read(text)
    assert isinstance(found, tuple)
    assert found[0].name["en"] == "\U0001f381 gift"


def test_a_wrong_item_is_one_problem() -> None:
    wrong = {"id": "a", "name": {"en": "x"}, "currency": "CNY", "effects": [{"kind": "percent", "percent": "120"}]}
    found = read(json.dumps({"version": 2, "promotions": [wrong]}))
    assert [str(problem) for problem in found] == [
        "$.promotions[0].effects[0].percent: Input should be less than or equal to 100"
    ]
    empty = read(json.dumps({"version": 2, "promotions": [{**wrong, "effects": []}]}))
    assert [problem.path for problem in empty if not isinstance(problem, tuple)] == ["$.promotions[0].effects"]
