"""Criteria 1 and 2: the message is about this person and this product, and has exactly one reason to come now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from guard.style.model import Criterion, every
from guard.style.texts import Copy, slots_of, units

NO_ANCHOR = frozenset(
    {"name", "short_name", "first_name", "nick", "price", "from_price", "list_price", "reference_price"}
    | {"staff_name", "brand", "code"}
)
"""Fields that every message to everybody has: they anchor nothing."""
ABOUT = frozenset("WPCDOR")
"""Kinds of evidence that are about this person or this product."""
LEAST_CHANGED = 0.25


def anchored(copies: Sequence[Copy]) -> Criterion:
    """A slot about this person or product, neither name nor price, stands in the first two sentences."""
    return every(1, "anchored in the first two sentences", "every message", len(copies), _not_anchored(copies))


def _not_anchored(copies: Sequence[Copy]) -> Iterator[str]:
    for copy in copies:
        slots = [slot for sentence in copy.raw_sentences[:2] for slot in slots_of(sentence)]
        if not any(id_[0] in ABOUT and field not in NO_ANCHOR for id_, field in slots):
            yield copy.id


def personal(copies: Sequence[Copy]) -> Criterion:
    """The neighbour's body, made from another customer's evidence, has at least a quarter of other words."""
    wanted = f"at least {LEAST_CHANGED:.0%} of the words differ from the next message"
    broken = [one.id for one, other in pairwise(copies) if _changed(one, other) < LEAST_CHANGED]
    return every(1, "another customer's evidence changes the body", wanted, max(len(copies) - 1, 0), broken)


def _changed(one: Copy, other: Copy) -> float:
    own, theirs = Counter(units(one.filled, one.language)), Counter(units(other.filled, other.language))
    return sum((own - theirs).values()) / max(sum(own.values()), 1)


def one_reason(copies: Sequence[Copy]) -> Criterion:
    """The message states one reason for writing now, proven by evidence, and speaks of no second one."""
    return every(2, "exactly one reason to write now", "every message", len(copies), _reasons(copies))


def _reasons(copies: Sequence[Copy]) -> Iterator[str]:
    for copy in copies:
        spoken = {id_ for id_, _ in copy.body_slots if id_.startswith("W")}
        if not copy.message.why_now.text or not copy.message.why_now.evidence or len(spoken) > 1:
            yield copy.id
