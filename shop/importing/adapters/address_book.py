"""Who a row of an export speaks of: the key of a customer, and finding that key again by e-mail or phone."""

from __future__ import annotations

import hashlib
import re

_PHONE_SIGNS = re.compile(r"[^\d+]")


class AddressBook:
    """Keys of customers by address. An address that two keys share finds neither: nothing is guessed."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}

    def add(self, key: str, email: str, phone: str) -> None:
        """Remember a customer's addresses."""
        for address in filter(None, (_email(email), _phone(phone))):
            if self._keys.setdefault(address, key) != key:
                self._keys[address] = ""

    def find(self, email: str, phone: str = "") -> str:
        """Return the key of the customer with this e-mail address, else with this phone; empty when none or several."""
        mail = _email(email)
        return self._keys.get(mail, "") if mail else self._keys.get(_phone(phone), "")


def key_of(stated: str, email: str, phone: str, *others: str) -> str:
    """Return the key of a customer: the stated id, else the e-mail address, the phone, or a hash of the `others`.

    Empty when the row says nothing about anybody. The same row gives the same key in every import.
    """
    if stated or email or phone:
        return stated or _email(email) or _phone(phone)
    text = "\x1f".join(part.strip().casefold() for part in others)
    return f"person-{hashlib.sha256(text.encode()).hexdigest()[:16]}" if any(map(str.strip, others)) else ""


def _email(text: str) -> str:
    return text.strip().lower()


def _phone(text: str) -> str:
    digits = _PHONE_SIGNS.sub("", text)
    return "+" + digits[2:] if digits.startswith("00") else digits
