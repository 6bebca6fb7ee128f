"""Filling a draft: every slot is replaced once by its formatted evidence; what was filled is never parsed again.

The result is plain text; escaping for HTML belongs to the output that needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from guard.errors import SlotError, Unprintable
from guard.formatting import format_value
from guard.resources import load
from guard.slots import Slot, Text, parse
from shop.evidence import DateTimeValue, Evidence, EvidenceSet, Value
from shop.types import Draft, Finding


class SlotSpan(NamedTuple):
    """Where a value stands in the filled text of `part`: characters [start, end), and the evidence it came from."""

    part: str
    start: int
    end: int
    evidence_id: str
    field: str


class Filled(NamedTuple):
    """A filled draft: text per part (same names as the draft), the spans of all values, and what went wrong.

    A slot that could not be filled stays as it was written and has a finding, so it can never leave unnoticed.
    """

    parts: dict[str, str]
    spans: tuple[SlotSpan, ...]
    findings: tuple[Finding, ...]


def fill_draft(draft: Draft, evidence: EvidenceSet, locale: str, as_of_year: int) -> Filled:
    """Fill all parts of `draft` in one pass for `locale`; dates of `as_of_year` are shown without a year."""
    return fill_parts(draft.parts(), evidence, locale, as_of_year)


def fill_parts(parts: Mapping[str, str], evidence: EvidenceSet, locale: str, as_of_year: int) -> Filled:
    """Fill texts by part name; see fill_draft."""
    texts: dict[str, str] = {}
    spans: list[SlotSpan] = []
    findings: list[Finding] = []
    for part, text in parts.items():
        pen = _Pen(part, evidence, locale, as_of_year)
        texts[part] = pen.write(text)
        spans += pen.spans
        findings += pen.findings
    return Filled(texts, tuple(spans), tuple(findings))


def as_of_year(evidence: EvidenceSet) -> int:
    """Return the year of the newest evidence; dates in it are shown without a year."""
    return max((item.as_of.year for item in evidence.evidence), default=0)


def neutral_greetings() -> frozenset[str]:
    """Return the words that may stand in place of a name, in lower case, of all languages."""
    return _neutral()


def slot_value(item: Evidence, field: str) -> Value | None:
    """Return a field's value; `as_of` is the moment of the evidence itself unless a field has that name."""
    if field == "as_of" and field not in item.fields:
        return DateTimeValue(datetime=item.as_of.replace(hour=0, minute=0, second=0, microsecond=0))
    return item.fields.get(field)


@cache
def _neutral() -> frozenset[str]:
    return frozenset(word.lower() for words in load("data/greetings.yaml")["neutral"].values() for word in words)


class _Pen:
    """Writes one part: keeps the output, its spans and findings together."""

    def __init__(self, part: str, evidence: EvidenceSet, locale: str, as_of_year: int) -> None:
        self.part = part
        self.evidence = evidence
        self.locale = locale
        self.as_of_year = as_of_year
        self.out: list[str] = []
        self.length = 0
        self.spans: list[SlotSpan] = []
        self.findings: list[Finding] = []

    def write(self, text: str) -> str:
        try:
            pieces = parse(text)
        except SlotError as error:
            at = (error.position, min(len(text), error.position + 40))
            self._report("slots.syntax", text[slice(*at)], error.hint, at)
            return text
        for piece in pieces:
            if isinstance(piece, Text):
                self._append(piece.text)
            else:
                self._fill(piece, text[piece.start : piece.end])
        return "".join(self.out)

    def _fill(self, slot: Slot, written: str) -> None:
        at = (slot.start, slot.end)
        if slot.fallback is not None and not _may_fall_back(slot):
            self._report("slots.fallback", written, "a neutral greeting in place of a name, or no fallback", at)
            self._append(written)
            return
        item = self.evidence.get(slot.id)
        value = slot_value(item, slot.field) if item else None
        shown = self._shown(slot, value, at)
        if shown:
            start = self._append(shown)
            self.spans.append(SlotSpan(self.part, start, start + len(shown), slot.id, slot.field))
        elif value is None and slot.fallback is not None:
            self._append(slot.fallback.strip())
        else:
            if value is None:
                self._report("slots.unknown", written, self._known(item), at)
            self._append(written)

    def _shown(self, slot: Slot, value: Value | None, at: tuple[int, int]) -> str:
        if value is None:
            return ""
        try:
            shown = format_value(value, slot.field, self.locale, self.as_of_year)
        except Unprintable as error:
            self._report("slots.unprintable", slot.name, str(error), at)
            return ""
        if not shown:
            self._report("slots.unprintable", slot.name, "a value that is not empty", at)
        return shown

    def _known(self, item: Evidence | None) -> str:
        if item is None:
            return f"one of: {', '.join(known.id for known in self.evidence.evidence)}"
        return f"{item.id} has: {', '.join(item.fields)}"

    def _append(self, text: str) -> int:
        """Add text, keeping brackets of neighbouring pieces apart; return where it starts."""
        if self.out and text and self.out[-1][-1:] == text[0] and text[0] in "[]":
            self.out.append(" ")
            self.length += 1
        start = self.length
        if text:
            self.out.append(text)
            self.length += len(text)
        return start

    def _report(self, rule: str, claim: str, expected: str, span: tuple[int, int]) -> None:
        self.findings.append(
            Finding(rule=rule, severity="block", claim=claim, expected=expected, span=span, part=self.part)
        )


def _may_fall_back(slot: Slot) -> bool:
    names = load("data/greetings.yaml")["name_fields"]
    fallback = (slot.fallback or "").strip().lower()
    return slot.id[0] == "C" and slot.field in names and fallback in _neutral()
