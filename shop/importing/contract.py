"""The streaming contract between any source of data and the import.

A source says which shop it is and hands over raw tables (text cells, one row at a time) and documents. It knows its
own files and headers; it cleans nothing. Everything after that (reading values, checking references, the quality
report, the build) is the same for every source.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol, runtime_checkable

from shop.record import Channel
from shop.types.shop_info import ShopInfo


class RawRow(NamedTuple):
    """One row as text. `number` is its line in the file (the header is 1); `problem` says why it is not usable."""

    number: int
    cells: list[str]
    problem: str = ""


class RawTable(NamedTuple):
    """One table of the contract (see shop.importing.tables) from one file. `columns` names each cell's column;
    an empty name is a column that is not known and is skipped. `derived`: the rows were computed from another file of
    the source, so the report lists them apart and its totals leave them out. `may_lack` names required columns that
    the source does not state for every row; such rows are kept."""

    name: str
    file: str
    columns: tuple[str, ...]
    rows: Iterator[RawRow]
    derived: bool = False
    may_lack: tuple[str, ...] = ()


class RawDocument(NamedTuple):
    """A document of the contract: `kind` is promotions, policy or brand; `text` is its whole content.

    One that was made from a row of a table names it in `row`; `problem` says in words why it is not usable."""

    kind: str
    file: str
    text: str
    row: int = 1
    problem: str = ""


class RawSuppression(NamedTuple):
    """An address that must not be written to, as text: `moment` may be empty, `row` is its line in the file."""

    channel: Channel
    address: str
    reason: str
    moment: str
    file: str
    row: int


class RawPicture(NamedTuple):
    """A picture that products refer to by `name`."""

    name: str
    content: bytes


class Source(Protocol):
    """Where a shop comes from. Every method may be called once; tables are read in the order they are yielded."""

    def shop(self) -> ShopInfo:
        """Say which shop this is."""
        ...

    def tables(self) -> Iterator[RawTable]:
        """Yield the tables, each to be read to its end before the next is asked for."""
        ...

    def documents(self) -> Iterator[RawDocument]:
        """Yield promotions, policies and brand books."""
        ...

    def pictures(self) -> Iterator[RawPicture]:
        """Yield the pictures that come with the source."""
        ...


@runtime_checkable
class Noting(Protocol):
    """A source that has something to tell about what it assumed."""

    notes: list[str]


def is_generated(source: Source) -> bool:
    """Return whether the source makes its data up (its attribute `generated`): only that may lie in the future.

    Files are never generated, whatever their shop.json says: a mistyped year would move the shop's clock."""
    return bool(getattr(source, "generated", False))


@runtime_checkable
class Guessing(Protocol):
    """A source whose files may not say which shop they belong to (`guessed_shop`): it then takes the home's."""

    @property
    def guessed_shop(self) -> bool:
        """Whether neither a person nor a file states the identity."""
        ...

    def settle(self, known: ShopInfo) -> None:
        """Hear which shop the home holds, before anything is read."""
        ...


def id_space(source: Source) -> str:
    """Return whose customer ids the source uses: `shop` for the shop's own, which all such sources share."""
    return str(getattr(source, "id_space", "shop"))


@runtime_checkable
class Suppressing(Protocol):
    """A source that also knows who must not be written to. Called once, after the tables were read."""

    def suppressions(self) -> Iterator[RawSuppression]:
        """Yield the addresses; they are added to the suppression list, which no import ever shortens."""
        ...
