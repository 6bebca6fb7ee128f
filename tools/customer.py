"""What can be asked about one customer: card, recommendations with reasons, promotions with reasons why not."""

from __future__ import annotations

from collections.abc import Mapping

from shop.catalogue import products
from shop.errors import NotFound
from shop.offers import Ledger, NothingKept
from shop.people import customers, greeting_name
from shop.portraits import Portrait, portraits
from shop.promotions import eligible, load
from shop.promotions.crowd.standing import standing
from shop.reason import Reason
from shop.reasons import reasons
from shop.recommender.fitted import fitted
from shop.recommender.lookup import recommend_explained
from shop.recommender.why import why, why_fewer
from shop.record import LANGUAGES, Channel, Language, Record
from shop.store.view import ShopView
from shop.types import Consent, Customer


class CustomerCard(Record):
    """One customer without addresses: what a message may build on, and why one might be written now."""

    customer_id: str
    as_of: str
    greeting: dict[str, str]
    portrait: Portrait | None
    consents: tuple[Consent, ...]
    reasons: tuple[Reason, ...]


class Recommended(Record):
    """One recommendation with its reason in words; `variant_id` is the size or colour that history tells."""

    product_id: str
    name: str
    score: float
    model: str
    why: str
    variant_id: str | None = None


class RecommendedList(Record):
    """Recommendations for one customer; `shortage` says why there are fewer than asked for.

    `remark` says why the fast default answers and not a recommender chosen by measurement; empty when one does.
    """

    customer_id: str
    as_of: str
    items: tuple[Recommended, ...]
    shortage: str = ""
    remark: str = ""


class PromotionVerdict(Record):
    """Whether a customer may have a promotion, and if not, every reason."""

    promotion_id: str
    eligible: bool
    why_not: tuple[str, ...]


def known_customer(view: ShopView, customer_id: str) -> Customer:
    """Return the customer; raises NotFound naming near ids."""
    found = customers(view, [customer_id]).get(customer_id)
    if found is None:
        known = [row[0] for row in view.rows("SELECT customer_id FROM customers ORDER BY customer_id LIMIT 20000")]
        raise NotFound("customer", customer_id, known)
    return found


def language_of(view: ShopView, customer: Customer) -> Language:
    """Return the language the command line explains in: the customer's, else the shop's first, else English."""
    return next(
        (known for word in (customer.language, *view.shop.languages) for known in LANGUAGES if known == word), "en"
    )


def customer_card(view: ShopView, customer_id: str) -> CustomerCard:
    """Return what the shop knows and may use about a customer."""
    customer = known_customer(view, customer_id)
    return CustomerCard(
        customer_id=customer_id,
        as_of=view.at.isoformat(),
        greeting={language: greeting_name(customer, language) for language in LANGUAGES},
        portrait=portraits(view, [customer_id]).get(customer_id),
        consents=customer.consents,
        reasons=tuple(reasons(view, [customer_id])[customer_id]),
    )


def recommendations(view: ShopView, customer_id: str, k: int) -> RecommendedList:
    """Return up to `k` products for the customer with the reason of each in the customer's language."""
    language = language_of(view, known_customer(view, customer_id))
    shortlist = recommend_explained(view, [customer_id], k, again=True)[customer_id]
    names = products(view, [item.product_id for item in shortlist.items])
    return RecommendedList(
        customer_id=customer_id,
        as_of=view.at.isoformat(),
        items=tuple(
            Recommended(
                product_id=item.product_id,
                name=names[item.product_id].text(language).name,
                score=item.score,
                model=item.model,
                why=why(view, customer_id, item, language),
                variant_id=item.variant_id,
            )
            for item in shortlist.items
        ),
        shortage=why_fewer(shortlist.shortage, language) if shortlist.shortage else "",
        remark=fitted(view).remark,
    )


def eligible_promotions(
    view: ShopView, customer_id: str, channel: Channel, ledger: Ledger | None = None
) -> list[PromotionVerdict]:
    """Judge every promotion for one customer; `ledger` knows what was promised (None: only what orders show)."""
    customer = known_customer(view, customer_id)
    promotions = load(view)
    room = (ledger or NothingKept(view)).headroom(promotions, [customer_id])
    known = standing(view, promotions, [customer_id], channel)[customer_id]
    context = known.model_copy(
        update={
            "used": _most(known.used, room.used.get(customer_id, {})),
            "remaining": dict(room.remaining),
            "remaining_budgets": dict(room.remaining_budgets),
        }
    )
    own = {pool: 1 for pool, owners in room.owners.items() if customer_id in owners}
    language = language_of(view, customer)
    return [
        PromotionVerdict(
            promotion_id=verdict.promotion.id,
            eligible=verdict.ok,
            why_not=tuple(reason.words[language] for reason in verdict.reasons),
        )
        for verdict in eligible(promotions, context, {**room.free_codes, **own})
    ]


def _most(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {id_: max(one.get(id_, 0), other.get(id_, 0)) for id_ in sorted({*one, *other})}
