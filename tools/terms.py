"""What promotions mean for addressees: which apply by themselves, and what each is offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shop.catalogue import price_of
from shop.evidence import CodeValue, TextValue
from shop.money import quantum
from shop.offers import Choice, Ledger, Offer, OfferRequest, decide
from shop.promotions import OfferContext, WhyNotKind, basket_of, eligible, load, price
from shop.promotions.conditions import asks_the_person, thresholds_asked
from shop.promotions.crowd.standing import standing
from shop.promotions.effects import lowest_threshold
from shop.promotions.pricing import matches
from shop.reason import Reason, ReasonKind
from shop.record import Channel
from shop.store.view import ShopView
from shop.types import Product, Promotion
from shop.types.promotion import PricingRules
from tools.addressee import Addressee

NEED_OFFER: frozenset[ReasonKind] = frozenset(("offer_ends",))
"""Reasons that are about an offer: without one that can be stated with its conditions they are not told."""
NOT_RUNNING_HERE: frozenset[WhyNotKind] = frozenset(
    ("paused", "not_started", "ended", "wrong_currency", "wrong_country")
)


Pinned = Mapping[str, tuple[str, str] | None]
"""By customer the promotion (its id) and the code that a message names already, or None where it names none."""


class Terms(NamedTuple):
    """Per customer: what was chosen to offer them, and whether "the price is the price" would be untrue."""

    choices: dict[str, Choice]
    automatic: frozenset[str]

    def offer(self, customer_id: str) -> Offer | None:
        """Return what the customer is offered."""
        choice = self.choices.get(customer_id)
        return choice.offer if choice else None


def terms(
    view: ShopView,
    addressees: Sequence[Addressee],
    channel: Channel,
    *,
    offers: bool,
    ledger: Ledger | None = None,
    pinned: Pinned | None = None,
) -> Terms:
    """Read the promotions once and judge them for every addressee; without `offers` nobody is offered one.

    Nor is anybody in a market that states no prices: what an offer comes to could not be told. Offers are promised in
    `ledger`. With `pinned` nothing is chosen: what was offered then is judged and priced again.
    """
    addressees = [item for item in addressees if item.market.prices == "stated"]
    promotions = load(view)
    automatic = [item for item in promotions if item.automatic]
    asked = promotions if offers else automatic
    if not asked:
        return Terms({}, frozenset())
    contexts = _contexts(view, addressees, asked, channel)
    chosen = decide(view, _requests(addressees, contexts, pinned), ledger) if offers else {}
    return Terms(chosen, _automatic(addressees, contexts, automatic, view.shop.pricing))


def _contexts(
    view: ShopView,
    addressees: Sequence[Addressee],
    promotions: Sequence[Promotion],
    channel: Channel,
) -> dict[str, OfferContext]:
    """The contexts of all, each in the market of its message."""
    known = standing(view, promotions, [item.customer.id for item in addressees], channel)
    return {
        item.customer.id: known[item.customer.id].model_copy(
            update={"currency": item.market.currency, "country": item.market.country}
        )
        for item in addressees
    }


def _requests(
    addressees: Sequence[Addressee], contexts: Mapping[str, OfferContext], pinned: Pinned | None
) -> list[OfferRequest]:
    return [
        OfferRequest(
            customer_id=item.customer.id,
            context=contexts[item.customer.id],
            product=item.product,
            reason=item.reason.kind,
            held=_held(item.reason) if pinned is None else pinned[item.customer.id],
        )
        for item in addressees
        if pinned is None or pinned.get(item.customer.id)
    ]


def _held(reason: Reason) -> tuple[str, str] | None:
    """Return the promotion and the code that the reason is about."""
    promotion, code = reason.facts.get("promotion"), reason.facts.get("code")
    if isinstance(promotion, TextValue) and isinstance(code, CodeValue):
        return promotion.text, code.code
    return None


def _automatic(
    addressees: Sequence[Addressee],
    contexts: Mapping[str, OfferContext],
    automatic: Sequence[Promotion],
    rules: PricingRules,
) -> frozenset[str]:
    """Judge each product once for all customers of whom the promotions know the same."""
    known: dict[object, bool] = {}
    personal = any(asks_the_person(promotion) for promotion in automatic)
    found = set()
    for item in addressees if automatic else ():
        context = contexts[item.customer.id]
        variants = tuple(variant.id for variant in item.product.variants)
        person = (context.segments, context.returning, context.customer_id if personal else "")
        alike = (item.product.id, variants, context.currency, context.country, person)
        if alike not in known:
            known[alike] = applies_by_itself(item.product, context, automatic, rules)
        if known[alike]:
            found.add(item.customer.id)
    return frozenset(found)


def applies_by_itself(
    product: Product, context: OfferContext, automatic: Sequence[Promotion], rules: PricingRules
) -> bool:
    """Return whether one unit costs less without any code, or counts towards a threshold that runs in this market.

    Of a threshold the person and the channel are not asked: who reaches it in the shop may have another channel open.
    """
    quoted = price_of(product, context.currency)
    if quoted is None or quoted.price.amount % quantum(context.currency):
        return False
    basket = basket_of({product.id: product}, {product.id: 1}, context.currency)
    if price(basket, automatic, context.at, context, rules).discount > 0:
        return True
    verdicts = eligible(automatic, context)
    here = [item.promotion for item in verdicts if not NOT_RUNNING_HERE & {reason.kind for reason in item.reasons}]
    return any(_asks_for_more(promotion) and matches(promotion, basket.lines[0]) for promotion in here)


def _asks_for_more(promotion: Promotion) -> bool:
    return bool(thresholds_asked(promotion)) or any(map(lowest_threshold, promotion.effects))
