"""Why to write to a person now: one small file per kind, each a question to the store, none of them a guess.

A reason exists only when every fact it carries is in the store. Dates are calendar days in the shop's zone.
"""

from shop.reasons.collect import find, reasons, who

__all__ = ["find", "reasons", "who"]
