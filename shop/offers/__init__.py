"""What is offered to whom: among the promotions that a customer may have, and no offer at all, what earns most.

For every candidate the response is predicted from past outcomes (`response`, `outcomes`), multiplied by the margin that
is left, and compared with no offer (`candidates`); the shop's published rules (`OfferRules`), the caps of the segments'
treatments (`segments`) and everything that is limited (`allocation`, `ledger`) decide what is open (`choosing`).
Nothing here depends on chance or on the order of customers. Only what a message can say in full is ever offered.
"""

from shop.offers.allocation import Allocation, Draw, Option, allocate
from shop.offers.choosing import choose_offers, decide
from shop.offers.ledger import Headroom, Ledger, NothingKept, Wanted
from shop.offers.offer import Candidate, Choice, Offer, OfferRequest

__all__ = [
    "Allocation",
    "Candidate",
    "Choice",
    "Draw",
    "Headroom",
    "Ledger",
    "NothingKept",
    "Offer",
    "OfferRequest",
    "Option",
    "Wanted",
    "allocate",
    "choose_offers",
    "decide",
]
