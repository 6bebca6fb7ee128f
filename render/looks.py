"""How a shop's e-mails look: a palette for light and dark and the fonts of a language. Looks are data."""

from __future__ import annotations

import hashlib
from functools import cache

from render.data_files import load
from shop.record import Record


class Palette(Record):
    """Colours as #rrggbb; text colours are readable on `paper` and `sheet`, `on_accent` on `accent`."""

    paper: str
    sheet: str
    ink: str
    muted: str
    line: str
    accent: str
    on_accent: str


class Look(Record):
    """One look: its palettes and which font family headings use."""

    id: str
    heading: str
    light: Palette
    dark: Palette


@cache
def looks() -> dict[str, Look]:
    """Return every look by its id."""
    return {name: Look(id=name, **values) for name, values in load("looks")["looks"].items()}


@cache
def look_of(shop_id: str) -> Look:
    """Return the look of a shop: the one named for it, else one that its id always leads to."""
    named = load("looks")["shops"].get(shop_id)
    if named:
        return looks()[named]
    names = sorted(looks())
    digest = hashlib.sha256(shop_id.encode("utf-8")).digest()
    return looks()[names[int.from_bytes(digest[:4], "big") % len(names)]]


def fonts_of(language: str) -> dict[str, str]:
    """Return the CSS font stacks `sans` and `serif` for a language; Chinese has its own."""
    stacks: dict[str, dict[str, str]] = load("looks")["fonts"]
    return stacks.get(language, stacks["en"])
