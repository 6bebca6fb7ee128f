"""Words of the evidence that hold a number prove it: a material's percentage, the offset of a deadline."""

from __future__ import annotations

from evals.grounded import _Known, _ungrounded


def problems(text: str) -> list[str]:
    known = _Known(
        numbers=frozenset({"30", "11", "23:00"}),
        amounts=frozenset(),
        percents=frozenset({"20"}),
        texts="62%美利奴羊毛",
        urls=frozenset(),
        offsets=frozenset({"UTC-06:00"}),
    )
    return list(_ungrounded("body.1", text, known))


def test_a_percentage_that_stands_in_a_text_of_the_evidence_is_proven() -> None:
    assert problems("材质62%美利奴羊毛") == []
    assert problems("材质61%美利奴羊毛") == ["body.1: number '61'"]


def test_the_offset_of_a_deadline_is_proven() -> None:
    assert problems("until 11/30, 23:00 UTC-06:00") == []
    assert problems("23:00 UTC-07:00") != []
