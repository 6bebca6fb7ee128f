"""From a brief to what a model is asked. Evidence about the shop and its goods goes in with values; what is personal
(the customer, postal and opt-out addresses, staff, reviewers) goes in as field names only."""

from __future__ import annotations

import json
import re

from agent.llm.engine import DraftRequest
from guard.repair import repair_text
from prompts.render import render
from shop.evidence import Evidence, EvidenceSet
from shop.types import Verdict
from tools.message_brief import MessageBrief

SHOWN_KINDS = frozenset("POQWRKXB")
"""First letters of evidence whose values a model may see."""
NAMES_ONLY = frozenset({("R", "author"), ("B", "signature")})
"""Fields of those kinds that hold a person's name."""
UNSPEAKABLE = frozenset({"unsubscribe", "address", "link", "url", "sign"})
"""Fields that the shop puts in itself; a writer has no use for them."""


def request_for(brief: MessageBrief) -> DraftRequest:
    """Return the request for a first draft of `brief`."""
    prompt = render("message", brief.language, _values(brief))
    return DraftRequest(prompt_id=prompt.id, channel=brief.channel, system=prompt.system, user=prompt.user)


def repair_for(brief: MessageBrief, verdict: Verdict, too_long: str) -> str:
    """Return what a model should change in its draft; findings quote filled text, so personal values are taken out."""
    findings = tuple(
        finding.model_copy(
            update={"claim": _impersonal(brief, finding.claim), "expected": _impersonal(brief, finding.expected)}
        )
        for finding in verdict.findings
    )
    words = repair_text(verdict.model_copy(update={"findings": findings}), brief.language, _speakable(brief))
    return "\n".join(filter(None, (words, too_long)))


def _impersonal(brief: MessageBrief, text: str) -> str:
    """Put the slot back where the value of a hidden field stands, long values first."""
    values = [
        (shown, f"[[{item.id}.{field}]]")
        for item in brief.evidence.evidence
        for field, value in item.fields.items()
        if _hidden(item, field) or field in UNSPEAKABLE
        if (shown := getattr(value, "text", "") or getattr(value, "url", ""))
    ]
    for shown, slot in sorted(values, key=lambda pair: (-len(pair[0]), pair[1])):
        text = re.sub(re.escape(shown), lambda _, slot=slot: slot, text, flags=re.IGNORECASE)  # type: ignore[misc]
    return text


def _speakable(brief: MessageBrief) -> EvidenceSet:
    """Return the evidence without the fields that the shop puts in itself."""
    kept = [
        item.model_copy(update={"fields": {f: v for f, v in item.fields.items() if f not in UNSPEAKABLE}})
        for item in brief.evidence.evidence
    ]
    return EvidenceSet(customer=brief.customer_id, evidence=tuple(kept))


def _values(brief: MessageBrief) -> dict[str, object]:
    evidence = brief.evidence.evidence
    shown = {item.id: fields for item in evidence if (fields := _shown(item))}
    hidden = [f"[[{item.id}.{field}]]" for item in evidence for field in item.fields if _hidden(item, field)]
    values: dict[str, object] = {
        **_voice(brief),
        "channel": brief.channel,
        "reason": brief.reason,
        "evidence": json.dumps(shown, ensure_ascii=False, sort_keys=True),
        "personal_fields": " ".join(sorted(hidden)),
        "product_name_slot": _name_slot(brief),
    }
    if brief.language == "zh":
        values["address"] = (brief.brand.address if brief.brand else "") or "您"
    return values


def _voice(brief: MessageBrief) -> dict[str, object]:
    book = brief.brand
    plain = "平实，具体，有人情味。" if brief.language == "zh" else "Plain, concrete and friendly."
    return {
        "brand": book.brand if book else ("本店" if brief.language == "zh" else "the shop"),
        "voice": (book.voice if book else "") or plain,
        "preferred": list(book.preferred) if book else [],
        "banned": list(book.banned) if book else [],
    }


def _shown(item: Evidence) -> dict[str, object]:
    if item.id[0] not in SHOWN_KINDS:
        return {}
    return {
        field: value.model_dump(mode="json")
        for field, value in item.fields.items()
        if field not in UNSPEAKABLE and (item.id[0], field) not in NAMES_ONLY
    }


def _hidden(item: Evidence, field: str) -> bool:
    personal = item.id[0] not in SHOWN_KINDS or (item.id[0], field) in NAMES_ONLY
    return personal and field not in UNSPEAKABLE


def _name_slot(brief: MessageBrief) -> str:
    product = brief.evidence.get("P1")
    if product is None:
        return "[[S.name]]"
    return "[[P1.short_name]]" if "short_name" in product.fields else "[[P1.name]]"
