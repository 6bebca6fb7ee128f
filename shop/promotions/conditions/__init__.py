"""Whether the conditions of a promotion hold: for a customer alone, or for a customer with a basket."""

from shop.promotions.conditions.facts import Facts, State, Verdict
from shop.promotions.conditions.judge import judge
from shop.promotions.conditions.written import (
    asks_the_person,
    asks_the_profile,
    segments_asked,
    thresholds_asked,
    written,
)

__all__ = [
    "Facts", "State", "Verdict", "asks_the_person", "asks_the_profile", "judge", "segments_asked", "thresholds_asked",
    "written",
]  # fmt: skip
