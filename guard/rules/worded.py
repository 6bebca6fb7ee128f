"""Claims in words alone must be said by the evidence: one rule per class of data/worded.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from guard.claims import worded
from guard.reading import Reading
from guard.rules.model import Checker, Found, at

_EXPECTED = {
    "guarantee": "a promise that a policy in the evidence makes",
    "efficacy": "no effect on body or health that the evidence does not state",
    "popularity": "no popularity, award or endorsement that the evidence does not state",
    "urgency": "no hurry that an end date in the evidence does not give",
    "value": "no comparison of prices that the evidence does not state",
    "delivery": "only times and costs of delivery that a policy states",
    "payment": "only ways to pay that the evidence states",
    "policy": "only returns and refunds that a policy states",
    "history": "only what the evidence says this customer did",
    "sensitive": "nothing about health, faith, family, age or money of the reader",
    "pairing": "only products that the evidence brings together",
    "comparison": "no comparison with others that the evidence does not state",
    "attribute": "only colours, materials and ingredients that the evidence states",
    "sourcing": "only origin, material and features that the evidence states",
}
_TOGETHER = ("bought_together", "together", "buyers", "customers")
SOON = 3
"""Days before an end from which on it may be called soon."""


def _claimed(kind: str, reading: Reading) -> Iterator[Found]:
    if kind == "urgency" and _ends_soon(reading):
        return
    for part, claim in reading.worded.get(kind, ()):
        if part.is_covered(claim.start, claim.end) or reading.vocabulary.says(claim.words):
            continue
        if _is_proven(kind, claim.words, reading):
            continue
        yield at(part, claim.start, claim.end, _EXPECTED[kind])


def _is_proven(kind: str, words: str, reading: Reading) -> bool:
    """Return whether a field of the evidence is about just this: a warranty covers, a count of joint buyers pairs."""
    known = reading.vocabulary
    if kind == "guarantee" and "cover" in words:
        return bool({"warranti", "guarante"} & known.stems or {"保修", "质保"} & known.pairs)
    return kind == "pairing" and any(fact.field in _TOGETHER for fact in reading.facts.all)


def _ends_soon(reading: Reading) -> bool:
    today = reading.facts.today
    ends = (fact.value for fact in reading.facts.of("date") if fact.role == "deadline" and fact.id[0] == "O")
    return any(0 <= (end - today).days <= SOON for end in ends)  # type: ignore[operator, union-attr]


def checks() -> dict[str, Checker]:
    """Return the check of every class by the id of its rule."""
    return {f"words.{kind}": partial(_claimed, kind) for kind in worded.kinds()}
