"""What the shop and its runtime state know of a set of people on one channel, read in bulk: the facts of a verdict."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from shop.consent.addresses import all_forms, lookup_forms, market_countries, own_forms
from shop.consent.records import recorded, refusing_ids
from shop.consent.standing import Statement
from shop.record import Channel
from shop.store.view import ShopView
from shop.suppression import address_hash

_COLUMNS: dict[Channel, str] = {"email": "email", "sms": "phone", "wecom": "wecom_id"}
_USABLE: dict[Channel, re.Pattern[str]] = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+"),
    "sms": re.compile(r"\+?[\d\s().-]{6,}"),
    "wecom": re.compile(r"\S+"),
}
"""The least an address must look like; whether it exists only the delivery tells."""


class Person(NamedTuple):
    """A customer on one channel; `hash` is that of the address in its normal form, empty where there is no usable one.

    `own` are the hashes of all that certainly is the address: a consent holds for these. `keys` are those under which
    a refusal of it may be kept, `refusing` those that the person's own refusal holds for. `here` is False for
    somebody who joined after the moment asked about.
    """

    customer_id: str
    hash: str
    country: str
    language: str
    objects: bool
    here: bool
    own: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    refusing: tuple[str, ...] = ()


class Facts(NamedTuple):
    """People by id, what each stated (imported and recorded), and when each last unsubscribed (naive UTC).

    `people` holds those asked for, and everybody else who said no: that speaks for their address too. `later` are
    those with an opt-in after the moment asked about, which does not count. `refused` are hashes of addresses that a
    no in some source speaks for, though the customer who said it has another address here, or is none.
    """

    people: dict[str, Person]
    statements: defaultdict[str, list[Statement]]
    left: dict[str, datetime]
    later: set[str]
    refused: set[str]


def gather(
    view: ShopView, state: sqlite3.Connection, ids: Collection[str], channel: Channel, *, wordings: bool
) -> Facts:
    """Read the facts about `ids`; the runtime state is read again, so nothing said since the view was opened is missed.

    Of what was said after the view's moment only refusals count. `wordings` False leaves the wording of imported
    statements out, which is most of what there is to read.
    """
    left = _imported_leavings(view, channel)
    for id_, moment in _runtime_leavings(view, state, channel):
        left[id_] = max(left.get(id_, moment), moment)
    refusing = {_today(view, id_) for id_ in refusing_ids(state, channel)}
    people = _people(view, {*ids, *left, *refusing, *_imported_refusals(view, channel)}, channel)
    facts = Facts(people, defaultdict(list), left, set(), _refused_elsewhere(view, channel))
    for id_, said in _imported_leavings_by_source(view, people, channel):
        _hear(view, facts, id_, said)
    for id_, said in _imported_statements(view, people, channel, wordings):
        _hear(view, facts, id_, said)
    for id_, said in _recorded_statements(view, state, channel, people):
        _hear(view, facts, id_, said)
    return facts


def _hear(view: ShopView, facts: Facts, id_: str, said: Statement) -> None:
    if said.state == "opted_out" or said.given_at is None or said.given_at <= view.utc:
        facts.statements[id_].append(said)
    elif said.state == "opted_in":
        facts.later.add(id_)


def _people(view: ShopView, ids: Collection[str], channel: Channel) -> dict[str, Person]:
    rows = view.rows(
        f"""SELECT customer_id, {_COLUMNS[channel]}, country, language, objects_to_profiling,
                   joined_at IS NULL OR joined_at <= $moment
            FROM facts.customers WHERE customer_id IN (SELECT unnest($ids::VARCHAR[]))""",
        {"ids": list(ids), "moment": view.utc},
    )
    markets = market_countries(view.shop)
    return {id_: _person(channel, markets, id_, address, *rest) for id_, address, *rest in rows}


def _person(
    channel: Channel, markets: list[str], id_: str, address: str, country: str, language: str, objects: bool, here: bool
) -> Person:
    """Return the customer, with the hashes of the address in all its notations."""
    if not _usable(channel, address):
        return Person(id_, "", country, language, objects, here)
    own = _hashes(channel, own_forms(channel, address, country))
    if channel != "sms":
        return Person(id_, own[0], country, language, objects, here, own, own, own)
    keys = _hashes(channel, lookup_forms(channel, address, country, markets))
    refusing = _hashes(channel, all_forms(channel, address, [country] if country else markets))
    return Person(id_, own[0], country, language, objects, here, own, keys, refusing)


def _usable(channel: Channel, address: str) -> bool:
    return _USABLE[channel].fullmatch(address.strip()) is not None


def _hashes(channel: Channel, forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(address_hash(channel, form) for form in forms)


def _imported_refusals(view: ShopView, channel: Channel) -> list[str]:
    rows = view.rows(
        """SELECT DISTINCT customer_id FROM facts.consents JOIN facts.customers USING (customer_key)
           WHERE channel = $channel AND state = 'opted_out'""",
        {"channel": channel},
    )
    return [row[0] for row in rows]


def _imported_statements(
    view: ShopView, ids: Collection[str], channel: Channel, wordings: bool
) -> Iterator[tuple[str, Statement]]:
    wording = "s.wording" if wordings else "''"
    rows = view.rows(
        f"""SELECT customer_id, s.state, s.source, s.given_at, {wording}, s.given_by, s.country
            FROM facts.consents s JOIN facts.customers USING (customer_key)
            WHERE s.channel = $channel AND NOT (s.elsewhere AND s.state = 'opted_in')
                AND customer_id IN (SELECT unnest($ids::VARCHAR[]))""",
        {"ids": list(ids), "channel": channel},
    )
    return ((id_, Statement(*said)) for id_, *said in rows)


def _recorded_statements(
    view: ShopView, state: sqlite3.Connection, channel: Channel, people: dict[str, Person]
) -> Iterator[tuple[str, Statement]]:
    """Yield what was recorded about these people or their addresses."""
    own: defaultdict[str, list[str]] = defaultdict(list)
    plausible: defaultdict[str, list[str]] = defaultdict(list)
    for person in people.values():
        for key in person.own:
            own[key].append(person.customer_id)
        for key in person.keys:
            plausible[key].append(person.customer_id)
    told: set[tuple[str, Statement]] = set()
    for customer_id, hash_, said in recorded(state, channel):
        here = plausible if said.state == "opted_out" else own
        for id_ in sorted({_today(view, customer_id), *here.get(hash_, ())} & people.keys()):
            if (id_, said) not in told:
                told.add((id_, said))
                yield id_, said


def _today(view: ShopView, customer_id: str) -> str:
    """Return the id that the customer has today: a merge may have joined the one that was used then."""
    return view.aliases.get(customer_id, customer_id)


def _imported_leavings(view: ShopView, channel: Channel) -> dict[str, datetime]:
    """Return when each customer last unsubscribed; one that names no campaign of the shop counts for every channel."""
    rows = view.rows(
        """SELECT customer_id, max(happened_at) FROM facts.events JOIN facts.customers USING (customer_key)
           LEFT JOIN facts.campaigns m USING (campaign_id)
           WHERE kind = 'unsubscribe' AND coalesce(m.channel, $channel) = $channel GROUP BY customer_id""",
        {"channel": channel},
    )
    return dict(rows)


def _imported_leavings_by_source(
    view: ShopView, people: dict[str, Person], channel: Channel
) -> Iterator[tuple[str, Statement]]:
    """Yield the last unsubscribe in each source of a shop of several: it is a no of that source."""
    rows = view.rows(
        """SELECT customer_id, e.given_by, max(happened_at) FROM facts.events e
           JOIN facts.customers USING (customer_key) LEFT JOIN facts.campaigns m USING (campaign_id)
           WHERE kind = 'unsubscribe' AND e.given_by <> '' AND coalesce(m.channel, $channel) = $channel
           GROUP BY ALL ORDER BY ALL""",
        {"channel": channel},
    )
    for id_, given_by, moment in rows:
        if id_ in people:
            yield id_, Statement("opted_out", "unsubscribe", moment, given_by=given_by)


def _refused_elsewhere(view: ShopView, channel: Channel) -> set[str]:
    rows = view.rows("SELECT address FROM facts.refused_addresses WHERE channel = $channel", {"channel": channel})
    markets = market_countries(view.shop)
    usable = (address for (address,) in rows if _usable(channel, address))
    return {key for address in usable for key in _hashes(channel, all_forms(channel, address, markets))}


def _runtime_leavings(view: ShopView, state: sqlite3.Connection, channel: Channel) -> Iterator[tuple[str, datetime]]:
    channels: dict[str, str] = dict(view.rows("SELECT campaign_id, channel FROM facts.campaigns"))
    leavings = state.execute("SELECT customer_id, campaign_id, happened_at FROM events WHERE kind = 'unsubscribe'")
    for customer_id, campaign_id, text in leavings:
        if channels.get(campaign_id, channel) == channel:
            moment = datetime.fromisoformat(text)
            yield _today(view, customer_id), moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
