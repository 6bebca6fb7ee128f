"""Evidence S, B, R, K and X: how the shop signs, its approved lines, a review, a policy, and what reviews add up to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from shop.content import ReviewStats
from shop.evidence import DaysValue, Evidence, NumberValue, TextValue, UrlValue, Value
from shop.greeting import read_name
from shop.types import BrandBook, Customer, Policy, Review, ShopInfo


def shop_evidence(shop: ShopInfo, customer: Customer, brand: BrandBook | None, at: datetime) -> Evidence:
    """Return the sender's identity and the addresses that a message may link to.

    The page to unsubscribe may ask something before it acts: no header may promise that one request to it is enough.
    """
    texts = {
        "name": (brand.brand if brand else "") or shop.name,
        "address": shop.sender.postal_address,
        "staff_name": customer.staff_owner or (brand.signature if brand else ""),
    }
    fields: dict[str, Value] = {role: TextValue(text=text) for role, text in texts.items() if text}
    if shop.url:
        fields["link"] = UrlValue(url=shop.url)
    if page := shop.unsubscribe_page(customer.id):
        fields["unsubscribe"] = UrlValue(url=page)
    return Evidence(id="S", kind="shop", fields=fields, source="shop.json", as_of=at)


def brand_evidence(shop: ShopInfo, brand: BrandBook | None, at: datetime) -> list[Evidence]:
    """Return the signature, and every line that the brand's owner approved and that has not expired."""
    texts = {
        "sign": (brand.sms_sign if brand else "") or shop.sender.sms_sign,
        "signature": (brand.signature if brand else "") or shop.sender.name,
    }
    source = f"brand/{brand.language}.md" if brand else "shop.json"
    fields: dict[str, Value] = {role: TextValue(text=text) for role, text in texts.items() if text}
    book = Evidence(id="B", kind="brand", fields=fields, source=source, as_of=at)
    lines = brand.lines if brand else ()
    return [
        book,
        *(
            Evidence(id=line.id, kind="brand", fields={"line": TextValue(text=line.text)}, source=source, as_of=at)
            for line in lines
        ),
    ]


UNFIT_AUTHORS = ("test_record", "empty_value", "placeholder", "offensive")
"""A public name rejected for one of these reasons is left out; the quote stands without it."""


def review_evidence(review: Review, at: datetime) -> Evidence:
    """Return a review verbatim, with the public name it was written under."""
    fields: dict[str, Value] = {"quote": TextValue(text=review.body), "rating": NumberValue(number=review.rating)}
    if review.author and read_name(review.author).rejected not in UNFIT_AUTHORS:
        fields["author"] = TextValue(text=review.author)
    return Evidence(id="R1", kind="review", fields=fields, source=f"reviews.csv:{review.id}", as_of=at)


def policy_evidence(policies: Mapping[str, Policy], at: datetime) -> Evidence | None:
    """Return the values stated by the policy on returns, if the shop has one."""
    policy = next((found for id_, found in policies.items() if "return" in id_.lower()), None)
    if policy is None:
        return None
    fields: dict[str, Value] = {"title": TextValue(text=policy.title)}
    for name, stated in policy.facts.items():
        if re.fullmatch(r"[a-z][a-z0-9_]*", name):
            days = name.endswith("_days") and stated.isdecimal()
            fields[name] = DaysValue(days=int(stated)) if days else TextValue(text=stated)
    return Evidence(id="K1", kind="policy", fields=fields, source=f"policies:{policy.id} v{policy.version}", as_of=at)


def statistics_evidence(stats: ReviewStats, at: datetime) -> Evidence:
    """Return how many reviews the product has, and their mean."""
    fields: dict[str, Value] = {
        "review_count": NumberValue(number=stats.count),
        "rating_mean": NumberValue(number=stats.mean),
    }
    return Evidence(id="X1", kind="statistic", fields=fields, source="reviews.csv", as_of=at)
