"""Slot syntax: what is a slot, and where a malformed one is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.errors import SlotError
from guard.slots import Slot, Text, parse


def test_slots_and_prose_come_in_order() -> None:
    pieces = parse("Hi [[C.first_name|there]], it is [[P12.price]].")
    assert pieces == (
        Text("Hi ", 0),
        Slot("C", "first_name", "there", 3, 25),
        Text(", it is ", 25),
        Slot("P12", "price", None, 33, 46),
        Text(".", 46),
    )


def test_a_field_may_have_a_name_of_any_language() -> None:
    assert [piece.field for piece in parse("[[P1.容量]][[P1.größe_2]]") if isinstance(piece, Slot)] == [
        "容量",
        "größe_2",
    ]


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("a [[P1.price", 2, "Unclosed"),
        ("a ]] b", 2, "Stray"),
        ("[[P1.[[P2.price]]]]", 0, "inside"),
        ("x [[]]", 2, "Empty"),
        ("[[  ]]", 0, "Empty"),
        ("[[P1]]", 0, "Unknown"),
        ("[[P0.price]]", 0, "Unknown"),
        ("[[Z1.price]]", 0, "Unknown"),
        ("[[P1.price|]]", 0, "Unknown"),
        ("[[P1.price|a|b]]", 0, "Unknown"),
        ("[[ P1.price ]]", 0, "Unknown"),
        ("[[P1.Price]]", 0, "lower case"),
        ("[[P1.1price]]", 0, "Unknown"),
        ("[[[P1.price]]", 0, "inside"),
        ("[[P1.price]]]", 12, "Stray"),
        ("{[[P1.price]]}} [[x]]", 16, "Unknown"),
    ],
)
def test_a_malformed_slot_is_an_error_with_its_place(text: str, position: int, reason: str) -> None:
    with pytest.raises(SlotError, match=reason) as raised:
        parse(text)
    assert raised.value.position == position


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="[]|.P1Cprice 价\n", max_size=40))
def test_what_parses_is_put_together_to_the_same_text(text: str) -> None:
    malformed = None
    try:
        pieces = parse(text)
    except SlotError as error:
        malformed, pieces = error, ()
    if malformed is not None:
        assert "[[" in text or "]]" in text
        assert 0 <= malformed.position < len(text)
        return
    again = "".join(piece.text if isinstance(piece, Text) else text[piece.start : piece.end] for piece in pieces)
    assert again == text
    assert not any("[[" in piece.text or "]]" in piece.text for piece in pieces if isinstance(piece, Text))
