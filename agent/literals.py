"""Facts that a model spelled out although it was told to use slots: an exact one becomes the slot it should have been.

Only amounts, percentages, days and codes, and only when one subject's evidence has exactly that value in that role.
Everything else stays as written, for the guard to find.
"""

from __future__ import annotations

from guard.claims import Claim, extract
from guard.errors import SlotError
from guard.facts import Fact, Facts
from guard.matching import covers, match
from guard.slots import Slot, parse
from shop.evidence import EvidenceSet
from shop.types import Draft

_KINDS = frozenset({"money", "percent", "date", "code"})
"""Numbers are left out: their unit may stand in the prose, and the slot would say it again."""


def with_slots(draft: Draft, evidence: EvidenceSet) -> Draft:
    """Return `draft` with exact literal facts turned into slots."""
    facts = Facts(evidence)
    named = {
        part: _with_slots(getattr(draft, part), facts)
        for part in ("subject", "preheader", "greeting", "cta", "signoff")
    }
    return draft.model_copy(update={**named, "body": tuple(_with_slots(text, facts) for text in draft.body)})


def _with_slots(text: str, facts: Facts) -> str:
    prose = _without_slots(text)
    quoted = covers(prose, facts)
    limit = len(text)
    for claim in sorted(extract(prose), key=lambda found: (found.start, found.end), reverse=True):
        slot = _slot_for(claim, facts)
        inside = any(start <= claim.start and claim.end <= end for start, end in quoted)
        if slot and claim.end <= limit and not inside and prose[claim.start : claim.end] == claim.text:
            text = f"{text[: claim.start]}{slot}{text[claim.end :]}"
            limit = claim.start
    return text


def _slot_for(claim: Claim, facts: Facts) -> str:
    """Return the slot that states the claim, nothing when none or several subjects could have been meant."""
    if claim.kind not in _KINDS:
        return ""
    proofs: tuple[Fact, ...] = match(claim, facts).proofs
    goods = {fact.id for fact in proofs if fact.id[0] == "P"}
    return proofs[0].slot if proofs and len(goods) <= 1 and proofs[0].field != "as_of" else ""


def _without_slots(text: str) -> str:
    """Return `text` with blanks for its slots, so that places stay the same; malformed slots are left to the guard."""
    try:
        pieces = parse(text)
    except SlotError:
        return ""
    return "".join(" " * (piece.end - piece.start) if isinstance(piece, Slot) else piece.text for piece in pieces)
