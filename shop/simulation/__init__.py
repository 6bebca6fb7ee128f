"""Promotions tried on past orders before they are launched: what they would have cost, and who would have gained.

A replay: the same people buy the same things as they did. What a promotion changes about that is not in it.
`past.py` reads the orders piece by piece, `sameness.py` says which of them cannot differ in price, `situation.py`
prices one of each kind exactly, `running.py` counts limits in the order of time, `tally.py` adds up.
"""

from shop.simulation.records import CurrencyTotals, GroupGain, PromotionResult, Rival, Simulation, WorstOrder
from shop.simulation.running import simulate
from shop.simulation.terms import Terms

__all__ = [
    "CurrencyTotals", "GroupGain", "PromotionResult", "Rival", "Simulation", "Terms", "WorstOrder", "simulate",
]  # fmt: skip
