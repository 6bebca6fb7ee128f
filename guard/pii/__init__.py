"""Personal data in free text: finding it, and taking it out so that it can be put back.

find.py      e-mail, phone, cards, bank accounts, identity numbers, addresses, IP addresses, known names
numbers.py   the check digits of cards, IBANs and identity numbers
tokens.py    a customer's own words with tokens instead of personal data, reversible in that conversation only

What is found is a place and a kind; nothing here knows whose data it is.
"""

from guard.pii.find import KINDS, Pii, find
from guard.pii.tokens import Tokens

__all__ = ["KINDS", "Pii", "Tokens", "find"]
