"""The frame of an e-mail, compiled once per shape: MJML -> HTML with inlined styles -> a template that only fills in.

Values never pass through MJML or the style inliner: they are escaped into the finished HTML in one pass.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from render.data_files import text_of
from render.errors import RenderError
from render.looks import fonts_of, looks
from render.plain import with_breaks
from shop.record import Record

if TYPE_CHECKING:
    from jinja2 import Environment, Template


PictureKind = Literal["", "plain", "linked"]


class Shape(Record):
    """What decides the frame: nothing here comes from a message's texts. `pictures`: one entry per product."""

    look: str
    cjk: bool
    sample: bool
    greeting: bool
    pictures: tuple[PictureKind, ...]
    cta: bool
    signoff: bool
    unsubscribe: bool


@lru_cache(maxsize=256)
def skeleton(shape: Shape) -> Template:
    """Return the HTML template of this shape; filling it escapes every value."""
    return _filling().from_string(_inlined(_html(_mjml(shape))))


def _mjml(shape: Shape) -> str:
    look, fonts = looks()[shape.look], fonts_of("zh" if shape.cjk else "en")
    return _frame().render(
        **shape.model_dump(), sans=fonts["sans"], heading=fonts[look.heading], light=look.light, dark=look.dark
    )


def _html(mjml: str) -> str:
    import mrml

    # Without fonts of its own mrml links no web-font host, whatever the font stack names.
    output = mrml.to_html(mjml, None, mrml.RenderOptions(fonts={}))
    if output.warnings:
        raise RenderError(f"The e-mail frame is not valid MJML: {output.warnings[0]}.")
    return str(output.content)


def _inlined(html: str) -> str:
    import css_inline

    # Media queries for phones and the dark scheme must survive, so the style elements stay.
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)
    return str(inliner.inline(html))


@cache
def _frame() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        block_start_string="[%", block_end_string="%]", variable_start_string="[=", variable_end_string="=]",
        comment_start_string="[#", comment_end_string="#]", trim_blocks=True, lstrip_blocks=True,
        autoescape=False, undefined=StrictUndefined,
    )  # fmt: skip
    return environment.from_string(text_of("templates", "email.mjml.j2"))


@cache
def _filling() -> Environment:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters["lines"] = with_breaks
    return environment
