"""Check digits: Luhn (ISO/IEC 7812), IBAN mod 97 (ISO 13616), Chinese resident identity (GB 11643, ISO 7064)."""

from __future__ import annotations

import datetime as dt

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_LENGTHS = {
    "GB": 22, "DE": 22, "FR": 27, "ES": 24, "IT": 27, "NL": 18, "BE": 16, "CH": 21, "AT": 20, "IE": 22, "SE": 24,
    "PL": 28, "PT": 25, "DK": 18, "NO": 15, "FI": 18, "LU": 20, "GR": 27, "CZ": 24, "HU": 28, "RO": 24,
}  # fmt: skip


def luhn(digits: str) -> bool:
    """Return whether the digits end in their Luhn check digit."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """Return whether it can be a payment card: 12 to 19 digits of a known scheme, with a right check digit."""
    scheme = digits[0] in "23456" or digits.startswith(("1800", "2131"))
    return 12 <= len(digits) <= 19 and scheme and len(set(digits)) > 1 and luhn(digits)


def is_iban(text: str) -> bool:
    """Return whether it is an IBAN of a plausible length with right check digits."""
    text = text.upper()
    if not text[:2].isalpha() or not text[2:4].isdigit() or len(text) != _LENGTHS.get(text[:2], len(text)):
        return False
    moved = text[4:] + text[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def is_chinese_identity(text: str) -> bool:
    """Return whether 18 characters are a resident identity number: region, birthday, serial, check character."""
    if len(text) != 18 or not text[:17].isdigit() or text[0] not in "12345678":
        return False
    try:
        born = dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(char) for weight, char in zip(_WEIGHTS, text[:17], strict=True))
    return born.year >= 1880 and _CHECKS[total % 11] == text[17].upper()


def is_ssn(area: str, group: str, serial: str) -> bool:
    """Return whether it is a US social security number that can have been issued (SSA: no 000, 666 or 9xx area)."""
    return area not in ("000", "666") and area[0] != "9" and group != "00" and serial != "0000"
