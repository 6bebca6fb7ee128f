"""How many will order: rates from past outcomes, drawn towards what is known of more people where there are few.

The share that orders is taken as Beta distributed. With a prior of mean m that weighs as much as K people, s orders of
n make its mean (s + K m) / (n + K): the posterior mean of the beta-binomial model (Gelman et al., Bayesian Data
Analysis, 3rd ed., section 2.4). Each level is the prior of the next one:

    overall without an offer  ←  the shop's assumed response (OfferRules.response, an own default)
    segment without an offer  ←  overall without an offer
    overall with an offer     ←  overall without an offer x OfferRules.lift (an own default)
    segment with an offer     ←  segment without an offer x what offers did overall
    this promotion            ←  segment with an offer
    a claimed code            ←  segment with an offer, by how many codes of its pool that belong to somebody were used

With no outcomes at all the answer is the assumption, and its `basis` says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

PRIOR_PEOPLE = 50
"""K: fewer people than this are outweighed by what is known of more of them."""
_PLACES = Decimal("0.000001")

Basis = Literal["assumed", "outcomes", "codes"]


class Tries(NamedTuple):
    """So many were written to (or hold a code), and so many of them ordered (or used it)."""

    n: int = 0
    s: int = 0

    def plus(self, other: Tries) -> Tries:
        """Return both together."""
        return Tries(self.n + other.n, self.s + other.s)


class Response(NamedTuple):
    """The share that is expected to order, rounded down to six places; `tries` is the nearest that was measured."""

    rate: Decimal
    basis: Basis
    tries: Tries = Tries()


class Past(NamedTuple):
    """What came of past messages, without and with an offer: by segment ("" for nobody's), by promotion, and by pool.

    `randomised`: counted only in campaigns that sent both, so that the difference is not that of their audiences.
    """

    without: Mapping[str, Tries]
    with_offer: Mapping[str, Tries]
    by_promotion: Mapping[str, Tries]
    by_pool: Mapping[str, Tries]
    randomised: bool = False


class Rates:
    """The expected responses of one shop at one moment."""

    def __init__(self, past: Past, assumed: Decimal, lift: Decimal) -> None:
        self._past = past
        self._none = _all(past.without)
        self._offers = _all(past.with_offer)
        self._without = shrunk(self._none, Fraction(assumed))
        self._with = shrunk(self._offers, min(Fraction(1), self._without * Fraction(lift)))

    def without_offer(self, segment: str) -> Response:
        """Return the share of a segment that orders after a message without an offer."""
        own = self._past.without.get(segment, Tries())
        return _response(self._of_segment(segment), own if own.n else self._none)

    def with_offer(self, segment: str, promotion_id: str) -> Response:
        """Return the share that orders after a message with this promotion."""
        own = self._past.by_promotion.get(promotion_id, Tries())
        nearest = own if own.n else self._past.with_offer.get(segment, Tries())
        return _response(shrunk(own, self._offered(segment)), nearest if nearest.n else self._offers)

    def holding_code(self, segment: str, pool: str) -> Response:
        """Return the share that uses a code of the pool that they hold."""
        own = self._past.by_pool.get(pool, Tries())
        return _response(shrunk(own, self._offered(segment)), own, "codes")

    def _of_segment(self, segment: str) -> Fraction:
        return shrunk(self._past.without.get(segment, Tries()), self._without)

    def _offered(self, segment: str) -> Fraction:
        like_all = min(Fraction(1), self._of_segment(segment) * self._with / self._without)
        return shrunk(self._past.with_offer.get(segment, Tries()), like_all)


def shrunk(tries: Tries, mean: Fraction, people: int = PRIOR_PEOPLE) -> Fraction:
    """Return the posterior mean of a share whose prior has this mean and weighs as much as so many people."""
    return (tries.s + people * mean) / (tries.n + people)


def _all(parts: Mapping[str, Tries]) -> Tries:
    return Tries(sum(part.n for part in parts.values()), sum(part.s for part in parts.values()))


def _response(rate: Fraction, tries: Tries, basis: Basis = "outcomes") -> Response:
    share = (Decimal(rate.numerator) / Decimal(rate.denominator)).quantize(_PLACES, ROUND_DOWN)
    return Response(share, basis if tries.n else "assumed", tries)
