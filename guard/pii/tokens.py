"""A customer's own words without personal data, and back again: [[U9.phone]] stands for what was found.

A Tokens object lives as long as one conversation and is never stored with the words it hides.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from guard.cleaning import defuse
from guard.pii.find import find

_TOKEN = re.compile(r"\[\[U([1-9]\d{0,5})\.([a-z_]{2,12})\]\]")


class Tokens:
    """Tokens of one conversation. The same words get the same token; a token of elsewhere stays as it is."""

    def __init__(self) -> None:
        self._words: dict[tuple[int, str], str] = {}
        self._numbers: dict[tuple[str, str], int] = {}

    def hide(self, text: str, names: Collection[str] = ()) -> str:
        """Return `text` with a token for each piece of personal data; doubled brackets in it are set apart first."""
        text = defuse(text)
        hidden, end = "", 0
        for one in find(text, names):
            hidden += text[end : one.start] + self._token(one.kind, one.text)
            end = one.end
        return hidden + text[end:]

    def show(self, text: str) -> str:
        """Return `text` with the tokens of this conversation put back, in one pass."""
        return _TOKEN.sub(lambda found: self._words.get((int(found[1]), found[2]), found.group()), text)

    def _token(self, kind: str, words: str) -> str:
        number = self._numbers.setdefault((kind, words), len(self._numbers) + 1)
        self._words[number, kind] = words
        return f"[[U{number}.{kind}]]"
