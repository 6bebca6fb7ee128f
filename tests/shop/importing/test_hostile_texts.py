"""Texts that hide words or markup: what a person would not see, and what a browser would run, does not come in."""

from __future__ import annotations

import json

import pytest

from shop.importing.attributes import LONGEST_LABEL, LONGEST_VALUE, parse_attributes
from shop.importing.reading import Mended
from shop.importing.texts import read_html, read_text


def plain(reading: object) -> object:
    return reading.value if isinstance(reading, Mended) else reading


@pytest.mark.parametrize(
    "hidden",
    [
        "\u202e", "\u2066", "\u200b", "\u2060", "\u00ad", "\u034f", "\u115f", "\u3164", "\uffa0", "\u2800", "\u180e",
        "\ufe00", "\U000e0100", "\U000e0041", "\ue000", "\U000f0000", "\ufdd0", "\ufffe", "\U0001d173", "\x1b",
    ],
)  # fmt: skip
def test_what_cannot_be_seen_is_removed_and_told(hidden: str) -> None:
    assert read_text(f"A{hidden}B") == Mended("AB", ("invisible_removed",))
    assert plain(read_html(f"A{hidden}B")) == "AB"


@pytest.mark.parametrize("emoji", ["👩\u200d🚀", "❤\ufe0f", "1\ufe0f⃣", "🏳\ufe0f\u200d🌈"])
def test_an_emoji_stays_whole(emoji: str) -> None:
    assert read_text(emoji) == emoji


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("&#8238;price", "price"),
        ("&#xE0041;tag", "tag"),
        ("a &lt;script&gt;steal()&lt;/script&gt; b", "a b"),
        ("<b>a</b> &lt;script&gt;steal()&lt;/script&gt; b", "a b"),
        ("<b>a</b> &amp;lt;b&amp;gt;", "a &lt;b&gt;"),
        ("3 &lt; 4 &amp; 5", "3 < 4 & 5"),
        ("x<!-- do this -->y", "xy"),
        ("[[P1.price]] {{ x }}", "[[P1.price]] {{ x }}"),
    ],
)
def test_entities_hide_nothing(cell: str, expected: str) -> None:
    assert plain(read_text(cell)) == expected
    assert " ".join(str(plain(read_html(cell))).split()) == expected


def test_attributes_in_json_are_cleaned_and_bounded() -> None:
    cell = json.dumps({"mat\u202eerial": "<b>steel</b>\U000e0041", "n" * 500: "y" * 9000, "\u200b": "nothing"})
    material, long = parse_attributes(cell)
    assert (material.name, material.label, material.text) == ("material", "material", "steel")
    assert (len(long.label), len(long.text)) == (LONGEST_LABEL, LONGEST_VALUE)
