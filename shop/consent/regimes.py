"""Consent that the law computes from a sale or an enquiry, and evidence that it asks for (regimes.toml)."""

from __future__ import annotations

import calendar
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any, Literal, NamedTuple

from shop.record import Channel
from shop.store.view import ShopView
from shop.types import Market

_TRACES = {
    "purchase": "SELECT customer_key, placed_at AS moment, order_id AS trace_id, given_by FROM sales",
    "enquiry": "SELECT customer_key, opened_at AS moment, ticket_id AS trace_id, given_by FROM tickets",
}
_SENTENCES = re.compile(r"[.;!。；！\n]")
"""A question mark ends no sentence here: "Double opt-in? No" is a denial."""


class Regime(NamedTuple):
    """One rule of regimes.toml; `months` 0: without an end."""

    kind: Literal["soft_opt_in", "implied"]
    trace: str
    jurisdictions: tuple[str, ...]
    channels: tuple[str, ...]
    setting: str
    months: int
    source: str


class Computed(NamedTuple):
    """A basis that follows from the newest sale or enquiry; moments are naive UTC."""

    regime: Regime
    happened_at: datetime
    trace_id: str
    until: datetime | None


class Located(NamedTuple):
    """A person with what tells their market."""

    customer_id: str
    country: str
    language: str


def computed(view: ShopView, channel: Channel, people: Iterable[Located]) -> dict[str, Computed]:
    """Return the basis that the law gives for each of the people who have one; of several, the first in the file.

    The country must be stated and be one of the shop's markets: nobody is taken for a citizen of the first market.
    In a shop of several sources a sale speaks only for the address and country that its own source states.
    """
    asked: defaultdict[Regime, list[str]] = defaultdict(list)
    for person in people:
        market = _own_market(view, person)
        for regime in _regimes():
            if market is not None and _applies(regime, market, channel):
                asked[regime].append(person.customer_id)
    found: dict[str, Computed] = {}
    for regime in _regimes():
        for id_, basis in _traces(view, regime, asked.get(regime, []), channel).items():
            found.setdefault(id_, basis)
    return found


def asks_double_opt_in(market: Market | None) -> bool:
    """Return whether an opt-in needs evidence of double opt-in in this market."""
    return market is not None and market.jurisdiction in _document()["double_opt_in"]["jurisdictions"]


def any_asks_double_opt_in(view: ShopView) -> bool:
    """Return whether one of the shop's markets asks for double opt-in."""
    return any(asks_double_opt_in(market) for market in view.shop.markets)


def is_double_opt_in(*texts: str) -> bool:
    """Return whether one of the texts says that consent was confirmed a second time, and does not deny it."""
    return any(_says_so(text) for text in texts)


def _says_so(text: str) -> bool:
    evidence, denial = _patterns()
    return any(evidence.search(sentence) and not denial.search(sentence) for sentence in _SENTENCES.split(text))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of evidence, and that of words that deny it; Chinese has no spaces to stand between."""
    told = _document()["double_opt_in"]
    latin = "|".join(word for word in told["denials"] if word.isascii())
    han = "|".join(word for word in told["denials"] if not word.isascii())
    return (
        re.compile("|".join(told["words"]), re.IGNORECASE),
        re.compile(rf"\b(?:{latin})\b|n't\b|{han}", re.IGNORECASE),
    )


def _own_market(view: ShopView, person: Located) -> Market | None:
    here = {market.country for market in view.shop.markets}
    return view.shop.market_of(person.country, person.language) if person.country in here else None


def _applies(regime: Regime, market: Market, channel: Channel) -> bool:
    allowed = not regime.setting or bool(getattr(market, regime.setting))
    return allowed and market.jurisdiction in regime.jurisdictions and channel in regime.channels


def _traces(view: ShopView, regime: Regime, ids: Sequence[str], channel: Channel) -> dict[str, Computed]:
    """Return the newest trace of each of `ids` that still holds."""
    if not ids:
        return {}
    since = _utc(months_later(view.at, -regime.months)) if regime.months else datetime.min
    rows = view.rows(
        f"""SELECT c.customer_id, max(t.moment), arg_max(t.trace_id, (t.moment, t.trace_id))
            FROM ({_TRACES[regime.trace]}) t JOIN customers c USING (customer_key)
            WHERE c.customer_id IN (SELECT unnest($ids::VARCHAR[])) AND t.moment >= $since
                AND (t.given_by = '' OR EXISTS (
                    SELECT 1 FROM stated_addresses a WHERE a.customer_key = t.customer_key
                        AND a.channel = $channel AND a.given_by = t.given_by))
            GROUP BY ALL""",
        {"ids": list(ids), "since": since, "channel": channel},
    )
    return {id_: Computed(regime, moment, trace, _end(view, regime, moment)) for id_, moment, trace in rows}


def _end(view: ShopView, regime: Regime, moment: datetime) -> datetime | None:
    return _utc(months_later(view.local(moment), regime.months)) if regime.months else None


def months_later(moment: datetime, months: int) -> datetime:
    """Return the same local time `months` later (or earlier); a day that does not exist becomes the month's last."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads(resources.files("shop.consent").joinpath("regimes.toml").read_text(encoding="utf-8"))


@cache
def _regimes() -> tuple[Regime, ...]:
    return tuple(
        Regime(
            kind=entry["kind"], trace=entry["trace"], jurisdictions=tuple(entry["jurisdictions"]),
            channels=tuple(entry["channels"]), setting=entry["setting"], months=entry["months"],
            source=entry["source"],
        )
        for entry in _document()["computed"]
    )  # fmt: skip
