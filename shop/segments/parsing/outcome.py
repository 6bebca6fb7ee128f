"""What parsing words may end in: a tree, one question, or a refusal. All three can be shown and sent as JSON."""

from __future__ import annotations

from shop.record import Record
from shop.segments.tree.nodes import Node


class Meaning(Record):
    """A phrase and the meaning that was taken for it: `option` is the key that the glossary keeps."""

    phrase: str
    option: str
    en: str
    zh: str


class Parsed(Record):
    """One reading: the tree, its words by language, how many customers are in it, and what was taken for granted."""

    tree: Node
    words: dict[str, str]
    count: int
    notes: tuple[str, ...] = ()
    meanings: tuple[Meaning, ...] = ()


class Reading(Record):
    """One of several readings, with its members counted; `meanings` are the choices that lead to it."""

    words: dict[str, str]
    count: int
    tree: Node
    meanings: tuple[Meaning, ...]


class Question(Record):
    """Several readings that choose different customers: the asker decides, and the glossary remembers."""

    question: dict[str, str]
    readings: tuple[Reading, ...]


class Refused(Record):
    """No tree: why, what was not understood, and the nearest names that exist."""

    refused: dict[str, str]
    not_understood: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()


Outcome = Parsed | Question | Refused


class Refusal(Exception):
    """Raised inside the parser; becomes `Refused`. It is an answer, not an error of the program."""

    def __init__(self, en: str, zh: str, parts: tuple[str, ...] = (), nearest: tuple[str, ...] = ()) -> None:
        super().__init__(en)
        self.refused = Refused(refused={"en": en, "zh": zh}, not_understood=parts, nearest=nearest)


def not_understood(*parts: str, nearest: tuple[str, ...] = ()) -> Refusal:
    """Return the refusal that names the words that no reading covers."""
    parts = tuple(part for part in parts if part.strip()) or ("these words together",)
    shown = ", ".join(repr(part) for part in parts)
    near_en = f" Nearest names: {', '.join(nearest)}." if nearest else ""
    near_zh = f"相近的名称：{'、'.join(nearest)}。" if nearest else ""
    return Refusal(
        f"Not understood: {shown}. Nothing was left out silently; say it differently.{near_en}",
        f"没有听懂：{shown}。请换一种说法。{near_zh}",
        parts,
        nearest,
    )
