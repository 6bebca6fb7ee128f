"""Phrase banks: the offline writer's words as data, one file per language, with an id and a version.

A bank says, per channel, in which orders moves may follow each other (arcs) and how each move may be worded.
A phrase names its facts as slots only; `if` lists further conditions (see agent.offline.conditions), a leading
minus negates one. `with` lists pieces: `{say: "{when}, {what}.", with: {when: [...], what: [...]}}` is one phrase for
every way to put them together, so a few pieces give many openings. A piece may have conditions of its own.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from functools import cache
from importlib import resources

import yaml
from pydantic import Field, field_validator

from shop.reason import ReasonKind
from shop.record import Channel, Language, Record

SLOT = re.compile(r"\[\[([A-Z]\d*|B\*)\.(\w+)(?:\|[^\[\]]*)?\]\]")
"""A slot of a phrase; `B*` stands for the brand line that the writer picks."""


class Phrase(Record):
    """One wording of one move. It is a candidate when every slot exists and every condition holds."""

    say: str
    conditions: tuple[str, ...] = Field(default=(), alias="if")

    def slots(self) -> tuple[tuple[str, str], ...]:
        """Return the (evidence id, field) pairs that the words need."""
        return tuple((found[1], found[2]) for found in SLOT.finditer(self.say))


class Arc(Record):
    """An order of moves: paragraphs, each a list of moves."""

    name: str
    paragraphs: tuple[tuple[str, ...], ...]


class ChannelBank(Record):
    """Everything the bank holds for one channel; the key `any` serves every reason."""

    arcs: dict[str, tuple[Arc, ...]]
    moves: dict[str, dict[str, tuple[Phrase, ...]]]

    @field_validator("moves", mode="before")
    @classmethod
    def _bare_text_is_a_phrase(cls, value: dict[str, dict[str, list[object]]]) -> dict[str, dict[str, list[object]]]:
        return {
            move: {reason: [one for p in phrases for one in _put_together(p)] for reason, phrases in by.items()}
            for move, by in value.items()
        }

    def arcs_for(self, reason: str) -> tuple[Arc, ...]:
        """Return the arcs of a reason: its own ones, else those for any."""
        return self.arcs.get(reason) or self.arcs["any"]

    def phrases(self, move: str, reason: str) -> tuple[Phrase, ...]:
        """Return all wordings of a move for a reason; empty when the bank has none."""
        by_reason = self.moves.get(move, {})
        return by_reason.get(reason, ()) + by_reason.get("any", ())


def _put_together(written: object) -> list[object]:
    """Return the phrases that an entry of the file stands for: itself, or every way to put its pieces together."""
    if isinstance(written, str):
        return [{"say": written}]
    if not isinstance(written, dict) or "with" not in written:
        return [written]
    names = list(written["with"])
    pieces = [[one if isinstance(one, dict) else {"say": one} for one in written["with"][name]] for name in names]
    found: list[object] = []
    for chosen in itertools.product(*pieces):
        say = str(written["say"])
        for name, piece in zip(names, chosen, strict=True):
            say = say.replace(f"{{{name}}}", str(piece["say"]))
        conditions = [*written.get("if", ()), *(condition for piece in chosen for condition in piece.get("if", ()))]
        found.append({"say": say, "if": tuple(dict.fromkeys(conditions))})
    return found


class Bank(Record):
    """One language's phrases."""

    id: str
    version: int
    language: Language
    digest: str
    channels: dict[Channel, ChannelBank]
    why_now: dict[ReasonKind, tuple[Phrase, ...]]
    """A sentence per reason for the people who review the message: the first that the evidence allows."""

    @field_validator("why_now", mode="before")
    @classmethod
    def _one_sentence_or_several(cls, value: dict[str, object]) -> dict[str, list[object]]:
        several = {reason: found if isinstance(found, list) else [found] for reason, found in value.items()}
        return {reason: [{"say": p} if isinstance(p, str) else p for p in found] for reason, found in several.items()}

    @property
    def label(self) -> str:
        """Return `id@version-hash`, recorded with every message."""
        return f"{self.id}@{self.version}-{self.digest}"


@cache
def load_bank(language: Language) -> Bank:
    """Read the bank of a language from the package's data."""
    raw = resources.files("agent.offline").joinpath("phrases", f"{language}.yaml").read_bytes()
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load(raw, Loader=loader)
    return Bank(**content, digest=hashlib.sha256(raw).hexdigest()[:8])
