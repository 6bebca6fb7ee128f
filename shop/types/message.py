"""A message on its way: the draft with slots, the filled copy, the verdict, and the record that is kept."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shop.evidence import Evidence
from shop.record import Channel, Id, Record

VerdictOutcome = Literal["allow", "hold", "block", "error"]
Severity = Literal["block", "hold", "warn"]
OUTCOME_ORDER: tuple[VerdictOutcome, ...] = ("allow", "hold", "block", "error")
"""From best to worst; the worst finding decides."""


class Draft(Record):
    """What a writer writes: prose with `[[slots]]`, never a fact. Every part may be empty where a channel lacks it."""

    subject: str = ""
    preheader: str = ""
    greeting: str = ""
    body: tuple[str, ...] = Field(min_length=1)
    cta: str = ""
    """The label of the one link."""
    signoff: str = ""
    arc: str = ""
    """Name of the order of moves the writer chose; empty for a model's draft."""

    def parts(self) -> dict[str, str]:
        """Return the non-empty parts by name, body paragraphs as body.1, body.2 …, in reading order."""
        body = {f"body.{number}": text for number, text in enumerate(self.body, 1)}
        named = {
            "subject": self.subject, "preheader": self.preheader, "greeting": self.greeting,
            **body, "cta": self.cta, "signoff": self.signoff,
        }  # fmt: skip
        return {name: text for name, text in named.items() if text}


class Finding(Record):
    """One thing the guard found. `span` is [start, end) in characters of the part named by `part`.

    `evidence` names the fields that it was held against, such as P1.price; `suggestion` says what to do about it, in
    the language of the message.
    """

    rule: str
    severity: Severity
    claim: str
    expected: str = ""
    span: tuple[int, int] = (0, 0)
    part: str = "text"
    evidence: tuple[str, ...] = ()
    suggestion: str = ""


class Check(Record):
    """One check that ran and how it ended: what a reader of the gallery sees as a tick or a cross."""

    rule: str
    passed: bool
    note: str = ""


class Verdict(Record):
    """The guard's answer. `checks` names every rule that ran; a rule that raised makes the outcome `error`.

    `rules` is the version of the rules that decided.
    """

    outcome: VerdictOutcome
    rules: str = ""
    findings: tuple[Finding, ...] = ()
    checks: tuple[Check, ...] = ()


class WhyNow(Record):
    """The one reason for writing to this person now, in the reader's language, with its evidence ids."""

    kind: str
    text: str
    evidence: tuple[str, ...] = ()


class ProductBlock(Record):
    """A product as shown beside the copy: everything in it was filled by code from the evidence `evidence_id`."""

    evidence_id: str
    name: str
    price: str
    picture: str = ""
    """`media:FILE` in the home, or an https address; empty when there is none."""
    alt: str = ""
    link: str = ""


class FilledCopy(Record):
    """The draft with every slot filled; same parts as the draft. `link` is where the call to action leads."""

    subject: str = ""
    preheader: str = ""
    greeting: str = ""
    body: tuple[str, ...]
    cta: str = ""
    link: str = ""
    signoff: str = ""
    blocks: tuple[ProductBlock, ...] = ()
    text: str
    """The whole message as plain text, as the recipient of a text channel reads it (footer included)."""


class Message(Record):
    """The record in messages.jsonl: everything needed to show, explain and prove one message."""

    id: Id
    campaign_id: str
    shop_id: str
    customer_id: Id
    channel: Channel
    language: str
    locale: str
    jurisdiction: str
    goal: str
    segment: str
    engine: str
    """`offline` or `openai:MODEL`."""
    writer: str
    """Version of what wrote it: the prompt id, or the phrase bank of the offline engine."""
    fallback: str = ""
    """Why the deterministic writer took over from a model, when it did."""
    why_now: WhyNow
    draft: Draft
    copy_: FilledCopy = Field(alias="copy")
    evidence: tuple[Evidence, ...]
    verdict: Verdict
    as_of: str
    sample: bool = False
