from __future__ import annotations

import pytest

from render.looks import Palette, fonts_of, look_of, looks

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", sorted(looks()))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_are_readable(name: str, scheme: str) -> None:
    colours: Palette = getattr(looks()[name], scheme)
    pairs = [
        (colours.ink, colours.sheet), (colours.muted, colours.paper), (colours.muted, colours.sheet),
        (colours.accent, colours.paper), (colours.on_accent, colours.accent),
    ]  # fmt: skip
    assert [pair for pair in pairs if contrast(*pair) < LEAST_CONTRAST] == []


def test_a_shop_keeps_its_look() -> None:
    assert look_of("sample-coffee").id == "bark"
    assert look_of("some shop") is look_of("some shop")
    assert len({look_of(f"shop-{number}").id for number in range(60)}) == len(looks())


def test_chinese_has_its_own_fonts() -> None:
    assert "PingFang SC" in fonts_of("zh")["sans"]
    assert fonts_of("fr") == fonts_of("en")
