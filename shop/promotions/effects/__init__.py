"""What effects take off: each compiled once for a basket, then asked for every combination that is tried."""

from shop.promotions.effects.compiled import Compiled, compiled, lowest_threshold
from shop.promotions.effects.move import Amounts, Missed, Move

__all__ = ["Amounts", "Compiled", "Missed", "Move", "compiled", "lowest_threshold"]
