"""The candidates of one customer: no offer, and every promotion with its figures or why it is not open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from shop.offers.offer import Candidate, Offer, OfferRequest
from shop.offers.response import Rates, Response
from shop.offers.segments import Standing
from shop.offers.words import Because, because
from shop.promotions import Basket, OfferContext, Pricing, basket_of, eligible, price
from shop.promotions.stated import can_be_stated, for_reader
from shop.record import Channel
from shop.types import Product, Promotion, ShopInfo
from shop.types.promotion import AttributeCondition, Birthday, CustomerCondition, Group, OrderNumber, Segment
from shop.types.promotion.condition import leaves

_OF_A_PERSON = (AttributeCondition, Birthday, CustomerCondition, Group, OrderNumber, Segment)
_PLACES = Decimal("0.0001")


class Question(NamedTuple):
    """What is asked about one customer: the request, where they stand, and what is left."""

    request: OfferRequest
    standing: Standing
    free_codes: Mapping[str, int] | None


def personal(promotion: Promotion) -> bool:
    """Return whether not everybody in its market may have it: a single-use code, or a condition on the person."""
    return bool(promotion.code_pool) or any(isinstance(leaf, _OF_A_PERSON) for leaf in leaves(promotion.when))


class Candidates:
    """Makes the candidates of one shop's customers."""

    def __init__(self, shop: ShopInfo, rates: Rates, promotions: Sequence[Promotion]) -> None:
        self._shop = shop
        self._rates = rates
        self._promotions = promotions

    def of(self, question: Question) -> tuple[Candidate, ...]:
        """Return no offer first, then every promotion in the order of the file."""
        request = question.request
        verdicts = eligible(self._promotions, request.context, question.free_codes)
        automatic = [verdict.promotion for verdict in verdicts if verdict.ok and verdict.promotion.automatic]
        plain = self._price(request, automatic, request.context)
        none = self._figures(question, Candidate("", request.context.currency), plain, plain, self._silent(question))
        found = [none]
        for verdict in verdicts:
            candidate = Candidate(verdict.promotion.id, request.context.currency)
            reasons = tuple(because("not_eligible", item.kind, dict(item.words)) for item in verdict.reasons)
            if reasons or not can_be_stated(verdict.promotion):
                found.append(candidate._replace(because=reasons or (because("cannot_be_stated"),)))
            else:
                found.append(self._offered(question, verdict.promotion, automatic, plain))
        return tuple(found)

    def _offered(
        self, question: Question, promotion: Promotion, automatic: Sequence[Promotion], plain: Pricing
    ) -> Candidate:
        """Price one unit of the product with the promotion; it must be the one thing that applies."""
        request = question.request
        context = request.context.model_copy(
            update={
                "codes": (promotion.code,) if promotion.code else (),
                "code_pools": (promotion.code_pool,) if promotion.code_pool else (),
            }
        )
        running = {item.id: item for item in (*automatic, promotion)}
        pricing = self._price(request, list(running.values()), context)
        candidate = Candidate(promotion.id, pricing.currency, discount=pricing.discount)
        if [applied.promotion_id for applied in pricing.applied] != [promotion.id]:
            return candidate._replace(because=(because("not_for_this_product"),))
        code = request.held[1] if request.held else promotion.code
        told = for_reader(promotion, context)
        offer = Offer(promotion=told, pricing=pricing, code=code, personal=personal(promotion))
        found = self._figures(question, candidate, pricing, plain, self._told(question, promotion))
        return found._replace(offer=offer, because=tuple(self._against(question, found, offer)))

    def _price(self, request: OfferRequest, running: Sequence[Promotion], context: OfferContext) -> Pricing:
        return price(unit_of(request.product, context.currency), running, context.at, context, self._shop.pricing)

    def _silent(self, question: Question) -> Response:
        return self._rates.without_offer(question.standing.segment)

    def _told(self, question: Question, promotion: Promotion) -> Response:
        segment = question.standing.segment
        if question.request.held and promotion.code_pool:
            return self._rates.holding_code(segment, promotion.code_pool)
        return self._rates.with_offer(segment, promotion.id)

    def _figures(
        self, question: Question, candidate: Candidate, pricing: Pricing, plain: Pricing, response: Response
    ) -> Candidate:
        """Add response, margin and value: what one unit is expected to earn, less the message."""
        margin = pricing.total_after - self._cost(question.request, pricing)
        contact = self._contact(question.request.context)
        extra = max(plain.total_after - pricing.total_after, Decimal(0))
        return candidate._replace(
            response=response, margin=margin, contact=contact, extra=extra,
            discount=pricing.discount, value=(response.rate * margin - contact).quantize(_PLACES),
        )  # fmt: skip

    def _cost(self, request: OfferRequest, pricing: Pricing) -> Decimal:
        """Return what one unit costs the shop: as known, exchanged at the shop's fixed rates, else as assumed."""
        known, rate = request.product.cost, self.rate(request.context.currency)
        own = self.rate(known.currency) if known else None
        if known is None or own is None or rate is None:
            return pricing.total_before * (100 - self._shop.offers.assumed_margin) / 100
        return known.amount * own / rate

    def _contact(self, context: OfferContext) -> Decimal:
        channels: dict[str, Channel] = {name: name for name in self._shop.offers.contact_cost}
        named = channels.get(context.channel or "")
        stated = self._shop.offers.contact_cost[named] if named else Decimal(0)
        return stated / (self.rate(context.currency) or 1)

    def rate(self, currency: str) -> Decimal | None:
        """Return what one unit of the currency is in base currency; None where no rate is known."""
        return Decimal(1) if currency == self._shop.currency else self._shop.rates.get(currency)

    def _against(self, question: Question, candidate: Candidate, offer: Offer) -> Iterator[Because]:
        """Say what the shop's own rules have against an offer; nothing against what the customer already holds."""
        if question.request.held:
            return
        rules, pricing = self._shop.offers, offer.pricing
        if not candidate.extra and not offer.promotion.automatic:
            yield because("no_better")
        if offer.personal and not rules.published_rule:
            yield because("no_published_rule")
        cap = question.standing.most_percent
        if cap is not None and pricing.discount * 100 > cap * pricing.total_before:
            share = (pricing.discount * 100 / pricing.total_before).quantize(Decimal("0.1"))
            yield because("too_deep", f"{share} % > {cap.normalize():f} % ({question.standing.cap_from})")
        if rules.min_margin is not None and candidate.margin * 100 < rules.min_margin * pricing.total_after:
            yield because("margin_too_small", f"{rules.min_margin.normalize():f}")
        limited = rules.budget is not None or rules.uses is not None
        if limited and self.rate(pricing.currency) is None:
            yield because("no_rate", pricing.currency)


def unit_of(product: Product, currency: str) -> Basket:
    """Return a basket of one unit."""
    return basket_of({product.id: product}, {product.id: 1}, currency)
