"""Remembering what was read in a text: the parts of a campaign's messages repeat (footers, templates, policies)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

LONGEST = 4_000
"""Characters of the longest text that is remembered: hostile texts fill no memory."""

_Asked = ParamSpec("_Asked")
_Read = TypeVar("_Read")


def remembered(most: int) -> Callable[[Callable[_Asked, _Read]], Callable[_Asked, _Read]]:
    """Return a decorator for a pure function of a text: keeps its `most` latest answers, none for a long text.

    The text is the first argument; the answer must be one that nobody changes (a tuple, a frozen set).
    """

    def decorate(read: Callable[_Asked, _Read]) -> Callable[_Asked, _Read]:
        kept = lru_cache(maxsize=most)(read)

        @wraps(read)
        def answer(*asked: _Asked.args, **named: _Asked.kwargs) -> _Read:
            long = len(asked[0]) > LONGEST  # type: ignore[arg-type]
            return read(*asked, **named) if long else kept(*asked, **named)  # type: ignore[arg-type]

        return answer

    return decorate
