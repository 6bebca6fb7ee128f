"""A message as the scorers see it: its parts with every slot as one sign, its sentences, words and slots."""

from __future__ import annotations

import re
from functools import cached_property

from guard.errors import SlotError
from guard.slots import Slot, parse
from shop.types import Message

MASK = "▢"
_SENTENCE = re.compile(r"(?:\[\[[^\]\n]*\]\]|[^.!?…。！？\n])+(?:[.!?…。！？]+[\"”’」』)）]*|\n|$)")
"""The full stop inside a slot (`[[P1.price]]`) ends no sentence."""
_WORD = re.compile(rf"[^\W_]+(?:['’][^\W_]+)?|{MASK}")
_HAN = re.compile(rf"[\u3400-\u9fff]|[A-Za-z0-9]+|{MASK}")


def masked(text: str) -> str:
    """Return a draft's text with every slot as one sign; a text that cannot be parsed stays as it is."""
    try:
        return "".join(MASK if isinstance(piece, Slot) else piece.text for piece in parse(text))
    except SlotError:
        return text


def slots_of(text: str) -> tuple[tuple[str, str], ...]:
    """Return (evidence id, field) of every slot in reading order."""
    try:
        return tuple((piece.id, piece.field) for piece in parse(text) if isinstance(piece, Slot))
    except SlotError:
        return ()


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, without outer space."""
    return [found for match in _SENTENCE.finditer(text) if (found := match.group().strip()).strip(" .!?…。！？\n")]


def units(text: str, language: str) -> list[str]:
    """Return the words of an English text, the characters of a Chinese one (a Latin word counts as one)."""
    return (_HAN if language == "zh" else _WORD).findall(text)


class Copy:
    """One message, read once."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.id = message.id
        self.language = message.language
        self.draft = message.draft

    @cached_property
    def body(self) -> str:
        """The draft's paragraphs, slots masked."""
        return "\n".join(masked(paragraph) for paragraph in self.draft.body)

    @cached_property
    def filled(self) -> str:
        """The filled paragraphs."""
        return "\n".join(self.message.copy_.body)

    @cached_property
    def raw_sentences(self) -> list[str]:
        """The draft's sentences with their slots."""
        return sentences("\n".join(self.draft.body))

    @cached_property
    def opening(self) -> str:
        """The first sentence of the body, slots masked."""
        return next(iter(sentences(self.body)), "")

    @cached_property
    def body_slots(self) -> frozenset[tuple[str, str]]:
        """Every slot of the body."""
        return frozenset(slot for paragraph in self.draft.body for slot in slots_of(paragraph))

    @cached_property
    def fields(self) -> dict[str, frozenset[str]]:
        """What the evidence holds: fields by evidence id."""
        return {item.id: frozenset(item.fields) for item in self.message.evidence}
