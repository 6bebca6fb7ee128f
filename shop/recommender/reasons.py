"""What a recommendation looks like: the product, and one typed reason with the facts that evidence can be made of."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Discriminator

from shop.record import Id, Record


class BecauseBought(Record):
    """`customers` bought the product and also `product_id`, which this customer last bought on `bought_on`."""

    kind: Literal["because_bought"] = "because_bought"
    product_id: Id
    bought_on: date
    customers: int


class BoughtTogether(Record):
    """`customers` bought the product and also `product_id` (not necessarily in one order)."""

    kind: Literal["bought_together"] = "bought_together"
    product_id: Id
    customers: int


class PopularInCategory(Record):
    """The product is number `rank` of its category, from which this customer bought before.

    `category` is in the shop's first language; the counts are those of Popular.
    """

    kind: Literal["popular_in_category"] = "popular_in_category"
    category: str
    rank: int
    customers: int
    recent: int
    days: int


class Popular(Record):
    """`customers` bought the product, `recent` of them within the last `days` days. Says nothing about the reader."""

    kind: Literal["popular"] = "popular"
    customers: int
    recent: int
    days: int


class BecauseViewed(Record):
    """This customer looked at `product_id` on `viewed_on`; `customers` bought it and the recommended product."""

    kind: Literal["because_viewed"] = "because_viewed"
    product_id: Id
    viewed_on: date
    customers: int


class BuyAgain(Record):
    """This customer bought the product itself on `times` days, every `rhythm_days` (median), last on `bought_on`."""

    kind: Literal["buy_again"] = "buy_again"
    bought_on: date
    rhythm_days: int
    times: int


class NewInCategory(Record):
    """Launched on `launched_on` in a category from which this customer bought on `days` days."""

    kind: Literal["new_in_category"] = "new_in_category"
    category: str
    launched_on: date
    days: int


class ShopChoice(Record):
    """The shop's rules put it there; says nothing about the reader or about others."""

    kind: Literal["shop_choice"] = "shop_choice"


RecommendationReason = Annotated[
    BecauseBought
    | BoughtTogether
    | PopularInCategory
    | Popular
    | BecauseViewed
    | BuyAgain
    | NewInCategory
    | ShopChoice,
    Discriminator("kind"),
]


class Recommendation(Record):
    """A product for one customer. `score` is comparable within one `model` only.

    `variant_id` is the size or colour that the customer kept before; None where their history does not tell.
    """

    product_id: Id
    variant_id: Id | None = None
    score: float
    model: str
    reason: RecommendationReason


class Shortage(Record):
    """Why fewer than `asked` products were found: how many products of the shop each reason left out.

    Reasons: returned, already_bought, in_cart, discontinued, out_of_stock, not_priced (in the customer's currency),
    never_bought (by anybody, so nothing speaks for it), rules (excluded, below the margin floor, or over a cap).
    """

    asked: int
    found: int
    left_out: dict[str, int]


class Shortlist(Record):
    """The answer for one customer; `shortage` is None when all that was asked for was found."""

    items: tuple[Recommendation, ...]
    shortage: Shortage | None = None
