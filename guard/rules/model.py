"""The form of a rule and of what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from guard.reading import Judged, Part, Reading
from shop.record import Record
from shop.types import Finding
from shop.types.message import Severity


class Found(NamedTuple):
    """One breach: the words, what was expected, and where (a part and [start, end) in it)."""

    claim: str
    expected: str = ""
    part: str = "text"
    span: tuple[int, int] = (0, 0)


Checker = Callable[[Reading], Iterator[Found]]


class Rule(Record):
    """A rule as data. Empty `jurisdictions`, `channels` or `languages` mean all; `whole` asks for the laid-out text."""

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
    good: tuple[dict[str, Any], ...]
    bad: tuple[dict[str, Any], ...]

    def applies(self, reading: Reading) -> bool:
        """Return whether the rule runs for this subject."""
        subject = reading.subject
        return (
            (not self.jurisdictions or subject.jurisdiction in self.jurisdictions)
            and (not self.channels or subject.channel in self.channels)
            and (not self.modes or subject.mode in self.modes)
            and (not self.whole or subject.text is not None)
            and (not self.languages or reading.language in self.languages)
        )

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
