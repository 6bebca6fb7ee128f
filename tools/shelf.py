"""Everything that briefs are made of, read in bulk for many addressees, and put together one by one."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from shop.catalogue import price_of, products
from shop.content import best_quote, brand_book, policies, review_stats, reviews
from shop.evidence import Evidence, EvidenceSet
from shop.offers import Choice, Ledger
from shop.people import greeting_name
from shop.portraits import portraits
from shop.recommender.lookup import companions
from shop.record import LANGUAGES, Channel, Language
from shop.store.view import ShopView
from shop.types import BrandBook, Customer, Market, Picture, Product, Review
from tools.addressee import Addressee
from tools.evidence.offer import basket_evidence, offer_evidence
from tools.evidence.person import customer_evidence, reason_evidence
from tools.evidence.product import product_evidence
from tools.evidence.shop_texts import (
    brand_evidence,
    policy_evidence,
    review_evidence,
    shop_evidence,
    statistics_evidence,
)
from tools.message_brief import MessageBrief
from tools.references import References
from tools.terms import NEED_OFFER, Pinned, terms

LOCALES: dict[Language, str] = {"en": "en_US", "zh": "zh_Hans_CN"}
"""Formats for a customer who reads another language than their market."""
FEWEST_REVIEWS = 5
"""Below this number of reviews a mean says nothing."""


class Deals(NamedTuple):
    """What prices and offers rest on: reference prices, where offers are promised, and what was offered before."""

    references: References
    ledger: Ledger | None = None
    pinned: Pinned | None = None


class Shelf:
    """Bulk reads for `addressees`; `brief` then needs no further query."""

    def __init__(
        self,
        view: ShopView,
        addressees: list[Addressee],
        *,
        offers: bool,
        channel: Channel,
        deals: Deals | None = None,
    ) -> None:
        self._view = view
        self._channel = channel
        heroes = sorted({item.product.id for item in addressees})
        self._portraits = portraits(view, [item.customer.id for item in addressees])
        wanted = sorted({(item.product.id, item.market.currency) for item in addressees})
        self._companions = {
            (hero, currency): [found.product_id for found in companions(view, hero, 1, currency=currency)]
            for hero, currency in wanted
        }
        self._second = products(view, sorted({id_ for ids in self._companions.values() for id_ in ids}))
        self._reviews = reviews(view, heroes)
        self._stats = review_stats(view, heroes)
        self._brand = cache(lambda language: brand_book(view, language))
        self._policies = cache(lambda language: policies(view, language))
        deals = deals or Deals(References(view))
        self._references = deals.references
        self._references.look_up(
            (id_, item.market)
            for item in addressees
            for id_ in (item.product.id, *self._companions[item.product.id, item.market.currency])
        )
        self._terms = terms(view, addressees, channel, offers=offers, ledger=deals.ledger, pinned=deals.pinned)

    def tells(self, addressee: Addressee) -> bool:
        """Return whether the reason can be told: one that is about an offer only with that offer."""
        return addressee.reason.kind not in NEED_OFFER or self._terms.offer(addressee.customer.id) is not None

    def choice(self, addressee: Addressee) -> Choice | None:
        """Return how the offer was chosen; None where promotions were not asked."""
        return self._terms.choices.get(addressee.customer.id)

    def brief(self, addressee: Addressee, campaign_id: str, segment: str) -> MessageBrief:
        """Put one customer's brief together; nothing of another customer can get into it."""
        customer, language, market, reason, product, _ = addressee
        second = self._companion(product, market)
        brand: BrandBook | None = self._brand(language)
        evidence = [
            *self._personal(addressee, brand),
            *self._about(addressee),
            *([self._companion_evidence(second, market, language)] if second else []),
            *self._offer(addressee),
        ]
        pictures = {id_: item.pictures[0] for id_, item in (("P1", product), ("P2", second)) if item and item.pictures}
        return MessageBrief(
            customer_id=customer.id,
            campaign_id=campaign_id,
            segment=segment,
            channel=self._channel,
            language=language,
            locale=market.locale if market.language == language else LOCALES[language],
            jurisdiction=market.jurisdiction,
            shop_jurisdiction=next((one.jurisdiction for one in self._view.shop.markets), ""),
            reason=reason.kind,
            evidence=EvidenceSet(customer=customer.id, evidence=tuple(evidence)),
            brand=brand,
            pictures=_described(pictures),
            as_of=self._view.at.isoformat(),
            sample=self._view.shop.sample,
            shop_id=self._view.shop.id,
        )

    def _personal(self, addressee: Addressee, brand: BrandBook | None) -> list[Evidence]:
        at, shop = self._view.at, self._view.shop
        customer, language = addressee.customer, addressee.language
        policy = policy_evidence(self._policies(language), at)
        return [
            customer_evidence(customer, self._portraits.get(customer.id), language, at),
            shop_evidence(shop, customer, brand, at),
            *brand_evidence(shop, brand, at),
            reason_evidence(addressee.reason, at),
            *([policy] if policy else []),
        ]

    def _about(self, addressee: Addressee) -> list[Evidence]:
        reader, language, market, _, product, variant = addressee
        automatic = reader.id in self._terms.automatic
        found = [
            product_evidence(
                "P1",
                product,
                market,
                language,
                self._view.at,
                variant=variant,
                automatic_promotion=automatic,
                reference=self._references.of(product, market),
                percent_off=self._terms.offer(reader.id) is None,
            )
        ]
        names = _names(reader)
        others = [item for item in self._reviews.get(product.id, []) if not _wrote(reader, names, item)]
        quote = best_quote(others, language)
        if quote:
            found.append(review_evidence(quote, self._view.at))
        stats = self._stats.get(product.id)
        if stats and stats.count >= FEWEST_REVIEWS:
            found.append(statistics_evidence(stats, self._view.at))
        return found

    def _companion_evidence(self, product: Product, market: Market, language: Language) -> Evidence:
        reference = self._references.of(product, market)
        return product_evidence(
            "P2", product, market, language, self._view.at, bought_together=True, reference=reference
        )  # fmt: skip

    def _companion(self, product: Product, market: Market) -> Product | None:
        found = (self._second[id_] for id_ in self._companions[product.id, market.currency])
        return next((item for item in found if price_of(item, market.currency)), None)

    def _offer(self, addressee: Addressee) -> list[Evidence]:
        offer = self._terms.offer(addressee.customer.id)
        if offer is None:
            return []
        at, rule = self._view.at, self._view.shop.offers.published_rule
        return [offer_evidence(offer, addressee.language, at, rule), basket_evidence(offer, at)]


def _described(pictures: dict[str, Picture]) -> dict[str, Picture]:
    """Leave out pictures that nothing describes: they cannot be shown to everyone."""
    return {id_: picture for id_, picture in pictures.items() if any(picture.alt.values())}


def _wrote(reader: Customer, names: frozenset[str], review: Review) -> bool:
    """Return whether the reader may be its author: shops publish reviews under a name, often without the account."""
    return review.customer_id == reader.id or review.author.strip().casefold() in names


def _names(reader: Customer) -> frozenset[str]:
    """Every name the reader is greeted with or goes by, for comparison."""
    names = (reader.nickname.strip(), *(greeting_name(reader, language) for language in LANGUAGES))
    return frozenset(name.casefold() for name in names if name)
