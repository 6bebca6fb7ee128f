"""Texts from outside, made safe to lay out: no control or direction-changing characters, lines as breaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

# Direction overrides can make a text read as something else than it says; other controls have no look.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """Return `text` without control characters (newline and tab stay), direction overrides and lone surrogates."""
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Return `text` on one line with single spaces, fit for a header or a title."""
    return " ".join(visible(text).split())


def with_breaks(text: str) -> Markup:
    """Return `text` escaped, its line ends as `<br>`."""
    from markupsafe import Markup, escape

    return Markup("<br>").join(escape(line) for line in visible(text).strip().split("\n"))
