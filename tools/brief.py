"""`gather`: the only way to evidence, for one message and for a batch. Bulk reads, then one brief per customer.

Nobody gets a brief without a reason to be written to now: who has none is counted under the reason why not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Literal, NamedTuple

from shop.catalogue import narrowed, price_of, products, variant_title
from shop.offers import Choice, Ledger, NothingKept
from shop.people import customers
from shop.reason import Reason, ReasonKind
from shop.reasons import reasons
from shop.recommender.lookup import recommend_many
from shop.record import LANGUAGES, Channel, Language, Record
from shop.store.view import ShopView
from shop.types import Customer, Market, Product
from tools.addressee import Addressee
from tools.message_brief import MessageBrief
from tools.references import References, with_reference
from tools.shelf import Deals, Shelf
from tools.terms import NEED_OFFER, Pinned

LeftOut = Literal["unknown_customer", "objects_to_profiling", "other_language", "no_market", "nothing_to_say"]
"""Why a customer gets no brief. Who objects to profiling only gets what they asked for themselves (GDPR art. 21)."""


class BriefRequest(Record):
    """What kind of message is asked for. `reason` auto takes the strongest reason of each customer."""

    campaign_id: str
    segment: str
    channel: Channel
    reason: ReasonKind | Literal["auto"] = "auto"
    language: Language | None = None
    offers: bool = True


class Gathered(NamedTuple):
    """Briefs in the order of the customers asked for, why the others have none, and how each offer was chosen."""

    briefs: list[MessageBrief]
    left_out: dict[str, LeftOut]
    choices: dict[str, Choice]


def gather(
    view: ShopView,
    customer_ids: Sequence[str],
    request: BriefRequest,
    ledger: Ledger | None = None,
    pinned: Pinned | None = None,
) -> Gathered:
    """Collect the evidence for one message to each customer who can be given a reason for it.

    Offers are promised in `ledger` (None: nowhere, and codes are only told apart within this call). With `pinned` the
    offers of messages that exist are looked up again, and nothing is chosen.
    """
    ledger, references = ledger or NothingKept(view), References(view)
    people = customers(view, customer_ids)
    chosen = _Choice(view, people, request, references)
    verdicts = {id_: chosen.addressee(people.get(id_)) for id_ in customer_ids}
    shelf = _shelf(view, verdicts, request, Deals(references, ledger, pinned))
    untold = [id_ for id_, one in verdicts.items() if isinstance(one, Addressee) and not shelf.tells(one)]
    again = {id_: chosen.addressee(people.get(id_), without=NEED_OFFER) for id_ in untold}
    second = _shelf(view, again, request, Deals(references, ledger, pinned)) if again else shelf
    verdicts |= again
    reached = {id_: one for id_, one in verdicts.items() if isinstance(one, Addressee)}
    shelves = {id_: second if id_ in again else shelf for id_ in reached}
    return Gathered(
        [shelves[id_].brief(one, request.campaign_id, request.segment) for id_, one in reached.items()],
        {id_: one for id_, one in verdicts.items() if not isinstance(one, Addressee)},
        {id_: choice for id_, one in reached.items() if (choice := shelves[id_].choice(one))},
    )


def _shelf(view: ShopView, verdicts: Mapping[str, Addressee | LeftOut], request: BriefRequest, deals: Deals) -> Shelf:
    """Read in bulk what the addressees among the verdicts need."""
    addressees = [verdict for verdict in verdicts.values() if isinstance(verdict, Addressee)]
    return Shelf(view, addressees, offers=request.offers, channel=request.channel, deals=deals)


class _Choice:
    """Decides per customer: language, market, the reason, and the product it is about."""

    def __init__(
        self, view: ShopView, people: Mapping[str, Customer], request: BriefRequest, references: References
    ) -> None:
        self._shop = view.shop
        self._references = references
        self._request = request
        self._reasons = reasons(view, list(people))
        aimless = [id_ for id_, found in self._reasons.items() if any(item.product_id is None for item in found)]
        self._recommended = {
            id_: [item.product_id for item in items] for id_, items in recommend_many(view, aimless, k=3).items()
        }
        named = {item.product_id for found in self._reasons.values() for item in found if item.product_id}
        advised = {product for ids in self._recommended.values() for product in ids}
        self._products = products(view, sorted(named | advised))
        fell = [item for found in self._reasons.values() for item in found if item.kind == "price_fell"]
        references.look_up((item.product_id, market) for item in fell
                           if item.product_id and (market := self._market(people[item.customer_id])))  # fmt: skip

    def addressee(self, person: Customer | None, without: Set[ReasonKind] = frozenset()) -> Addressee | LeftOut:
        """Choose for one person, leaving out kinds of reason that could not be told."""
        if person is None:
            return "unknown_customer"
        market = self._market(person)
        if market is None:
            return "no_market"
        language = self._language(person, market)
        if language is None:
            return "other_language"
        silence: LeftOut = "objects_to_profiling" if person.objects_to_profiling else "nothing_to_say"
        return self._with_reason(person, market, language, without) or silence

    def _market(self, person: Customer) -> Market | None:
        return self._shop.market_of(person.country, person.language)

    def _language(self, person: Customer, market: Market) -> Language | None:
        """The customer's own language if the shop writes it, else the market's; None when another one is asked for."""
        spoken = [person.language, market.language, *self._shop.languages]
        written = [language for word in spoken for language in LANGUAGES if language == word]
        usable = [language for language in written if language in self._shop.languages or not self._shop.languages]
        first = next(iter(usable or written), None)
        return first if self._request.language in (None, first) else None

    def _with_reason(
        self, person: Customer, market: Market, language: Language, without: Set[ReasonKind]
    ) -> Addressee | None:
        for reason in self._reasons.get(person.id, []):
            if self._request.reason in ("auto", reason.kind) and reason.kind not in without:
                product = self._product(reason, market)
                told = self._told(reason, product, market) if product else None
                if product is not None and told is not None:
                    title = variant_title(self._products[product.id], reason.variant_id)
                    return Addressee(person, language, market, told, product, title)
        return None

    def _told(self, reason: Reason, product: Product, market: Market) -> Reason | None:
        """Return the reason as it may be told; a fall of price only by what the law of the market proves."""
        if reason.kind != "price_fell":
            return reason
        reference = self._references.of(product, market)
        return with_reference(reason, reference) if reference else None

    def _product(self, reason: Reason, market: Market) -> Product | None:
        ids = [reason.product_id] if reason.product_id else self._recommended.get(reason.customer_id, [])
        sold = (narrowed(self._products[id_], reason.variant_id) for id_ in ids if id_ in self._products)
        return next((item for item in sold if item and item.sellable() and price_of(item, market.currency)), None)
