"""Slots: none may be left in a filled text, and in slotted copy no hard fact may stand outside of one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.claims import Claim, extract
from guard.claims.model import Day
from guard.claims.normal import normal
from guard.cleaning import is_hidden, shows_all
from guard.errors import SlotError
from guard.matching import covers, match
from guard.reading import Reading
from guard.rules.model import Found, at
from guard.slots import Slot, parse

_LEFT = re.compile(
    r"\[\[.{0,60}|\]\]|\{\{.{0,60}|\{%.{0,40}|%[A-Z_]{3,30}%|\$\{.{0,40}"
    r"|\{[a-z][a-z_.]{1,30}\}|\*\|[A-Za-z_:]{2,30}\|\*|<<[\w ]{2,30}>>"
    r"|(?:None|nan|NaN|null|undefined|NaT|TODO|TBD|Lorem ipsum)(?![A-Za-z])"
)
_HINTS = ("[[", "]]", "{", "%", "*|", "<<", "None", "nan", "NaN", "null", "undefined", "NaT", "TODO", "TBD", "Lorem")
# "None of these" is English; "None" where a value was meant is not followed by such a word.
_PLAIN_NONE = re.compile(r"None (?:of|too|other|taken|the)(?![A-Za-z])")
_JOINERS = {"\u200d", "\ufe0f"}


def unfilled(reading: Reading) -> Iterator[Found]:
    """Slot marks, template marks and the names of missing values."""
    for part in reading.parts:
        if not any(hint in part.text for hint in _HINTS):
            continue
        for found in _LEFT.finditer(part.text):
            start, end = found.span()
            if not _is_word(part.text, start) and not part.is_covered(start, end):
                yield at(part, start, end, "a value from the evidence")


def hidden(reading: Reading) -> Iterator[Found]:
    """Characters that a reader does not see: they can hide a word from a check, or turn its direction."""
    for part in reading.parts:
        if shows_all(part.text):
            continue
        for place, char in enumerate(part.text):
            if char not in "\n\t\r" and char not in _JOINERS and is_hidden(char):
                yield Found(f"U+{ord(char):04X}", "only visible characters", part.name, (place, place + 1))


def literal(reading: Reading) -> Iterator[Found]:
    """Hard facts that a writer wrote out instead of a slot; names that stand in the evidence may be written."""
    subject = reading.subject
    for name, text in (subject.draft.parts() if subject.draft else subject.raw).items():
        prose = _without_slots(text)
        covered = covers(normal(prose), reading.facts)
        for claim in extract(prose):
            if _is_hard(claim) and not any(first <= claim.start and claim.end <= last for first, last in covered):
                proofs = match(claim, reading.facts).proofs
                expected = f"the slot {proofs[0].slot}" if proofs else "no such fact, or a slot that states it"
                yield Found(claim.text, expected, name, (claim.start, claim.end))


def _is_word(text: str, start: int) -> bool:
    """Whether it is English: the end of a longer word, or "None of these"."""
    return (text[start].isalpha() and text[start - 1 : start].isalpha()) or bool(_PLAIN_NONE.match(text, start))


def _is_hard(claim: Claim) -> bool:
    if claim.kind in ("stock", "free"):
        return not isinstance(claim.value, str)
    return not (isinstance(claim.value, Day) and claim.value.offset is not None)


def _without_slots(text: str) -> str:
    """Return `text` with blanks for its slots, so that places stay; as it is when its slots cannot be read."""
    try:
        pieces = parse(text)
    except SlotError:
        return text
    return "".join(" " * (piece.end - piece.start) if isinstance(piece, Slot) else piece.text for piece in pieces)
