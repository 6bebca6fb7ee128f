"""Typed claims in a text, English and Chinese: amounts, percentages, days, codes, addresses, stock, gifts, numbers.

Does not know what is true; guard.matching does.
"""

from guard.claims.extract import extract
from guard.claims.model import Claim, Day

__all__ = ["Claim", "Day", "extract"]
