"""Who a buyer is in an export that gives no customer id: the account, the contact id, the phone, the e-mail.

A masked value (138****1234, 张*) names nobody. An id made from a phone or e-mail is a short digest of it: ids are
shown and logged, and a number need not be. It is no protection against who has the list of all numbers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable

from shop.importing.contract import RawTable
from shop.importing.people import read_email, read_phone
from shop.importing.reading import Unreadable

_MASK = re.compile(r"\*|＊|[xX]{3,}|●|•{2,}")


NOBODY = ("0", "-1")
"""Customer ids that shop systems give to every guest."""


def unmasked(cell: str) -> str:
    """Return the cell, or an empty text when part of it is hidden by stars or the like."""
    text = cell.strip()
    return "" if _MASK.search(text) else text


def buyer_id(*, stated: str = "", account: str = "", wecom: str = "", phone: str = "", email: str = "",
             nickname: str = "") -> str:  # fmt: skip
    """Return the id of a buyer from the best thing known, or an empty text: then the order is a guest's."""
    for plain in (stated, account, wecom):
        if unmasked(plain) and plain.strip() not in NOBODY:
            return plain.strip()
    if digits(phone):
        return f"phone-{_digest(digits(phone))}"
    address = _read(read_email, unmasked(email))
    if address:
        return f"email-{_digest(address)}"
    return f"name-{_digest(unmasked(nickname))}" if unmasked(nickname) else ""


def _read(read: Callable[[str], str | None], cell: str) -> str:
    try:
        return str(read(cell) or "")
    except Unreadable:
        return ""


def phones_of(tables: Iterable[RawTable]) -> dict[str, str]:
    """Return phone -> customer id of the customers in `tables`; a phone of two customers names neither."""
    found: dict[str, str] = {}
    for table in tables:
        places = {name: place for place, name in enumerate(table.columns)}
        if "phone" not in places or "customer_id" not in places:
            continue
        for row in table.rows:
            if row.problem or len(row.cells) != len(table.columns):
                continue
            phone, owner = digits(row.cells[places["phone"]]), row.cells[places["customer_id"]].strip()
            if phone and owner:
                found[phone] = owner if found.get(phone, owner) == owner else ""
    return {phone: owner for phone, owner in found.items() if owner}


def digits(cell: str) -> str:
    """Return a whole phone number without the Chinese country code; empty when it is masked or none."""
    return _read(read_phone, unmasked(cell)).removeprefix("+86")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
