"""Merging sources: idempotent, independent of the order but for the stated priority; no consent is widened."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from itertools import permutations
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

# `make soak` asks for many more examples.
PLENTY = settings(
    max_examples=int(os.environ.get("MERGE_EXAMPLES", "3")), deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
COLUMNS = (
    "customer_id,first_name,email,phone,ouid,country,email_consent,sms_consent,consent_at,consent_wording,updated_at"
)
MARKETS = [
    {"country": country, "currency": "EUR", "language": "en", "locale": f"en_{country}", "jurisdiction": law,
     "soft_opt_in": soft}
    for country, law, soft in (("US", "US", False), ("GB", "UK", True), ("DE", "DE", True), ("CA", "CA", False))
]  # fmt: skip
SHOP = {"id": "t", "name": "T", "zone": "UTC", "currency": "EUR", "markets": MARKETS, "sender": {"name": "T"}}
DAYS = ("", "2025-01-01", "2025-06-01", "2026-01-01")


class Row(NamedTuple):
    """One customer as one source knows them, and what happened there."""

    name: str
    email: str
    phone: str
    ouid: str
    country: str
    email_consent: str
    sms_consent: str
    consent_at: str
    wording: str
    updated_at: str
    left_on: str
    ordered: bool


def one_of(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


ROWS = st.builds(
    Row,
    name=one_of("", "Ann", "Bo"),
    email=one_of("", "a@x.example", "b@x.example", "c@x.example"),
    phone=one_of("", "+447700900001", "+447700900002"),
    ouid=one_of("", "", "u1", "u2"),
    country=one_of("", "US", "GB", "DE", "CA"),
    email_consent=one_of("", "yes", "yes", "no", "unknown"),
    sms_consent=one_of("", "yes", "no"),
    consent_at=one_of(*DAYS),
    wording=one_of("", "double opt-in"),
    updated_at=one_of("", "2026-02-01", "2026-03-01"),
    left_on=one_of("", "", "2025-03-01", "2026-06-01"),
    ordered=st.booleans(),
)
Source = dict[str, Row]
SOURCES = st.tuples(*(
    st.dictionaries(one_of("c1", "c2", "c3", "c4"), ROWS, min_size=1, max_size=4) for _ in range(3)
))  # fmt: skip
NAMES = ("a", "b", "c")
SPACES = {"a": "shop", "b": "shop", "c": "own"}
"""Two sources share the shop's ids, the third has ids of its own."""


def files(source: Source, name: str) -> dict[str, str]:
    people = [
        [id_, row.name, row.email, row.phone, row.ouid, row.country, row.email_consent, row.sms_consent,
         row.consent_at, row.wording, row.updated_at] for id_, row in source.items()
    ]  # fmt: skip
    events = [[id_, "unsubscribe", row.left_on] for id_, row in source.items() if row.left_on]
    orders = [[f"{name}-{id_}", id_, "2026-07-01", "9"] for id_, row in source.items() if row.ordered]
    tables = {
        "customers.csv": table(COLUMNS, people),
        "events.csv": table("customer_id,kind,happened_at", events),
        "orders.csv": table("order_id,customer_id,placed_at,total", orders),
    }
    return {"shop.json": json.dumps(SHOP), **{file: text for file, text in tables.items() if text.count("\n") > 1}}


def table(header: str, rows: list[list[str]]) -> str:
    return "\n".join([header, *(",".join(row) for row in rows)]) + "\n"


def give(town: Any, name: str, source: Source) -> None:  # noqa: ANN401
    town.give(name, files(source, name), id_space=SPACES[name])


@PLENTY
@given(sources=SOURCES)
def test_merging_is_idempotent_and_its_order_does_not_matter(make_town: Callable[[], Any], sources: Any) -> None:  # noqa: ANN401
    seen = []
    nobody = Row(*([""] * (len(Row._fields) - 1)), ordered=False)  # type: ignore[arg-type, call-arg]
    for order in list(permutations(range(3)))[::3]:
        town = make_town()
        for name in NAMES:
            # The order of the first import is the priority among sources: it is stated the same for all.
            give(town, name, {f"seed-{name}": nobody})
        for place in order:
            give(town, NAMES[place], sources[place])
        seen.append(town.tables())
        give(town, NAMES[order[0]], sources[order[0]])
        seen.append(town.tables())
    assert all(tables == seen[0] for tables in seen[1:])


def people(town: Any) -> dict[str, frozenset[str]]:  # noqa: ANN401
    """Return the ids in the sources that each customer was joined from, by customer id."""
    found = town.rows("SELECT customer_id FROM customers")
    members: dict[str, set[str]] = {id_: set() for (id_,) in found}
    aliases = dict(town.rows("SELECT a.customer_id, c.customer_id FROM customer_aliases a JOIN customers c"
                             " USING (customer_key)"))  # fmt: skip
    for id_ in {*members, *aliases}:
        members[aliases.get(id_, id_)].add(id_.split(":")[-1])
    return {id_: frozenset(rows) for id_, rows in members.items()}


@PLENTY
@given(sources=SOURCES)
def test_who_is_one_person_does_not_depend_on_which_source_came_first(
    make_town: Callable[[], Any],
    sources: Any,  # noqa: ANN401
) -> None:
    seen = []
    # Ids that mean two people in two spaces would tell nothing about who was joined.
    sources = (*sources[:2], {f"k{id_}": row for id_, row in sources[2].items()})
    for order in ((0, 1, 2), (2, 1, 0)):
        town = make_town()
        for place in order:
            give(town, NAMES[place], sources[place])
        said = "SELECT state, channel, given_at, given_by, count(*) FROM facts.consents GROUP BY ALL ORDER BY ALL"
        counts = town.rows("SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM orders),"
                           " (SELECT count(*) FROM events)")  # fmt: skip
        seen.append((counts, town.rows(said), sorted(map(sorted, people(town).values()))))
    assert seen[0] == seen[1]


ADDRESS = {"email": "email", "sms": "phone"}


def refuses(row: Row, channel: str) -> bool:
    """Return whether a source, alone, knows a no of this person: the rules once more, for one statement per channel."""
    said = row.email_consent if channel == "email" else row.sms_consent
    if said == "no":
        return True
    return bool(row.left_on) and not (said == "yes" and row.consent_at > row.left_on)


def one_person(id_: str, first: Source, second: Source) -> list[Row]:
    """Return the rows of an id that two sources share; of two that describe different people only the first."""
    rows = [source[id_] for source in (first, second) if id_ in source]
    if len(rows) < 2:
        return rows
    known = [(mine, other) for mine, other in zip(rows[0][:4], rows[1][:4], strict=True) if mine and other]
    agree = any(mine == other for mine, other in known)
    name, email, phone = (bool(mine) and bool(other) for mine, other in list(zip(*rows, strict=True))[:3])
    return rows[:1] if not agree and (name or (email and phone)) else rows


@PLENTY
@given(sources=SOURCES)
def test_nobody_is_written_to_who_could_not_be_from_one_source_alone(
    make_town: Callable[[], Any],
    sources: Any,  # noqa: ANN401
) -> None:
    alone: dict[str, set[str]] = {"email": set(), "sms": set()}
    merged = make_town()
    for name, source in zip(NAMES, sources, strict=True):
        town = make_town()
        give(town, name, source)
        give(merged, name, source)
        for channel, column in ADDRESS.items():
            alone[channel] |= {getattr(source[id_], column) for id_ in town.eligible(channel)}
    for channel, column in ADDRESS.items():
        chosen = dict(merged.rows(f"SELECT customer_id, {column} FROM customers"))
        refused = {getattr(row, column) for source in sources for row in source.values() if refuses(row, channel)}
        reached = {id_: chosen[id_] for id_ in merged.eligible(channel)}
        assert set(reached.values()) <= alone[channel]
        assert not set(reached.values()) & refused
        for id_, ids in people(merged).items():
            if id_ in reached and ":" not in id_:
                rows = [row for own in ids for row in one_person(own, sources[0], sources[1])]
                assert not any(refuses(row, channel) for row in rows), (id_, rows)
