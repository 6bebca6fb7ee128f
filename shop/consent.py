"""Who may be contacted on a channel, and why the others may not. It fails closed: unknown consent means no.

Consent in force is the newest dated statement of a customer about the channel. It does not count when an undated
opt-out is on file or an unsubscribe came after it (or no date says that it was before), or when another record with
the same address opted out: the person at that address said no.
"""

from __future__ import annotations

import re
import sqlite3
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple, get_args

from shop.record import Channel, Record
from shop.store.view import Row, ShopView
from shop.suppression import address_hash, suppressed

ExclusionReason = Literal[
    "unknown_customer", "no_address", "opted_out", "no_consent", "suppressed", "duplicate_address"
]  # fmt: skip
REASONS: tuple[ExclusionReason, ...] = get_args(ExclusionReason)

CONSENT_IN_FORCE = """
WITH stated AS (
  SELECT customer_key, channel, state, source, given_at, wording,
         bool_or(state = 'opted_out' AND given_at IS NULL) OVER (PARTITION BY customer_key, channel) AS undated_no
  FROM consents
  QUALIFY row_number() OVER (PARTITION BY customer_key, channel
    ORDER BY given_at DESC NULLS LAST, state = 'opted_out' DESC, state = 'opted_in', source) = 1
), left_at AS (
  SELECT e.customer_key, m.channel, max(e.happened_at) AS moment
  FROM events e LEFT JOIN campaigns m USING (campaign_id) WHERE e.kind = 'unsubscribe' GROUP BY ALL
), gone AS (
  SELECT s.*, greatest(here.moment, anywhere.moment) AS left_at FROM stated s
  LEFT JOIN left_at here ON here.customer_key = s.customer_key AND here.channel = s.channel
  LEFT JOIN left_at anywhere ON anywhere.customer_key = s.customer_key AND anywhere.channel IS NULL
)
SELECT customer_key, channel, source, given_at, wording,
  CASE WHEN undated_no OR left_at >= coalesce(given_at, left_at) THEN 'opted_out' ELSE state END AS state
FROM gone
"""
"""One row per customer and channel. An unsubscribe that names no campaign of the shop counts for every channel."""

_COLUMNS: dict[Channel, str] = {"email": "email", "sms": "phone", "wecom": "wecom_id"}
_USABLE: dict[Channel, re.Pattern[str]] = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+"),
    "sms": re.compile(r"\+?[\d\s().-]{6,}"),
    "wecom": re.compile(r"\S+"),
}
"""The least an address must look like; whether it exists only the delivery tells."""


class Exclusion(Record):
    """One reason, how many it keeps out, and what would fix it, by language."""

    reason: ExclusionReason
    count: int
    fix: dict[str, str]


class Funnel(Record):
    """From a segment to the people who may be contacted: matched = eligible + all exclusions.

    `objects_to_profiling` of the eligible object to being profiled: writing is allowed, choosing by behaviour is not.
    """

    channel: Channel
    matched: int
    excluded: tuple[Exclusion, ...]
    eligible: int
    objects_to_profiling: int = 0


class Contactable(NamedTuple):
    """Sorted ids of those who may be contacted, and the funnel that led to them."""

    ids: list[str]
    funnel: Funnel


class _Person(NamedTuple):
    customer_id: str
    address: str
    state: str
    given_at: datetime | None
    objects: bool


def eligible(view: ShopView, state: sqlite3.Connection, ids: Iterable[str], channel: Channel) -> Contactable:
    """Return who of `ids` may be contacted on `channel` now.

    Suppression and unsubscribes are read from `state` again, also those that came after the view was opened or after
    the moment that it stands at.
    """
    asked = sorted(set(ids))
    people = {row[0]: _Person(*row) for row in _people(view, asked, channel)}
    blocked = suppressed(state, channel, (person.address for person in people.values() if person.address))
    left = _unsubscribed(view, state, channel)
    no_hashes = _opted_out_addresses(view, left, channel)
    verdicts: dict[str, ExclusionReason | None] = {}
    taken: set[str] = set()
    for id_ in asked:
        reason = _reason(people.get(id_), channel, left, no_hashes, blocked)
        if reason is None:
            address = address_hash(channel, people[id_].address)
            reason = "duplicate_address" if address in taken else None
            taken.add(address)
        verdicts[id_] = reason
    chosen = [id_ for id_ in asked if verdicts[id_] is None]
    return Contactable(chosen, _funnel(channel, verdicts, sum(people[id_].objects for id_ in chosen)))


def _reason(
    person: _Person | None, channel: Channel, left: dict[str, datetime], no_hashes: set[str], blocked: set[str]
) -> ExclusionReason | None:
    """Return the first reason that keeps the person out, in the order of REASONS."""
    if person is None:
        return "unknown_customer"
    if not _USABLE[channel].fullmatch(person.address.strip()):
        return "no_address"
    if person.state == "opted_out" or _left_after(person, left) or address_hash(channel, person.address) in no_hashes:
        return "opted_out"
    if person.state != "opted_in":
        return "no_consent"
    return "suppressed" if person.address in blocked else None


def _left_after(person: _Person, left: dict[str, datetime]) -> bool:
    moment = left.get(person.customer_id)
    return moment is not None and (person.given_at is None or moment >= person.given_at)


def _people(view: ShopView, ids: Sequence[str], channel: Channel) -> list[Row]:
    return view.rows(
        f"""SELECT c.customer_id, c.{_COLUMNS[channel]}, coalesce(f.state, 'unknown'), f.given_at,
                   c.objects_to_profiling
            FROM customers c LEFT JOIN ({CONSENT_IN_FORCE}) f
              ON f.customer_key = c.customer_key AND f.channel = $channel
            WHERE c.customer_id IN (SELECT unnest($ids::VARCHAR[]))""",
        {"ids": list(ids), "channel": channel},
    )


def _opted_out_addresses(view: ShopView, left: dict[str, datetime], channel: Channel) -> set[str]:
    """Return the hashes of the addresses of everyone who opted out, in the import or since (`left`)."""
    rows = view.rows(
        f"""SELECT c.customer_id, c.{_COLUMNS[channel]}, f.state, f.given_at, FALSE
            FROM customers c JOIN ({CONSENT_IN_FORCE}) f ON f.customer_key = c.customer_key AND f.channel = $channel
            WHERE c.{_COLUMNS[channel]} <> ''
              AND (f.state = 'opted_out' OR c.customer_id IN (SELECT unnest($left::VARCHAR[])))""",
        {"channel": channel, "left": sorted(left)},
    )
    people = (_Person(*row) for row in rows)
    return {address_hash(channel, p.address) for p in people if p.state == "opted_out" or _left_after(p, left)}


def _unsubscribed(view: ShopView, state: sqlite3.Connection, channel: Channel) -> dict[str, datetime]:
    """Return when each customer last unsubscribed from the channel at runtime, as naive UTC."""
    channels: dict[str, str] = dict(view.rows("SELECT campaign_id, channel FROM facts.campaigns"))
    found: dict[str, datetime] = {}
    for customer_id, campaign_id, text in _leavings(state):
        if channels.get(campaign_id, channel) == channel:
            moment = datetime.fromisoformat(text)
            naive = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
            found[customer_id] = max(found.get(customer_id, naive), naive)
    return found


def _leavings(state: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    yield from state.execute("SELECT customer_id, campaign_id, happened_at FROM events WHERE kind = 'unsubscribe'")


def _funnel(channel: Channel, verdicts: dict[str, ExclusionReason | None], objecting: int) -> Funnel:
    counted = Counter(verdicts.values())
    excluded = tuple(Exclusion(reason=r, count=counted[r], fix=_fixes()[r]) for r in REASONS if counted[r])
    return Funnel(
        channel=channel, matched=len(verdicts), excluded=excluded, eligible=counted[None],
        objects_to_profiling=objecting,
    )  # fmt: skip


@cache
def _fixes() -> dict[str, dict[str, str]]:
    document = tomllib.loads(resources.files("shop").joinpath("consent.toml").read_text(encoding="utf-8"))
    return {reason: document[reason]["fix"] for reason in REASONS}
