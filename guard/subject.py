"""What is checked: a text in parts, what it may rest on, and under whose rules."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from guard.envelope import Envelope
from shop.evidence import EvidenceSet
from shop.record import Record
from shop.types import BrandBook, Draft

Mode = Literal["filled", "slots"]


class Subject(Record):
    """One message as the guard sees it.

    Mode `filled`: `parts` is the text a reader sees; literals are allowed and matched with the evidence.
    Mode `slots`: the text was written with slots, so a literal hard fact is itself a finding. With a `draft`, `parts`
    are its filled parts; without one, `parts` are the slotted texts and the guard fills them itself.
    """

    parts: dict[str, str]
    """Text by part: subject, preheader, greeting, body.1 …, cta, signoff; or just `text`."""
    evidence: EvidenceSet
    draft: Draft | None = None
    slot_spans: tuple[tuple[str, int, int, str, str], ...] = ()
    """Where values stand: (part, start, end, evidence id, field), as guard.fill returns them."""
    channel: str = ""
    """Empty when unknown: only rules for every channel run."""
    language: str = ""
    """Declared language; empty means what the text looks like."""
    locale: str = "en_US"
    jurisdiction: str = ""
    """Of the recipient. Empty when unknown: only rules of every jurisdiction run."""
    shop_jurisdiction: str = ""
    """Of the shop, for the rules that follow whoever advertises."""
    by_model: bool = False
    """True when a language model wrote the text."""
    envelope: Envelope | None = None
    """The e-mail as it goes out. None: not put together yet; the rules about header fields and HTML do not run."""
    mode: Mode = "filled"
    brand: BrandBook | None = None
    allowed_hosts: frozenset[str] = Field(default_factory=frozenset)
    raw: dict[str, str] = Field(default_factory=dict)
    """The slotted texts behind `parts` in mode `slots` when there is no draft; set by the guard."""
    text: str | None = None
    """The whole message as its recipient reads it, footer included. None: not laid out yet; the rules about the
    whole message (signature, opt-out, address, length of an SMS) then do not run and are not in the verdict."""
