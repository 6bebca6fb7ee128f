"""A folder with CSV exports of Klaviyo: the source behind `copilot import klaviyo FOLDER`.

Klaviyo names its files after lists and segments, so each file is known by its headers:

campaign results   Campaign Name and Send Time               read by klaviyo_campaigns.py
events             a metric, a time and an address            read by klaviyo_events.py
suppressions       Email with a reason or date, or a file     read by klaviyo_profiles.py
                   called …suppress….csv
profiles           Email or Phone Number                      read by klaviyo_profiles.py
shop.json          optional: the identity of the shop, as for a folder of CSV files

Each of these modules lists the columns that it knows. They follow the pages "How to export a list or segment to a CSV
file", "How to upload and segment with consent", "Understanding suppressed email profiles", "How to manage email
suppressions and delete profiles in bulk" and "Review campaign analytics" of Klaviyo's help center.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Literal

from shop.errors import ImportRefused
from shop.importing.adapters import klaviyo_campaigns, klaviyo_events, klaviyo_profiles
from shop.importing.adapters.address_book import AddressBook
from shop.importing.adapters.exports import Export, csv_files
from shop.importing.adapters.identity import is_guessed, shop_of
from shop.importing.contract import RawDocument, RawPicture, RawSuppression, RawTable
from shop.importing.csv_source import ShopOverrides
from shop.importing.words import currencies, folded
from shop.types.shop_info import ShopInfo

Kind = Literal["campaigns", "events", "suppressions", "profiles"]
ROWS_TO_LOOK_AT = 500
_TELLS: dict[Kind, Callable[[Export], bool]] = {
    "campaigns": klaviyo_campaigns.is_campaigns,
    "events": klaviyo_events.is_events,
    "suppressions": klaviyo_profiles.is_suppressions,
    "profiles": klaviyo_profiles.is_profiles,
}
"""Asked in this order: profiles have the headers of suppressions too."""


class KlaviyoSource:
    """Reads Klaviyo's exports from a folder. `notes` fills up with what was assumed while reading."""

    id_space = "klaviyo"
    """Its profiles have ids of their own, which mean nobody in the shop."""

    def __init__(self, folder: Path, *, shop: ShopOverrides | None = None) -> None:
        self.folder = Path(folder)
        self.overrides = shop or ShopOverrides()
        self.notes: list[str] = []
        self._known: ShopInfo | None = None
        self._shop: ShopInfo | None = None
        self._found: dict[Kind, list[Export]] = {}

    @property
    def guessed_shop(self) -> bool:
        """Whether nobody says which shop the exports belong to: they do not."""
        return is_guessed(self.folder, self.overrides)

    def settle(self, known: ShopInfo) -> None:
        """Hear which shop the home holds."""
        self._known = known

    def shop(self) -> ShopInfo:
        """Say which shop this is; raises ImportRefused when the folder holds no profiles or no currency is known."""
        if not self.folder.is_dir():
            raise ImportRefused("This is not a folder.", where=str(self.folder), hint="Name the folder of the exports.")
        self._sort_files()
        if not self._found["profiles"]:
            raise ImportRefused(
                "The folder has no export of profiles: no CSV file with the column Email or Phone Number.",
                where=str(self.folder), hint="Export a segment of all profiles in Klaviyo and put the file there.",
            )  # fmt: skip
        self._shop = shop_of(self.folder, self.overrides, self._seen_currency, self.notes, self._known)
        return self._shop

    def tables(self) -> Iterator[RawTable]:
        """Yield profiles as customers, then campaigns, events, and placed orders that have an id."""
        shop = self._shop or self.shop()
        book = AddressBook()
        for export in self._found["profiles"]:
            self.notes += export.notes(klaviyo_profiles.COLUMNS_READ)
            yield klaviyo_profiles.customers_table(export, book, shop.zone)
        orders = [table for export in self._found["events"] if (table := klaviyo_events.orders_table(export, book))]
        yield from orders
        for export in self._found["events"]:
            yield klaviyo_events.events_table(export, book)
        for export in self._found["campaigns"]:
            yield klaviyo_campaigns.campaigns_table(export, self.notes)

    def documents(self) -> Iterator[RawDocument]:
        """Yield nothing: the exports hold no documents."""
        return iter(())

    def pictures(self) -> Iterator[RawPicture]:
        """Yield nothing: the exports hold no pictures."""
        return iter(())

    def suppressions(self) -> Iterator[RawSuppression]:
        """Yield the addresses of the suppression exports, and of profiles that are marked as suppressed."""
        for export in self._found["suppressions"]:
            self.notes += export.notes(klaviyo_profiles.SUPPRESSION_COLUMNS_READ)
            yield from klaviyo_profiles.suppressions(export)
        for export in self._found["profiles"]:
            yield from klaviyo_profiles.suppressed_profiles(export)

    def _sort_files(self) -> None:
        self._found = {kind: [] for kind in _TELLS}
        for path in csv_files(self.folder):
            export = Export(path)
            kind = next((kind for kind, tells in _TELLS.items() if tells(export)), None)
            if kind:
                self._found[kind].append(export)
            else:
                self.notes.append(f"{path.name}: its columns are none of Klaviyo's exports; the file was not used.")

    def _seen_currency(self) -> str:
        """Return the currency that most of the first events name, or an empty text."""
        seen: Counter[str] = Counter()
        for export in self._found["events"]:
            facts = klaviyo_events.facts_of(export)
            named = (facts(row.cells).currency for row in islice(export.sound_rows(), ROWS_TO_LOOK_AT))
            seen.update(code for word in named if (code := currencies().get(folded(word), "")))
        return min(seen, key=lambda code: (-seen[code], code)) if seen else ""
