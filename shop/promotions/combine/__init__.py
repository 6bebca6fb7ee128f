"""Which promotions are applied together, and in which order: the best permitted combination, or by priority."""

from shop.promotions.combine.best import best
from shop.promotions.combine.chain import Chain, Solution, start
from shop.promotions.combine.company import Company
from shop.promotions.combine.hit import Hit, Refused, State, hit
from shop.promotions.combine.plan import Plan, plan_of
from shop.promotions.combine.sequence import in_sequence
from shop.promotions.combine.turn import turn

__all__ = [
    "Chain",
    "Company",
    "Hit",
    "Plan",
    "Refused",
    "Solution",
    "State",
    "best",
    "hit",
    "in_sequence",
    "plan_of",
    "start",
    "turn",
]
