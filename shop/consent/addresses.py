"""Addresses in lists: read as the import reads those of customers, so that both have the same hash."""

from __future__ import annotations

from collections.abc import Iterable

from shop.importing.merge.phones import forms, normal, placed, short_forms, tail
from shop.importing.people import chinese_phone, read_email, read_phone
from shop.importing.reading import Unreadable
from shop.record import Channel
from shop.types import ShopInfo

COLUMNS: dict[Channel, str] = {"email": "email", "sms": "phone", "wecom": "wecom_id"}
"""The column of customers.csv that holds a channel's address."""


def read_address(channel: Channel, cell: str, shop: ShopInfo) -> str:
    """Return the address in the form of the store, or an empty text when it is none.

    An eleven-digit Chinese mobile number gets +86 where the shop's only market is China, as at the import.
    """
    try:
        if channel == "email":
            return read_email(cell) or ""
        if channel == "sms":
            phone = read_phone(cell) or ""
            return chinese_phone(phone) if {market.country for market in shop.markets} == {"CN"} else phone
        return cell.strip()
    except Unreadable:
        return ""


def all_forms(channel: Channel, address: str, countries: Iterable[str]) -> list[str]:
    """Return every form under which a refusal is kept: it must not miss whoever has the address in another notation.

    `countries` are those that a national phone number may belong to; its last digits stand for all others.
    """
    return sorted({address, *forms(address, countries), tail(address)}) if channel == "sms" else [address]


def lookup_forms(channel: Channel, address: str, country: str, markets: Iterable[str]) -> list[str]:
    """Return every form under which a refusal of a customer's address may be kept.

    The last digits are compared only where neither the number nor the customer tells the country of a phone.
    """
    if channel != "sms":
        return [address]
    known = placed(address, country)
    found = {address, *forms(address, [country] if known else markets), *short_forms(address)}
    return sorted(found if known else found | {tail(address)})


def own_forms(channel: Channel, address: str, country: str) -> list[str]:
    """Return the forms that certainly are this address, the normal one first: a consent holds for no other."""
    return list(dict.fromkeys([normal(address, country), address])) if channel == "sms" else [address]


def market_countries(shop: ShopInfo) -> list[str]:
    """Return the countries of the shop's markets, in order."""
    return sorted({market.country for market in shop.markets})
