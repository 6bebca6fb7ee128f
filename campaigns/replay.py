"""What a rule would have said about the messages of a run that is over, beside the verdict that was stored then.

Only the rules asked about run again; what the others found then stays as it was. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from pydantic import Field

from guard.check import check
from guard.fill import as_of_year, fill_draft
from guard.rules.model import Rule
from guard.subject import Subject
from render.ai_label import written_by_model
from shop.evidence import EvidenceSet
from shop.record import Record
from shop.types import BrandBook, Finding, Message
from shop.types.message import OUTCOME_ORDER, VerdictOutcome

_OUTCOME_OF: dict[str, VerdictOutcome] = {"warn": "allow", "hold": "hold", "block": "block"}


class Replayed(Record):
    """One message that the rules find something in now, or found something in then.

    `before` is the outcome as stored with the rules `rules`, `after` what it would be with these rules.
    """

    message_id: str
    customer_id: str
    rules: str
    before: VerdictOutcome
    after: VerdictOutcome
    then: tuple[Finding, ...] = ()
    now: tuple[Finding, ...] = ()


class Replay(Record):
    """The outcome of a replay: how many messages were read, and those that the rules hit now or hit then."""

    run: str
    rules: tuple[str, ...]
    messages: int
    newly_hit: int
    no_longer_hit: int
    changed_outcome: int
    hits: tuple[Replayed, ...] = Field(default=())


def replay(
    run: str,
    messages: Sequence[Message],
    rules: Sequence[Rule],
    brand_of: Callable[[str], BrandBook | None],
    allowed_hosts: Iterable[str] = (),
    shop_jurisdiction: str = "",
) -> Replay:
    """Run `rules` over the messages of the run `run`; `brand_of` gives the brand book of a language."""
    hosts = frozenset(allowed_hosts)
    ids = {rule.id for rule in rules}
    found = []
    for message in messages:
        subject = subject_of(message, brand_of(message.language), hosts, shop_jurisdiction)
        verdict = check(subject, by=rules)
        now = tuple(one for one in verdict.findings if one.rule in ids)
        then = tuple(one for one in message.verdict.findings if one.rule in ids)
        if now or then:
            found.append(_replayed(message, ids, then, now, failed=verdict.outcome == "error"))
    return Replay(
        run=run,
        rules=tuple(sorted(ids)),
        messages=len(messages),
        newly_hit=sum(bool(one.now) and not one.then for one in found),
        no_longer_hit=sum(bool(one.then) and not one.now for one in found),
        changed_outcome=sum(one.before != one.after for one in found),
        hits=tuple(found),
    )


def subject_of(
    message: Message, brand: BrandBook | None, allowed_hosts: frozenset[str], shop_jurisdiction: str
) -> Subject:
    """Return what the guard looked at when the message was composed: its draft filled again from its own evidence."""
    evidence = EvidenceSet(customer=message.customer_id, evidence=message.evidence)
    filled = fill_draft(message.draft, evidence, message.locale, as_of_year(evidence))
    return Subject(
        parts=filled.parts,
        evidence=evidence,
        draft=message.draft,
        slot_spans=tuple(map(tuple, filled.spans)),
        channel=message.channel,
        language=message.language,
        locale=message.locale,
        jurisdiction=message.jurisdiction,
        shop_jurisdiction=shop_jurisdiction,
        by_model=written_by_model(message),
        mode="slots",
        brand=brand,
        allowed_hosts=allowed_hosts,
        text=message.copy_.text,
    )


def _replayed(
    message: Message, ids: Collection[str], then: tuple[Finding, ...], now: tuple[Finding, ...], *, failed: bool
) -> Replayed:
    kept = [one for one in message.verdict.findings if one.rule not in ids]
    outcomes: list[VerdictOutcome] = ["allow", *(_OUTCOME_OF[one.severity] for one in (*kept, *now))]
    if failed or (message.verdict.outcome == "error" and _failed_elsewhere(message, ids)):
        outcomes.append("error")
    return Replayed(
        message_id=message.id,
        customer_id=message.customer_id,
        rules=message.verdict.rules,
        before=message.verdict.outcome,
        after=max(outcomes, key=OUTCOME_ORDER.index),
        then=then,
        now=now,
    )


def _failed_elsewhere(message: Message, ids: Collection[str]) -> bool:
    return any(one.note.startswith("error:") and one.rule not in ids for one in message.verdict.checks)
