"""Addresses in lists: read as the import reads those of customers, so that both have the same hash."""

from __future__ import annotations

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


def all_forms(channel: Channel, address: str) -> list[str]:
    """Return every form under which the store may hold the address: a refusal must not miss one."""
    return sorted({address, chinese_phone(address)}) if channel == "sms" else [address]
