"""Criterion 9: an offer is told whole, in one place, once; a message without one does not speak of discounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guard.style.data import pattern
from guard.style.model import Criterion, every
from guard.style.texts import Copy, slots_of

WHOLE = ("threshold", "ceiling", "code", "ends", "exclusions")
"""What must stand beside the amount of an offer wherever the evidence has it."""
AMOUNT = frozenset({"reduction", "fixed_price", "gift", "per_step", "total", "name"})


def whole_offers(copies: Sequence[Copy]) -> list[Criterion]:
    """Return both halves of the criterion, each over the messages that it concerns."""
    with_offer = [copy for copy in copies if any(id_.startswith("O") for id_, _ in copy.body_slots)]
    without = [copy for copy in copies if not any(id_.startswith("O") for id_ in copy.fields)]
    return [
        every(9, "the offer whole, in one paragraph, once", "every offer", len(with_offer), _broken(with_offer)),
        every(9, "no discount words without an offer", "every other message", len(without), _boasting(without)),
    ]


def _broken(copies: Sequence[Copy]) -> Iterator[str]:
    for copy in copies:
        told = [frozenset(slots_of(paragraph)) for paragraph in copy.draft.body]
        for id_ in sorted({id_ for slots in told for id_, _ in slots if id_.startswith("O")}):
            places = [slots for slots in told if any((id_, field) in slots for field in AMOUNT)]
            needed = {(id_, field) for field in WHOLE if field in copy.fields.get(id_, frozenset())}
            if len(places) > 1 or not any(needed <= slots for slots in places or told):
                yield copy.id
                break


def _boasting(copies: Sequence[Copy]) -> Iterator[str]:
    for copy in copies:
        if pattern(copy.language, "discount_words").search(copy.body):
            yield copy.id
