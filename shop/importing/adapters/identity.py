"""Which shop an export belongs to: other systems' exports do not say it, so a person, shop.json or the folder does."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from shop.clock import zone_named
from shop.errors import ImportRefused, InvalidInput
from shop.importing.csv_source import ShopOverrides
from shop.importing.shop_document import read_shop
from shop.importing.words import currencies
from shop.types.shop_info import Sender, ShopInfo


def is_guessed(folder: Path, stated: ShopOverrides) -> bool:
    """Return whether neither a person nor a shop.json says which shop an export belongs to."""
    return not stated.id and not (folder / "shop.json").is_file()


def shop_of(
    folder: Path, stated: ShopOverrides, seen: Callable[[], str], notes: list[str], known: ShopInfo | None = None
) -> ShopInfo:
    """Return the shop: shop.json of the folder with what was `stated` over it, or that and the folder's name.

    `seen` finds the currency that the files use; it is asked only when nobody states one. `known` is the shop that the
    home holds: where the export does not say its own, it belongs to that. What was assumed goes into `notes`. Raises
    ImportRefused for a shop.json that cannot be used or when no currency is known, InvalidInput for an unknown zone or
    currency.
    """
    document = folder / "shop.json"
    if document.is_file():
        return _from_document(document, stated)
    if known is not None and not stated.id:
        currency = stated.currency.upper() or seen() or known.currency
        return known.model_copy(update={"currency": currency, "zone": zone_named(stated.zone or known.zone).key})
    name = stated.name or folder.resolve().name
    if not stated.zone:
        notes.append("No time zone was stated: times without an offset were read as UTC (say it with --zone).")
    return ShopInfo(
        id=stated.id or re.sub(r"[^\w.-]+", "-", name.casefold()).strip("-") or "shop",
        name=name, zone=zone_named(stated.zone or "UTC").key, currency=_currency(folder, stated, seen, notes),
        languages=(stated.language or "en",), sender=Sender(name=name),
    )  # fmt: skip


def _from_document(path: Path, stated: ShopOverrides) -> ShopInfo:
    try:
        shop = read_shop(path.read_text(encoding="utf-8-sig"), path, "Correct shop.json.")
    except UnicodeDecodeError as error:
        raise ImportRefused("This file is not UTF-8.", where=str(path), hint="Save shop.json as UTF-8.") from error
    over = {key: value for key, value in stated.model_dump(exclude={"language"}).items() if value}
    zone_named(over.get("zone", shop.zone))
    return ShopInfo.model_validate(shop.model_dump() | over)


def _currency(folder: Path, stated: ShopOverrides, seen: Callable[[], str], notes: list[str]) -> str:
    if stated.currency:
        code = stated.currency.upper()
        if code.casefold() not in currencies():
            raise InvalidInput(f"{code!r} is not a currency.", hint="Use an ISO 4217 code such as CNY or EUR.")
        return code
    found = seen()
    if not found:
        raise ImportRefused(
            "No currency is stated anywhere in the export.",
            where=str(folder), hint="Say it with --currency EUR, or write a shop.json into the folder.",
        )  # fmt: skip
    notes.append(f"The shop's currency was taken from the data: {found} (say it with --currency).")
    return found
