"""Personal data by its form, and names by a list. Numbers count with their check digits where they have some."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple, get_args

from guard.claims.normal import has_digit, normal
from guard.pii.addresses import addresses
from guard.pii.numbers import is_card, is_chinese_identity, is_iban, is_ssn

Kind = Literal["email", "card", "iban", "cn_id", "us_ssn", "uk_nino", "phone", "ip", "address", "name"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![\w-])")
_LONG = re.compile(r"(?<![\w.])\d(?:[ -]?\d){11,18}(?![\w-]|\.\d)")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,4})?(?![A-Za-z0-9])")
_CN_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])")
_SSN = re.compile(r"(?<![\d-])(\d{3})[- ](\d{2})[- ](\d{4})(?![\d-])")
_NINO = re.compile(
    r"(?<![A-Za-z0-9])(?![DFIQUV])[A-Z](?![DFIQUVO])[A-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])", re.IGNORECASE
)
_CN_MOBILE = re.compile(r"(?<![\d.])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
_CN_LANDLINE = re.compile(r"(?<!\d)\(?0\d{2,3}\)?[ -]\d{7,8}(?!\d)|(?<!\d)400[- ]?\d{3}[- ]?\d{4}(?!\d)")
_INTERNATIONAL = re.compile(r"(?<![\w+])(?:\+|00)[1-9]\d{0,2}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?!\w)")
_GROUPED = re.compile(
    r"(?<![\w./:-])(?:\(\d{2,5}\)[ -]?\d{2,4}(?:[ .-]\d{2,4}){1,3}|\d{3}[-. ]\d{3}[-. ]\d{3,4}(?:x\d{1,5})?"
    r"|0\d{2,5}(?:[ -]\d{2,4}){1,4}|0\d{9,10}|\d{2}(?:[ .-]\d{2}){3,4}|\d{5} \d{3} \d{3}|0\d{4} \d{3} \d{3})(?![\w/:-]|\.\d)"
)
_ANY_GROUPS = re.compile(r"(?<![\w./:$£€¥-])\(?\d{1,5}\)?(?:[ .-]?\d{2,5}){1,4}(?:x\d{1,5})?(?![\w/:%-]|\.\d)")
_CALLED = re.compile(
    r"(?<!order )(?<!invoice )(?<!tracking )(?<!model )(?<!item )(?<!part )(?:phone|call|text|mobile|cell|tel|number|fax|whatsapp|reach|contact|ring|dial|sms|电话|手机|号码|致电|联系)[^\n.!?]{0,36}$",
    re.IGNORECASE,
)
_IP = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])")
_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Close"
    r"|Crescent|Parkway|Pkwy|Highway|Hwy|Row|Mews|Alley|Circle|Cir|Trail|Walk|Gardens?|Grove)"
)
_ADDRESS = re.compile(
    rf"(?<![\w$£€¥.])\d{{1,5}}[A-Za-z]? (?:[A-Z][\w'.-]{{1,20}} ){{1,4}}{_STREET}\b\.?(?:,? (?:Apt|Suite|Unit|Flat|#)\.? ?\w{{1,6}})?"
    rf"(?:[,\n ]+[A-Z][A-Za-z .'-]{{1,30}})?(?:,? [A-Z]{{2}})?(?:,? \d{{5}}(?:-\d{{4}})?)?"
    r"|(?<!\w)(?:P\.?O\.? ?Box \d{1,6})|(?<!\w)(?:Apt|Apartment|Suite|Flat|Unit)\.? \d{1,5}[A-Za-z]?\b"
    r"|(?<![\w$£€¥.])(?:[A-Z]\w{2,24}(?:straße|strasse|str\.|gatan|gata|vej|weg|gasse|katu|tie|utca|út|ulica)"
    r"|(?:Rua|Rue|Via|Calle|Avenida|Carrer|Piazza|Ulica|Strada)(?: (?:de|del|da|do|di|la|le|les|dos|das))? [A-Z]\w+(?: [A-Z]\w+){0,2})"
    r",? \d{1,4}[a-z]?\b|(?<![\w$£€¥.])\d{1,5} [A-Z]\w{2,24}(?:katu|tie|vej|gatan|weg|utca)\b(?: \d{1,4})?"
)
_ADDRESS_ZH = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}(?:省|自治区))?(?:[\u4e00-\u9fff]{2,8}(?:市|州|盟))?(?:[\u4e00-\u9fff]{1,8}[区县旗镇乡])?"
    r"[\u4e00-\u9fff]{1,12}(?:路|街|道|巷|弄|胡同|村|大道)\s?[\d一二三四五六七八九十百]{1,6}(?:号|弄)"
    r"(?:[\u4e00-\u9fff\d]{0,12}(?:栋|幢|单元|楼|室|号|层|座))*"
)
_TO_AN_ADDRESS = re.compile(r"(?:请|麻烦|帮我)?(?:寄[到给往]?|[送发快递]到|地址[是为]?|住在?|[在到])")


class Pii(NamedTuple):
    """Something personal: its kind and place [start, end) in the text."""

    kind: Kind
    start: int
    end: int
    text: str


def find(text: str, names: Collection[str] = ()) -> tuple[Pii, ...]:
    """Return the personal data of `text` in order of place, without overlaps; `names` are people to look for.

    Names of people who are not listed are not found: no list or form knows them.
    """
    plain = normal(text)
    taken = bytearray(len(plain))
    kept: list[Pii] = []
    for kind, start, end in _all(plain, names):
        if end > start and not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append(Pii(kind, start, end, text[start:end]))
    return tuple(sorted(kept, key=lambda one: one.start))


def _all(plain: str, names: Collection[str]) -> Iterator[tuple[Kind, int, int]]:
    """Yield candidates; the kinds that are surest come first and take their places."""
    for found in _EMAIL.finditer(plain) if "@" in plain else ():
        yield "email", *found.span()
    if has_digit(plain):
        yield from _with_digits(plain)
    for found in _ADDRESS_ZH.finditer(plain):
        verb = _TO_AN_ADDRESS.match(found.group())
        yield "address", found.start() + (verb.end() if verb else 0), found.end()
    low = plain.lower()
    for name in sorted(names, key=lambda item: (-len(item), item)):
        if len(name.strip()) > 1:
            for found in re.finditer(rf"(?<![a-z]){re.escape(normal(name).lower())}(?![a-z])", low):
                yield "name", *found.span()


def _with_digits(plain: str) -> Iterator[tuple[Kind, int, int]]:
    yield from _numbered(plain)
    for found in _IP.finditer(plain):
        yield "ip", *found.span()
    yield from _phones(plain)
    for place in addresses(plain):
        yield "address", *place
    for found in _ADDRESS.finditer(plain):
        yield "address", *found.span()


def _numbered(plain: str) -> Iterator[tuple[Kind, int, int]]:
    for found in _CN_ID.finditer(plain):
        if is_chinese_identity(found.group()):
            yield "cn_id", *found.span()
    for found in _LONG.finditer(plain):
        if is_card(re.sub(r"[ -]", "", found.group())):
            yield "card", *found.span()
    for found in _IBAN.finditer(plain):
        if is_iban(found.group().replace(" ", "")):
            yield "iban", *found.span()
    for found in _SSN.finditer(plain):
        if is_ssn(found[1], found[2], found[3]):
            yield "us_ssn", *found.span()
    for found in _NINO.finditer(plain):
        yield "uk_nino", *found.span()


def _phones(plain: str) -> Iterator[tuple[Kind, int, int]]:
    for pattern in (_CN_MOBILE, _CN_LANDLINE, _INTERNATIONAL):
        for found in pattern.finditer(plain):
            if 7 <= sum(char.isdigit() for char in found.group()) <= 15:
                yield "phone", *found.span()
    for found in _GROUPED.finditer(plain):
        digits = sum(char.isdigit() for char in found.group())
        if 9 <= digits <= 15:
            yield "phone", *found.span()
    for found in _ANY_GROUPS.finditer(plain):
        digits = sum(char.isdigit() for char in found.group())
        if 7 <= digits <= 15 and _CALLED.search(plain, max(0, found.start() - 48), found.start()):
            yield "phone", *found.span()
