"""Who said no, as a home's build and state know it together: that holds whatever build a restore brings back.

A no that was imported is in the build alone, and a restore replaces the build. What the restored home does not know of
itself is written into its state as opt-outs, dated with the restore: a yes that is said later counts again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, get_args

from shop.consent.attestations import DEMO, attestations
from shop.consent.facts import gather
from shop.consent.records import ConsentRecord, record_consents, recorded
from shop.consent.standing import standing
from shop.errors import DamagedHome
from shop.record import Channel
from shop.store.view import ShopView
from shop.suppression import address_hash

SOURCE = "restore"
"""The source that the opt-outs are recorded under."""
_ADDRESSES = """SELECT customer_id, CASE $channel WHEN 'email' THEN email WHEN 'sms' THEN phone ELSE wecom_id END
FROM facts.customers"""


class Refusal(NamedTuple):
    """A no on a channel: of a customer id or, by its hash, of an address. `at_end`: as of the shop's own moment."""

    channel: Channel
    customer_id: str
    address_hash: str
    at_end: bool


class Refusals(NamedTuple):
    """The refusals of a home, and the sources whose opt-ins counted there."""

    found: frozenset[Refusal]
    sources: frozenset[str]


def refusals_of(build: Path, state: sqlite3.Connection, at: datetime, sources: Iterable[str] = ()) -> Refusals:
    """Return everybody who is left out because of a no: as of the shop's own moment, and as of `at` (aware).

    Opt-ins count from attested sources and from `sources`. Raises DamagedHome for a build that cannot be read.
    """
    import duckdb

    counted = frozenset({DEMO, *sources, *attestations(state)})
    try:
        found = frozenset(one for at_end in (True, False) for one in _as_of(build, state, at, counted, at_end))
    except duckdb.Error as error:
        raise DamagedHome(str(build), str(error).splitlines()[0]) from error
    return Refusals(found, counted)


def keep_refusals(known: Refusals, build: Path, state: sqlite3.Connection, at: datetime) -> int:
    """Record those of the refusals that a restored build and its state do not know; return how many that were."""
    try:
        present = refusals_of(build, state, at, known.sources).found
    except DamagedHome:  # of another version: it has to be imported again, and what it says is not known here
        present = frozenset()
    missing = sorted({one[:3] for one in known.found - present})
    if not missing:
        return 0
    moment = at.astimezone(UTC).replace(tzinfo=None)
    return record_consents(state, SOURCE, (ConsentRecord(*one, "opted_out", moment) for one in missing), at)


def _as_of(
    build: Path, state: sqlite3.Connection, at: datetime, counted: frozenset[str], at_end: bool
) -> Iterator[Refusal]:
    with ShopView(build, None if at_end else at) as view:
        for channel in get_args(Channel):
            for id_, hash_ in _refusing(view, state, channel, lambda source: view.shop.sample or source in counted):
                yield Refusal(channel, id_, hash_, at_end)


def _refusing(
    view: ShopView, state: sqlite3.Connection, channel: Channel, counts: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """Yield the ids, earlier ids included, and the address hashes for which a no stands."""
    at = {id_: address_hash(channel, address) for id_, address in view.rows(_ADDRESSES, {"channel": channel})}
    noted = {one.address_hash for one in recorded(state, channel) if one.statement.state == "opted_out"}
    asked = [id_ for id_, hash_ in at.items() if hash_ in noted]
    facts = gather(view, state, asked, channel, wordings=False)  # and whoever else said no
    said = {
        id_ for id_ in facts.people
        if standing(facts.statements.get(id_, ()), facts.left.get(id_), counts).state == "opted_out"
    }  # fmt: skip
    hashes = (facts.refused | {facts.people[id_].hash for id_ in said}) - {""}
    ids = said | {id_ for id_, hash_ in at.items() if hash_ in hashes}
    yield from ((id_, "") for id_ in ids)
    yield from ((alias, "") for alias, id_ in view.aliases.items() if id_ in ids)
    yield from (("", hash_) for hash_ in hashes)
