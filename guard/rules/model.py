"""The form of a rule and of what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from pydantic import Field

from guard.jurisdictions import laws_of
from guard.reading import Judged, Part, Reading
from guard.subject import Subject
from shop.record import Record
from shop.types import Finding
from shop.types.message import Severity


class Found(NamedTuple):
    """One breach: the words, what was expected, and where (a part and [start, end) in it).

    `expected` names slots where a value of the evidence belongs there.
    """

    claim: str
    expected: str = ""
    part: str = "text"
    span: tuple[int, int] = (0, 0)


Checker = Callable[[Reading], Iterator[Found]]


class Phrases(Record):
    """Words that a rule finds, as data: patterns by language over lower-case text in half-width form.

    `hints` are in every text that has one. `unless` are places that only look like it, `unless_anywhere` words that
    make it right wherever they stand. `parts` limits where to look. `proven`: not found where the evidence says it.
    `unless_kinds`: letters of evidence ids that make it right. `negated`: found after a no as well.
    """

    hints: tuple[str, ...]
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unless_anywhere: tuple[str, ...] = ()
    unless_kinds: str = ""
    parts: tuple[str, ...] = ()
    proven: bool = False
    negated: bool = False
    expected: str


class Rule(Record):
    """A rule as data. Empty `jurisdictions`, `channels` or `languages` mean all.

    `whole` asks for the laid-out text, `envelope` for the e-mail as it goes out, `by_model` for a model's text.
    `follows` says whose jurisdiction counts. `adds` is True where a finding lacks
    something rather than says something wrong. `overlaps` are rules that rightly find the same words, `advice` is what
    to do, by language.
    """

    id: str
    title: str
    severity: Severity
    source: str
    since: str
    jurisdictions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    whole: bool = False
    envelope: bool = False
    by_model: bool = False
    follows: Literal["recipient", "shop", "either"] = "recipient"
    overlaps: tuple[str, ...] = ()
    adds: bool = False
    advice: dict[str, str] = Field(default_factory=dict)
    phrases: Phrases | None = None
    level: Literal["message", "recipient"] = "message"

    def applies(self, reading: Reading) -> bool:
        """Return whether the rule runs for this subject."""
        subject = reading.subject
        return (
            self._in_force(subject)
            and (not self.channels or subject.channel in self.channels)
            and (not self.modes or subject.mode in self.modes)
            and (not self.whole or subject.text is not None)
            and (not self.envelope or subject.envelope is not None)
            and (not self.by_model or subject.by_model)
            and (not self.languages or reading.language in self.languages)
        )

    def _in_force(self, subject: Subject) -> bool:
        if not self.jurisdictions:
            return True
        laws = laws_of(subject.jurisdiction) if self.follows != "shop" else frozenset[str]()
        if self.follows != "recipient":
            laws |= laws_of(subject.shop_jurisdiction)
        return not laws.isdisjoint(self.jurisdictions)

    def finding(self, found: Found) -> Finding:
        """Return what was found, under this rule's name and severity."""
        return Finding(
            rule=self.id,
            severity=self.severity,
            claim=found.claim,
            expected=found.expected,
            span=found.span,
            part=found.part,
        )


def unproven(judged: Judged) -> Found:
    """Return a claim that nothing proves."""
    claim = judged.claim
    return Found(claim.text, judged.match.expected, judged.part.name, (claim.start, claim.end))


def at(part: Part, start: int, end: int, expected: str) -> Found:
    """Return a place in a part."""
    return Found(part.text[start:end], expected, part.name, (start, end))
