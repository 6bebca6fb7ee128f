"""Claims in words alone must be said by the evidence: one rule per class of data/worded.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from guard.claims import worded
from guard.claims.worded import WordedClaim
from guard.reading import Part, Reading, sentence_around
from guard.rules import actors, values
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
_SAID_ONLY = ("comparison", "delivery", "payment")
"""Classes whose words are also names of fields (price, days, last): only a text that says them proves them."""
SOON = 3
"""Days before an end from which on it may be called soon."""


def _claimed(kind: str, reading: Reading) -> Iterator[Found]:
    if kind == "urgency" and _ends_soon(reading):
        return
    for part, claim in reading.worded.get(kind, ()):
        known = reading.said if kind in _SAID_ONLY else reading.vocabulary
        if part.is_covered(claim.start, claim.end) or known.says(claim.words):
            continue
        if _is_proven(kind, part, claim, reading):
            continue
        yield at(part, claim.start, claim.end, _EXPECTED[kind])


def _figured(part: Part, claim: WordedClaim, reading: Reading) -> bool:
    """Return whether the sentence gives the proven amount by which it is cheaper than it was."""
    first, last = sentence_around(part.plain, claim.start, claim.end)
    return any(
        judged.part is part and first <= judged.claim.start < last and judged.claim.role == "reduction"
        and any(fact.id[0] == "W" for fact in judged.match.proofs)
        for judged in reading.of("money")
    )  # fmt: skip


def _is_proven(kind: str, part: Part, claim: WordedClaim, reading: Reading) -> bool:
    """Return whether a field of the evidence is about just this: a warranty covers, a count of joint buyers pairs."""
    known = reading.vocabulary
    if kind in ("value", "comparison") and _figured(part, claim, reading):
        return True
    if kind == "guarantee" and "cover" in claim.words:
        return bool({"warranti", "guarante"} & known.stems or {"保修", "质保"} & known.pairs)
    return kind == "pairing" and any(fact.field in actors.TOGETHER for fact in reading.facts.all)


def _ends_soon(reading: Reading) -> bool:
    today = reading.facts.today
    ends = (fact.value for fact in reading.facts.of("date") if fact.role == "deadline" and fact.id[0] == "O")
    return any(0 <= (end - today).days <= SOON for end in ends)  # type: ignore[operator, union-attr]


def checks() -> dict[str, Checker]:
    """Return the check of every class by the id of its rule."""
    found: dict[str, Checker] = {f"words.{kind}": partial(_claimed, kind) for kind in worded.kinds()}
    found["words.history"] = partial(_also, found["words.history"], actors.reader)
    found["words.attribute"] = partial(
        _also, partial(_also, found["words.attribute"], values.other_value), values.denied_value
    )
    found["words.popularity"] = partial(_also, found["words.popularity"], actors.others)
    return found


def _also(first: Checker, second: Checker, reading: Reading) -> Iterator[Found]:
    yield from first(reading)
    yield from second(reading)
