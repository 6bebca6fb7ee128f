"""What conditions are judged by, and the four answers they may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from shop.promotions.context import OfferContext
from shop.promotions.ground import Ground
from shop.promotions.reasons import WhyNot

State = Literal["yes", "no", "unknown", "open"]
"""`unknown`: a fact is not there, so the condition does not hold, nor does its opposite. `open`: it depends on what is
not looked at yet: the basket, or what other promotions leave of it."""


class Verdict(NamedTuple):
    """An answer, and what speaks against it."""

    state: State
    reasons: tuple[WhyNot, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the condition holds."""
        return self.state == "yes"

    @property
    def fails(self) -> bool:
        """Whether it certainly does not hold."""
        return self.state in ("no", "unknown")


YES = Verdict("yes")
OPEN = Verdict("open")


@dataclass(frozen=True, slots=True)
class Facts:
    """A customer at a moment; with a basket where `ground` is given, and what promotions left of it in `left`.

    `measure` says which amounts a condition is checked on that leaves it to the promotion's policy.
    """

    context: OfferContext
    ground: Ground | None = None
    left: Sequence[int] | None = None
    measure: Literal["original", "left"] = "original"


def answer(held: bool, reason: WhyNot) -> Verdict:
    """Return yes, or no for this reason."""
    return YES if held else Verdict("no", (reason,))
