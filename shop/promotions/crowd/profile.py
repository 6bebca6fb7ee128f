"""What promotions may ask about a customer of the shop beside orders and segments: groups, birthday, attributes.

Groups are the tier and the tags. Everything that judges a customer of the shop reads them here: messages, offers,
`promo eligible`, and the replay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from shop.promotions.conditions import asks_the_profile
from shop.store.view import ShopView
from shop.types import Promotion

ATTRIBUTES = ("acquisition", "city", "joined_on", "language", "tier", "zone")
"""What `attribute` conditions `of` the customer may name; `joined_on` is a date in the shop's time zone."""
_PROFILES = """
SELECT customer_id, birthday, tier, tags, acquisition, city, joined_at, language, zone FROM customers
WHERE $ids IS NULL OR customer_id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY customer_id"""


class Profile(NamedTuple):
    """A customer; `attributes` come in the order of ATTRIBUTES, None where the shop does not know it."""

    birthday: date | None
    groups: tuple[str, ...]
    attributes: tuple[str | None, ...]


NOBODY = Profile(None, (), (None,) * len(ATTRIBUTES))


def profiles(view: ShopView, promotions: Iterable[Promotion], ids: Sequence[str] | None = None) -> dict[str, Profile]:
    """Return the profiles of all customers or of `ids`, by id; empty when no promotion asks for any of it."""
    if not any(asks_the_profile(promotion) for promotion in promotions):
        return {}
    rows = view.rows(_PROFILES, {"ids": None if ids is None else list(ids)})
    return {row[0]: _profile(view, row) for row in rows}


def _profile(view: ShopView, row: Sequence[object]) -> Profile:
    _, birthday, tier, tags, acquisition, city, joined_at, language, zone = row
    joined = None if joined_at is None else view.local(joined_at).date().isoformat()  # type: ignore[arg-type]
    groups = tuple(sorted({*tags, *([tier] if tier else [])}))  # type: ignore[misc]
    attributes = (acquisition or None, city or None, joined, language or None, tier or None, zone or None)
    return Profile(birthday, groups, attributes)  # type: ignore[arg-type]
