"""Customers as typed records, loaded in bulk, with the consent in force on each channel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shop.consent import CONSENT_IN_FORCE
from shop.greeting import greeting_name
from shop.record import CHANNELS
from shop.store.view import ShopView
from shop.types import Consent, Customer

__all__ = ["customers", "greeting_name"]

_PLAIN = (
    "first_name", "last_name", "nickname", "email", "phone", "wecom_id", "language", "country", "city", "zone",
    "birthday", "acquisition", "tier", "tags", "staff_owner", "objects_to_profiling",
)  # fmt: skip


def customers(view: ShopView, ids: Sequence[str]) -> dict[str, Customer]:
    """Return the known ones of `ids`, in the order asked; moments are aware, in the shop's zone.

    `consents` holds at most one statement per channel: the one in force (see shop.consent).
    """
    asked: dict[str, object] = {"ids": list(ids)}
    consents = _consents(view, asked)
    rows = view.rows(
        f"""SELECT customer_key, customer_id, joined_at, {", ".join(_PLAIN)}
            FROM customers WHERE customer_id IN (SELECT unnest($ids::VARCHAR[]))""",
        asked,
    )
    found = {}
    for key, id_, joined_at, *values in rows:
        columns: dict[str, Any] = dict(zip(_PLAIN, values, strict=True))
        columns["joined_at"] = _local(view, joined_at)
        found[id_] = Customer(id=id_, consents=tuple(consents.get(key, ())), **columns)
    return {id_: found[id_] for id_ in ids if id_ in found}


def _consents(view: ShopView, asked: dict[str, object]) -> dict[int, list[Consent]]:
    rows = view.rows(
        f"""SELECT f.customer_key, f.channel, f.state, f.source, f.given_at, f.wording
            FROM ({CONSENT_IN_FORCE}) f JOIN customers c USING (customer_key)
            WHERE c.customer_id IN (SELECT unnest($ids::VARCHAR[])) AND f.channel IN {CHANNELS!r}
            ORDER BY f.customer_key, f.channel""",
        asked,
    )
    found = defaultdict(list)
    for key, channel, state, source, given_at, wording in rows:
        when = _local(view, given_at)
        found[key].append(Consent(channel=channel, state=state, source=source, given_at=when, wording=wording))
    return found


def _local(view: ShopView, moment: datetime | None) -> datetime | None:
    return None if moment is None else view.local(moment)
