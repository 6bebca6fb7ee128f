"""Flat drawings of the products: shapes from a data file in the product's colour, drawn large and scaled down."""

from __future__ import annotations

import colorsys
import io
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from shop.importing.contract import RawPicture
from shop.samples.brand import read_yaml
from shop.samples.catalogue import Catalogue
from shop.samples.dice import dice

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 480, 360
SCALE = 2
"""Edges are smooth because everything is drawn this many times larger."""
COLOURS = 48
Colour = tuple[int, int, int]


def pictures(catalogue: Catalogue) -> Iterator[RawPicture]:
    """Yield one PNG per product written by hand and, for those generated, one per category, as products name them."""
    for item in catalogue.written:
        yield RawPicture(item.picture, draw(item.spec.id, item.spec.colour, item.spec.shape or item.category.shape))
    if len(catalogue.items) > len(catalogue.written):
        for kind in catalogue.kinds.values():
            yield RawPicture(f"{kind.key}.png", draw(kind.key, "", kind.shape))


@cache
def draw(name: str, colour: str, shape: str) -> bytes:
    """Return the picture of one product: 480 x 360, PNG with a small palette. `name` varies the background."""
    from PIL import Image, ImageDraw

    palette = _palette(colour or "#8a8a8a", name)
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), palette["wall"])
    pen = ImageDraw.Draw(image)
    for mark in (*_shapes()["scene"], *_shapes()[shape]):
        _MARKS[mark[0]](pen, mark, palette)
    return _png(image)


def _png(image: Image) -> bytes:
    from PIL import Image as Images

    small = image.reduce(SCALE)
    out = io.BytesIO()
    small.quantize(COLOURS, Images.Quantize.FASTOCTREE, dither=Images.Dither.NONE).save(out, "PNG", compress_level=6)
    return out.getvalue()


@cache
def _shapes() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml("shapes.yaml")
    return found


def _palette(colour: str, name: str) -> dict[str, Colour]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    wall = (hue + dice("wall", name).pick((0.0, 0.07, 0.5, -0.07))) % 1
    return {
        "wall": _rgb(wall, 0.925, 0.30), "disc": _rgb(wall, 0.865, 0.34), "floor": _rgb(wall, 0.80, 0.22),
        "main": _rgb(hue, light, full), "dark": _rgb(hue, light * 0.66, full), "ink": _rgb(hue, 0.17, min(full, 0.3)),
        "light": _rgb(hue, min(0.93, light + (1 - light) * 0.42), full), "white": (250, 248, 243),
        "flame": (238, 170, 88), "label": _rgb(hue, 0.95, 0.25),
        "accent": _rgb(0.07 if 0.3 < hue < 0.95 else 0.47, 0.58, 0.42),
    }  # fmt: skip


def _rgb(hue: float, light: float, full: float) -> Colour:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, light, full)
    return round(red * 255), round(green * 255), round(blue * 255)


def _box(numbers: list[float]) -> list[float]:
    return [number * SCALE for number in numbers]


def _rounded(pen: ImageDraw, mark: list[Any], palette: dict[str, Colour]) -> None:
    pen.rounded_rectangle(_box(mark[1]), radius=mark[2] * SCALE, fill=palette[mark[3]])


def _ellipse(pen: ImageDraw, mark: list[Any], palette: dict[str, Colour]) -> None:
    pen.ellipse(_box(mark[1]), fill=palette[mark[2]])


def _polygon(pen: ImageDraw, mark: list[Any], palette: dict[str, Colour]) -> None:
    pen.polygon(_box(mark[1]), fill=palette[mark[2]])


def _line(pen: ImageDraw, mark: list[Any], palette: dict[str, Colour]) -> None:
    points, width = _box(mark[1]), mark[2] * SCALE
    pen.line(points, fill=palette[mark[3]], width=width, joint="curve")
    for x, y in zip(points[::2], points[1::2], strict=True):
        pen.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=palette[mark[3]])


def _arc(pen: ImageDraw, mark: list[Any], palette: dict[str, Colour]) -> None:
    pen.arc(_box(mark[1]), mark[2], mark[3], fill=palette[mark[5]], width=mark[4] * SCALE)


_MARKS = {"round": _rounded, "oval": _ellipse, "poly": _polygon, "line": _line, "arc": _arc}
