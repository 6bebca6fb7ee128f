"""A file of statements of consent: who said what about which channel, when, and to which wording.

Columns: `customer_id` or an address (`address`, `email`, `phone`, `wecom_id`), `channel` (not needed where the column
of the address tells it), `state`, `at`, `wording`. In doubt a row narrows: an opt-out without a usable date counts
without a date, an opt-in without one is set aside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from shop.consent.addresses import COLUMNS, all_forms, market_countries, read_address
from shop.consent.list_files import ListFile, ListRow, Names
from shop.consent.records import ConsentRecord
from shop.errors import InvalidInput
from shop.importing.dates import day_order, moment_reader
from shop.importing.reading import Unreadable
from shop.importing.words import folded, meanings
from shop.record import CHANNELS, Channel, Record
from shop.store.view import ShopView
from shop.suppression import address_hash
from shop.types.customer import ConsentState

ROWS_PER_CHUNK = 5000
MOST_PROBLEMS = 20
"""Problems that are told one by one; all are counted."""
LONGEST_WORDING = 5000
LONGEST_ID = 200

_NAMES: Names = {
    "address": ("地址", "联系方式"),
    "channel": ("渠道",),
    "state": ("status", "consent", "consent_state", "opt_in", "状态", "授权状态"),
    "at": ("date", "given_at", "consent_at", "consent_date", "timestamp", "时间", "日期", "授权时间"),
    "wording": ("consent_wording", "consent_text", "授权文案"),
}


class Problem(Record):
    """A row that was set aside. The cell itself is not repeated: it may be somebody's address."""

    row: int
    reason: str


class _Said(NamedTuple):
    """One readable row."""

    customer_id: str
    address: str
    channel: Channel
    state: ConsentState
    given_at: datetime | None
    wording: str


class StatementsFile:
    """Reads one file; while `records` is consumed, `read`, `unusable` and `unknown_customers` count rows."""

    def __init__(self, path: Path, view: ShopView, now: datetime) -> None:
        """Open the file. `now` is an aware moment: nothing can have been said after it.

        Raises InvalidInput where columns are missing, or dates could be read in two ways.
        """
        self.view = view
        self.now = now.astimezone(UTC).replace(tzinfo=None)
        self.read = 0
        self.unusable: Counter[str] = Counter()
        self.problems: list[Problem] = []
        self.unknown_customers = 0
        self._file = ListFile(path, _NAMES, "customer_id")
        self._require(path)
        self._moment = self._moment_reader(path)

    def records(self) -> Iterator[ConsentRecord]:
        """Yield what is to be recorded; an opt-out may be several records, one per form of the address."""
        rows, markets = iter(self._file), market_countries(self.view.shop)
        while chunk := list(islice(rows, ROWS_PER_CHUNK)):
            self.read += len(chunk)
            said = [one for row in chunk if (one := self._readable(row)) is not None]
            hashes = self._known(said)
            for one in said:
                yield from _about(one, hashes.get((one.customer_id, one.channel), set()), markets)

    def _require(self, path: Path) -> None:
        columns = set(self._file.columns)
        who = {"customer_id", "address", *COLUMNS.values()} & columns
        if not who or "state" not in columns:
            missing = "state" if who else "customer_id or address"
            raise InvalidInput(
                f"The column {missing!r} is missing.", where=str(path),
                hint="Columns: customer_id or address, channel, state, at, wording.",
            )  # fmt: skip

    def _moment_reader(self, path: Path) -> Callable[[str], datetime | None]:
        order, guessed = day_order((row.cells.get("at", "") for row in self._file), "day_first")
        if guessed:
            raise InvalidInput(
                "Dates such as 03/04/2026 can be read in two ways.", where=f"{path}: at", hint="Write 2026-04-03."
            )
        return moment_reader(self.view.zone, order)

    def _readable(self, row: ListRow) -> _Said | None:
        """Return what the row says, or count why it says nothing."""
        try:
            return self._said(row)
        except Unreadable as error:
            self.unusable[error.reason] += 1
            if len(self.problems) < MOST_PROBLEMS:
                self.problems.append(Problem(row=row.number, reason=error.reason))
            return None

    def _said(self, row: ListRow) -> _Said:
        if row.problem:
            raise Unreadable(row.problem)
        channel = _channel(row.cells)
        state = _state(row.cells)
        address = self._address(channel, row.cells)
        stated = row.cells.get("customer_id", "")
        customer_id = self.view.aliases.get(stated, stated)
        if not customer_id and not address:
            raise Unreadable("nobody_named")
        if len(customer_id) > LONGEST_ID:
            raise Unreadable("id_too_long")
        wording = row.cells.get("wording", "")[:LONGEST_WORDING]
        return _Said(customer_id, address, channel, state, self._given_at(row.cells.get("at", ""), state), wording)

    def _address(self, channel: Channel, cells: dict[str, str]) -> str:
        cell = cells.get(COLUMNS[channel]) or cells.get("address") or ""
        address = read_address(channel, cell, self.view.shop) if cell else ""
        if cell and not address and not cells.get("customer_id"):
            raise Unreadable("bad_address")
        return address

    def _given_at(self, cell: str, state: ConsentState) -> datetime | None:
        """Return the date in naive UTC; a refusal whose date cannot be right is kept without one."""
        try:
            moment = self._moment(cell)
            if moment is not None and moment > self.now:
                raise Unreadable("future_date")
        except Unreadable:
            if state == "opted_out":
                return None
            raise
        return moment

    def _known(self, said: Sequence[_Said]) -> dict[tuple[str, Channel], set[str]]:
        """Return the hashes of the address of each known customer and channel; count the customers not known."""
        ids = sorted({one.customer_id for one in said if one.customer_id})
        rows = self.view.rows(
            f"""SELECT customer_id, country, {", ".join(COLUMNS[channel] for channel in CHANNELS)}
                FROM facts.customers WHERE customer_id IN (SELECT unnest($ids::VARCHAR[]))""",
            {"ids": ids},
        )
        known = {row[0] for row in rows}
        self.unknown_customers += sum(bool(one.customer_id) and one.customer_id not in known for one in said)
        return {
            (id_, channel): _hashes(channel, address, [country] if country else market_countries(self.view.shop))
            for id_, country, *addresses in rows
            for channel, address in zip(CHANNELS, addresses, strict=True)
            if address
        }


def _channel(cells: dict[str, str]) -> Channel:
    cell = cells.get("channel", "")
    if cell:
        word = meanings("campaigns.channel").get(folded(cell))
        named = [channel for channel in CHANNELS if channel == word]
    else:
        named = [channel for channel in CHANNELS if cells.get(COLUMNS[channel])]
    if len(named) != 1:
        raise Unreadable("unknown_channel")
    return named[0]


def _state(cells: dict[str, str]) -> ConsentState:
    word = meanings("consent").get(folded(cells.get("state", "")))
    states: tuple[ConsentState, ...] = ("opted_in", "opted_out", "unknown")
    for state in states:
        if state == word:
            return state
    raise Unreadable("unknown_state")


def _about(said: _Said, known: set[str], markets: list[str]) -> Iterator[ConsentRecord]:
    """Yield the records of one row.

    An opt-in holds for the address that is named, else for the customer. Anything else holds for the customer and for
    every form of the address, the named one and the one on file.
    """
    if said.state == "opted_in":
        hash_ = address_hash(said.channel, said.address) if said.address else ""
        yield _record(said, "" if hash_ else said.customer_id, hash_)
        return
    named = _hashes(said.channel, said.address, markets) if said.address else set()
    for hash_ in sorted(named | known) or [""]:
        yield _record(said, said.customer_id, hash_)


def _hashes(channel: Channel, address: str, countries: list[str]) -> set[str]:
    return {address_hash(channel, form) for form in all_forms(channel, address, countries)}


def _record(said: _Said, customer_id: str, hash_: str) -> ConsentRecord:
    return ConsentRecord(said.channel, customer_id, hash_, said.state, said.given_at, said.wording)
