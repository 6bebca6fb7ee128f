"""Pieces of the words: what a piece of text may mean (its senses), and choices that are left to the asker."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Sense(NamedTuple):
    """One meaning of a token: a kind of the grammar and its value."""

    kind: str
    value: Any


@dataclass(frozen=True)
class Token:
    """A piece of the normalised text from `start` to `end` with its possible senses, the likeliest first."""

    text: str
    senses: tuple[Sense, ...]
    start: int
    end: int

    def has(self, kind: str, value: Any = None) -> bool:  # noqa: ANN401 - values differ by kind
        """Say whether the token can be of `kind` (and of `value`)."""
        return any(s.kind == kind and (value is None or s.value == value) for s in self.senses)

    def get(self, kind: str) -> Any:  # noqa: ANN401 - values differ by kind
        """Return the value of the sense `kind`, None if there is none."""
        return next((s.value for s in self.senses if s.kind == kind), None)

    @property
    def kind(self) -> str:
        """The kind of the first sense."""
        return self.senses[0].kind

    @property
    def value(self) -> Any:  # noqa: ANN401 - values differ by kind
        """The value of the first sense."""
        return self.senses[0].value

    @property
    def chinese(self) -> bool:
        """Whether the text holds Chinese signs."""
        return any("\u4e00" <= sign <= "\u9fff" for sign in self.text)


def joined(tokens: list[Token], kind: str, value: Any) -> Token:  # noqa: ANN401 - values differ by kind
    """Return one token over several."""
    text = "".join(_spaced(tokens))
    return Token(text, (Sense(kind, value),), tokens[0].start, tokens[-1].end)


def _spaced(tokens: list[Token]) -> list[str]:
    parts: list[str] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        gap = before is not None and token.start > before.end
        parts.append((" " if gap else "") + token.text)
    return parts


class Option(NamedTuple):
    """One meaning that may be chosen: a short lasting key, its value, and how it is said."""

    key: str
    value: Any
    en: str
    zh: str


@dataclass(frozen=True)
class Pick:
    """A phrase with several meanings; the glossary or the asker decides."""

    phrase: str
    options: tuple[Option, ...] = field(default=())
