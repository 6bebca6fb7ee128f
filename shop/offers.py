"""Chooses what to offer whom: among the promotions a customer may have, and no offer at all.

Version 1 offers only to customers who are drifting away, and reminds those who claimed a code of that code; anyone who
has another reason to come is not paid for it.
The offer is the promotion with the smallest saving that one unit of the product reaches on its own, because it costs
the shop least. What applies without a code applies anyway: a code is offered only where it beats that, and then the
pricing proves it. Expected value against cost, and budgets, are a later step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from decimal import Decimal

from shop.catalogue import price_of
from shop.promotions import (
    OfferContext,
    Pricing,
    assign_codes,
    basket_of,
    eligible,
    free_codes,
    load,
    price,
    times_used,
)
from shop.promotions.stated import can_be_stated
from shop.reason import ReasonKind
from shop.record import Id, Record
from shop.store.view import ShopView
from shop.types import Product, Promotion
from shop.types.promotion import PricingRules

REASONS_WITH_OFFER: tuple[ReasonKind, ...] = ("lapsing", "offer_ends")


class OfferRequest(Record):
    """One customer, the product their message is about, and why it is written; `context.at` is the moment."""

    customer_id: Id
    context: OfferContext
    product: Product
    reason: ReasonKind
    held: tuple[Id, str] | None = None
    """The promotion (its id) of which the customer holds a code, and the code: then nothing else is offered."""


class Offer(Record):
    """A promotion for one customer, the price of one unit of the product with it, and the code to enter (or "").

    The code is chosen, not reserved: who sends the message does that.
    """

    promotion: Promotion
    pricing: Pricing
    code: str = ""


def choose_offers(
    view: ShopView, requests: Sequence[OfferRequest], taken_codes: Collection[str] = ()
) -> dict[str, Offer | None]:
    """Choose for many customers at once, by customer id (one request each); None means no offer.

    Limits per customer count the codes on earlier orders. Single-use codes go to different customers; when a pool
    runs dry, those left choose again without it. `taken_codes` were promised to others before and are left alone.
    """
    promotions, codes = load(view), free_codes(view, taken_codes)
    used = times_used(view, promotions, [request.customer_id for request in requests])
    waiting = {request.customer_id: _with_usage(request, used[request.customer_id]) for request in requests}
    chosen: dict[str, Offer | None] = {}
    taken = set(taken_codes)
    while waiting:
        offers = {id_: _best(request, promotions, codes, view.shop.pricing) for id_, request in waiting.items()}
        settled = _with_codes(view, offers, taken)
        taken.update(offer.code for offer in settled.values() if offer)
        chosen.update(settled)
        waiting = {id_: request for id_, request in waiting.items() if id_ not in settled}
        codes = {**codes, **{offer.promotion.code_pool: 0 for id_, offer in offers.items() if id_ in waiting and offer}}
    return {request.customer_id: chosen[request.customer_id] for request in requests}


def choose_offer(view: ShopView, request: OfferRequest) -> Offer | None:
    """Choose for one customer; for many use `choose_offers`, which gives everybody a code of their own."""
    return choose_offers(view, [request])[request.customer_id]


def _with_usage(request: OfferRequest, used: Mapping[str, int]) -> OfferRequest:
    """Add what the orders say about earlier uses to what the context knows; the higher count holds."""
    known = request.context.used
    counts = {id_: max(count, known.get(id_, 0)) for id_, count in used.items()}
    context = request.context.model_copy(update={"used": {**known, **counts}})
    return request.model_copy(update={"context": context})


def _with_codes(view: ShopView, offers: Mapping[str, Offer | None], taken: Set[str]) -> dict[str, Offer | None]:
    """Add codes of their pools to the offers; those for which no code was left are missing from the answer."""
    settled: dict[str, Offer | None] = {}
    pools: dict[str, dict[str, Offer]] = {}
    for customer, offer in offers.items():
        if offer is None or offer.code or not offer.promotion.code_pool:
            settled[customer] = offer
        else:
            pools.setdefault(offer.promotion.code_pool, {})[customer] = offer
    for pool, waiting in pools.items():
        for customer, code in assign_codes(view, pool, waiting, taken).items():
            settled[customer] = waiting[customer].model_copy(update={"code": code})
    return settled


def _best(
    request: OfferRequest, promotions: Iterable[Promotion], codes: Mapping[str, int], rules: PricingRules
) -> Offer | None:
    quoted = price_of(request.product, request.context.currency)
    if request.reason not in REASONS_WITH_OFFER or quoted is None or quoted.varies:
        return None
    free = codes if request.held is None else None
    allowed = [verdict.promotion for verdict in eligible(promotions, request.context, free) if verdict.ok]
    automatic = [promotion for promotion in allowed if promotion.automatic]
    asked = allowed if request.held is None else [item for item in allowed if item.id == request.held[0]]
    offers = [_priced(request, promotion, automatic, rules) for promotion in asked if can_be_stated(promotion)]
    return min((offer for offer in offers if offer), key=_cost, default=None)


def _priced(
    request: OfferRequest, promotion: Promotion, automatic: Sequence[Promotion], rules: PricingRules
) -> Offer | None:
    """The offer of `promotion`, or None where it is not what one unit of the product would get."""
    context, product = request.context, request.product
    holding = context.model_copy(
        update={
            "codes": (promotion.code,) if promotion.code else (),
            "code_pools": (promotion.code_pool,) if promotion.code_pool else (),
        }
    )
    running = {item.id: item for item in (*automatic, promotion)}
    pricing = price(
        basket_of({product.id: product}, {product.id: 1}, context.currency),
        running.values(),
        context.at,
        holding,
        rules,
    )
    if [applied.promotion_id for applied in pricing.applied] != [promotion.id]:
        return None
    return Offer(promotion=promotion, pricing=pricing, code=request.held[1] if request.held else promotion.code)


def _cost(offer: Offer) -> tuple[Decimal, int, str]:
    return (offer.pricing.discount, -offer.promotion.policy.priority, offer.promotion.id)
