"""Takes over who must not be written to: a source's addresses into the suppression list of the running shop.

Addresses are only ever added. They are read with the tables and written after the build is finished, in one
transaction, just before the shop becomes visible: a refused import adds nothing, a killed one may only have added.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shop.importing.contract import RawSuppression, Source, Suppressing
from shop.importing.dates import moment_reader
from shop.importing.merge.phones import forms, tail
from shop.importing.people import read_email, read_phone
from shop.importing.quality import Tally
from shop.importing.reading import Unreadable
from shop.importing.texts import read_id
from shop.record import Channel
from shop.state import SHOP_MIGRATIONS, open_state
from shop.suppression import suppress

REASON_LENGTH = 100


class Suppression(NamedTuple):
    """One cleaned entry: a normalised address, why, and since when (aware)."""

    channel: Channel
    address: str
    reason: str
    at: datetime


class Suppressions:
    """Collects the entries of one import and writes them at its end. `now` stands for a date that is not stated."""

    def __init__(self, tally: Tally, zone: ZoneInfo, now: datetime) -> None:
        self.tally = tally
        self.now = now
        self.entries: list[Suppression] = []
        self._moment = moment_reader(zone)

    def read(self, source: Source) -> None:
        """Read every entry that the source has; addresses without the form of one are reported and left out."""
        for raw in source.suppressions() if isinstance(source, Suppressing) else ():
            self.tally.open(raw.file)
            self.tally.read[raw.file] += 1
            try:
                addresses = _addresses(raw)
            except Unreadable as trouble:
                self.tally.add(raw.file, raw.row, "address", trouble.reason, raw.address, "quarantined")
                self.tally.quarantined[raw.file] += 1
                continue
            at = self._at(raw)
            reason = raw.reason.strip()[:REASON_LENGTH] or "imported"
            self.entries += [Suppression(raw.channel, address, reason, at) for address in addresses]

    def _at(self, raw: RawSuppression) -> datetime:
        """Return the stated moment; an unreadable or missing one does not keep the address from the list."""
        try:
            moment = self._moment(raw.moment)
        except Unreadable as trouble:
            self.tally.add(raw.file, raw.row, "moment", trouble.reason, raw.moment, "repaired")
            self.tally.repaired[raw.file] += 1
            moment = None
        return moment.replace(tzinfo=UTC) if moment else self.now

    def keep(self, state: Path) -> None:
        """Add the entries to the runtime state, all or none of them."""
        if not self.entries:
            return
        with closing(open_state(state, SHOP_MIGRATIONS)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            for entry in self.entries:
                suppress(connection, entry.channel, entry.address, entry.reason, entry.at)
            connection.execute("COMMIT")


def _addresses(raw: RawSuppression) -> list[str]:
    """Return the address in the forms that the import gives to customers' addresses; raises Unreadable."""
    if raw.channel == "email":
        found = {read_email(raw.address)}
    elif raw.channel == "sms":
        phone = read_phone(raw.address)
        found = {*forms(phone), tail(phone)} if phone else set()
    else:
        wecom = read_id(raw.address)
        found = {wecom if isinstance(wecom, str) else None}
    usable = sorted(address for address in found if address)
    if not usable:
        raise Unreadable("missing_required")
    return usable
