"""A suppression list as a file: addresses one per line, or the column of a CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from shop.consent.addresses import COLUMNS, all_forms, market_countries, read_address
from shop.consent.list_files import ListFile, Names
from shop.errors import InvalidInput
from shop.record import Channel
from shop.types import ShopInfo

_NAMES: Names = {"address": ("地址", "联系方式", "suppressed", "unsubscribed")}


class SuppressionFile:
    """Reads one list for one channel; while `addresses` is consumed, `read` and `unreadable` (lines) fill up."""

    def __init__(self, path: Path, channel: Channel, shop: ShopInfo) -> None:
        """Open the file; raises InvalidInput where no column can hold the channel's addresses."""
        self.channel = channel
        self.shop = shop
        self.read = 0
        self.unreadable: list[int] = []
        self._file = ListFile(path, _NAMES, "address")
        wanted = [name for name in (COLUMNS[channel], "address") if name in self._file.columns]
        if not wanted:
            raise InvalidInput(
                f"No column holds addresses for {channel}.", where=str(path),
                hint=f"Name it {COLUMNS[channel]} or address, or give one address per line.",
            )  # fmt: skip
        self.column = wanted[0]

    def addresses(self) -> Iterator[list[str]]:
        """Yield the forms of each address under which the store may hold it."""
        for row in self._file:
            self.read += 1
            cell = "" if row.problem else row.cells.get(self.column, "")
            address = read_address(self.channel, cell, self.shop)
            if address:
                yield all_forms(self.channel, address, market_countries(self.shop))
            else:
                self.unreadable.append(row.number)
