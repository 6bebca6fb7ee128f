"""The deterministic writer: observe, help decide, tell the offer once and whole, ask once.

It says nothing that the evidence does not hold, and it is not a language model.
"""

from __future__ import annotations

from collections.abc import Iterator

from agent.offline.arrangement import Arrangement
from agent.offline.bank import Arc, load_bank
from shop.record import Language
from shop.types import Draft
from tools.message_brief import MessageBrief

DROPPED_FIRST = (
    "ease", "companion", "brand", "stock", "policy", "terms", "detail", "review", "suggest", "bought", "price", "offer",
)  # fmt: skip
"""What a message can do without when room is short, in this order. The reason and the ask always stay."""

SHIFTS = 4
"""How many wordings are tried before a move is dropped."""


class OfflineWriter:
    """Writes drafts from the phrase bank of the brief's language."""

    def version(self, language: Language) -> str:
        """Return `id@version-hash` of the phrase bank of a language."""
        return load_bank(language).label

    def write(self, brief: MessageBrief) -> Draft:
        """Return the preferred draft: the longest one of the person's own arc."""
        return next(self.alternatives(brief))

    def alternatives(self, brief: MessageBrief) -> Iterator[Draft]:
        """Yield different drafts, from preferred to shortest: other words first, then fewer moves."""
        arrangement = Arrangement(brief, load_bank(brief.language).channels[brief.channel])
        seen: set[Draft] = set()
        for count in range(len(DROPPED_FIRST) + 1):
            for shift in range(SHIFTS):
                draft = _draft(arrangement, arrangement.arc(shift), frozenset(DROPPED_FIRST[:count]), shift)
                if draft is not None and draft not in seen:
                    seen.add(draft)
                    yield draft

    def why_now(self, brief: MessageBrief) -> str:
        """Return the one reason for writing, in slots, for the people who review the message."""
        bank = load_bank(brief.language)
        arrangement = Arrangement(brief, bank.channels[brief.channel])
        return next((phrase.say for phrase in bank.why_now[brief.reason] if arrangement.allows(phrase)), "")

    def frame(self, brief: MessageBrief) -> tuple[str, str]:
        """Return what stands before and after the copy in plain text, in slots: signature, identity, opt-out."""
        arrangement = Arrangement(brief, load_bank(brief.language).channels[brief.channel])
        return arrangement.say("lead"), arrangement.say("tail")

    def advertising_mark(self, brief: MessageBrief) -> str:
        """Return the word with which a subject must begin under Chinese law, else nothing."""
        if brief.jurisdiction != "CN" or brief.channel != "email":
            return ""
        return Arrangement(brief, load_bank(brief.language).channels["email"]).say("ad_mark")


def _draft(arrangement: Arrangement, arc: Arc, without: frozenset[str], shift: int) -> Draft | None:
    body = [arrangement.paragraph(moves, without, shift) for moves in arc.paragraphs]
    said = tuple(text for text in body if text)
    if not said:
        return None
    if arrangement.brief.channel == "sms":
        return Draft(body=said, arc=arc.name)
    greeting = arrangement.say("greeting", shift)
    if arrangement.brief.channel == "wecom":
        return Draft(greeting=greeting, body=said, arc=arc.name)
    closing = [arrangement.say("signoff", shift), "" if "brand" in without else arrangement.say("brand", shift)]
    return Draft(
        subject=arrangement.say("subject", shift),
        preheader=arrangement.say("preheader", shift),
        greeting=greeting,
        body=said,
        cta=arrangement.say("cta", shift),
        signoff="\n".join(text for text in closing if text),
        arc=arc.name,
    )
