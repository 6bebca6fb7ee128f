"""Phone numbers in different notations: the normal form by a country's calling code, and every plausible other form.

Source of the codes: ITU-T E.164, as listed in calling_codes.yaml. `normal` is certain, so that it may carry a consent
or join two people; `forms` and `tail` are for refusals only, which must not miss a number for its notation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import NamedTuple

from shop.importing.people import chinese_phone

_SHORTEST = 6
"""The least digits behind a calling code that was written without its +."""
_TAIL = 8
"""So many last digits are the same in every notation of a number, whatever its country."""
TAIL_SIGN = "*"


class Calling(NamedTuple):
    """How numbers of a country are called: the code behind +, and the trunk prefix that falls away behind it."""

    country: str
    code: str
    trunk: str

    def local(self, number: str) -> str:
        """Return a national number without its trunk prefix."""
        return number.removeprefix(self.trunk) if self.trunk else number

    def international(self, local: str) -> set[str]:
        """Return the ways of writing a number with its code; it is given without code and trunk prefix."""
        return {f"+{self.code}{local}", f"{self.code}{local}", f"+{self.code}{self.trunk}{local}"}

    def national(self, local: str) -> set[str]:
        """Return the ways of writing it without the code."""
        return {local, f"{self.trunk}{local}"}


@cache
def calling_codes() -> tuple[Calling, ...]:
    """Return the countries whose calling codes are known."""
    import yaml

    text = resources.files("shop.importing.merge").joinpath("calling_codes.yaml").read_text(encoding="utf-8")
    return tuple(Calling(country, *codes) for country, codes in yaml.safe_load(text)["countries"].items())


def normal(phone: str, country: str = "") -> str:
    """Return the international form; a national number of no country, or of one not in the table, as it is."""
    number = _digits(phone)
    if number.startswith("+"):
        return number
    found = _of_country(country)
    return f"+{found.code}{found.local(number)}" if found else number


def forms(phone: str, countries: Iterable[str] = ()) -> set[str]:
    """Return every plausible notation that does not lose what the number says about its country.

    A national number is taken for one of any of `countries`, in any notation; an international one stays international.
    """
    number = _digits(phone)
    if number.startswith("+"):
        return {number}.union(*(one.international(local) for one, local in _read(number[1:], calling_codes())))
    asked = tuple(one for country in sorted(set(countries)) if (one := _of_country(country)))
    found = {number, chinese_phone(number)}
    for calling, local in (*_read(number, asked), *((each, each.local(number)) for each in asked)):
        found |= calling.international(local) | calling.national(local)
    return found


def short_forms(phone: str) -> set[str]:
    """Return the national notations of an international number: under them a number of no country may be meant."""
    digits = _digits(phone)
    read = _read(digits[1:], calling_codes()) if digits.startswith("+") else ()
    return set().union(*(one.national(local) for one, local in read))


def tail(phone: str) -> str:
    """Return the last digits, marked: what a number of an unknown country shares with its other notations."""
    return TAIL_SIGN + _digits(phone).removeprefix("+")[-_TAIL:]


def placed(phone: str, country: str = "") -> bool:
    """Return whether the number's country is known, by its code or by where the person lives."""
    number = _digits(phone)
    if number.startswith("+"):
        return any(number[1:].startswith(calling.code) for calling in calling_codes())
    return _of_country(country) is not None


def _digits(phone: str) -> str:
    number = re.sub(r"[^\d+]", "", phone)
    return f"+{number[2:]}" if number.startswith("00") else number


def _read(digits: str, among: tuple[Calling, ...]) -> list[tuple[Calling, str]]:
    """Return the countries whose code the digits begin with, each with what follows it."""
    found = [(one, digits.removeprefix(one.code)) for one in among if digits.startswith(one.code)]
    return [(one, one.local(rest)) for one, rest in found if len(rest) >= _SHORTEST]


@cache
def _of_country(country: str) -> Calling | None:
    return next((calling for calling in calling_codes() if calling.country == country), None)
