"""An audit of finished messages that shares no code with the guard: another way to the same answer.

The guard reads claims by type and role. This audit knows no roles: it writes every evidence value in all the ways a
reader may meet it, and asks that each number, code, address and quotation of the copy is one of those.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from shop.evidence import (
    BoolValue,
    CodeValue,
    DateTimeValue,
    DateValue,
    DaysValue,
    ListValue,
    MoneyValue,
    NumberValue,
    PercentValue,
    TextValue,
    UrlValue,
    Value,
)
from shop.types import Message

_URL = re.compile(r"https?://[^\s<>\"'“”()【】,。、]+|www\.[^\s<>\"'“”()【】,。、]+")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_CODE = re.compile(r"(?<![A-Za-z0-9])(?=[A-Z0-9_-]*[A-Z])(?=[A-Z0-9_-]*[0-9])[A-Z0-9][A-Z0-9_-]{2,40}(?![A-Za-z0-9])")
_NUMBER = re.compile(r"[0-9][0-9.,:]*")
_HAN = re.compile(
    r"(?:百分之)([零一二两三四五六七八九十百千万点]{1,8})|([零一二两三四五六七八九十百千万]{1,8})(?=元|块钱|折(?!叠)|%)"
)
_OFFSET = re.compile(r"UTC[+-][0-9]{2}:[0-9]{2}")
_QUOTE = re.compile(r"[“「]([^“”「」]{6,400})[”」]")
_CURRENCY = re.compile(r"[$£€¥]\s?$|(?:USD|EUR|GBP|CNY)\s?$")
_CURRENCY_AFTER = re.compile(r"元|块|美元|欧元|英镑|[€£](?! ?[0-9])")
_DIGIT_OF = dict(zip("零一二三四五六七八九", "0123456789", strict=True)) | {"两": "2", "点": "."}


class _Known(NamedTuple):
    """Everything the evidence lets a message say, as strings."""

    numbers: frozenset[str]
    amounts: frozenset[str]
    percents: frozenset[str]
    texts: str
    urls: frozenset[str]
    offsets: frozenset[str]


def audit(message: Message, other_brands: Iterable[str] = ()) -> list[str]:
    """Return what in the copy of `message` its evidence does not ground; empty when all is grounded.

    `other_brands` are names that must not occur: those of the other shops of the same run.
    """
    known = _known(message)
    parts = _parts(message)
    problems = [problem for part, text in parts for problem in _ungrounded(part, _plain(text), known)]
    problems += [f"{part}: a slot is left" for part, text in parts if "[[" in text or "]]" in text]
    whole = " ".join(text for _, text in parts).lower()
    mine = known.texts.lower()
    problems += [
        f"names another brand: {brand!r}"
        for brand in other_brands
        if brand and brand.lower() in whole and brand.lower() not in mine
    ]
    return problems + list(_foreign(message))


def _parts(message: Message) -> list[tuple[str, str]]:
    copy = message.copy_
    named = {
        "subject": copy.subject, "preheader": copy.preheader, "greeting": copy.greeting, "cta": copy.cta,
        "signoff": copy.signoff, "link": copy.link, "text": copy.text, "why_now": message.why_now.text,
    }  # fmt: skip
    parts = [*named.items(), *((f"body.{number}", text) for number, text in enumerate(copy.body, 1))]
    for block in copy.blocks:
        parts += [(f"block {block.evidence_id}", f"{block.name}\n{block.price}\n{block.link}")]
    return [(name, text) for name, text in parts if text]


def _foreign(message: Message) -> Iterator[str]:
    """Evidence that the draft names but the message does not carry, or that is about another customer."""
    ids = {item.id for item in message.evidence}
    for part, text in message.draft.parts().items():
        yield from (f"{part}: no evidence {id_}" for id_ in re.findall(r"\[\[([A-Z]\d*)\.", text) if id_ not in ids)
    for id_ in sorted(set(message.why_now.evidence) - ids):
        yield f"why_now: no evidence {id_}"
    for item in message.evidence:
        owner = item.fields.get("customer_id")
        if isinstance(owner, TextValue) and owner.text != message.customer_id:
            yield f"{item.id} belongs to customer {owner.text!r}"


def _ungrounded(part: str, text: str, known: _Known) -> Iterator[str]:
    for found in _MAIL.findall(text):
        if found.lower() not in known.texts.lower():
            yield f"{part}: mail address {found!r}"
    for url in _URL.findall(text):
        if not _known_url(url.rstrip(".;:!?"), known.urls):
            yield f"{part}: address {url!r}"
    text = _URL.sub(" ", _MAIL.sub(" ", text))
    text = _OFFSET.sub(lambda found: " " if found.group() in known.offsets else found.group(), text)
    for quote in _QUOTE.findall(text):
        if quote.strip(" .,!?。").lower() not in known.texts.lower():
            yield f"{part}: quotation {quote!r}"
    for found in _CODE.findall(text):
        if found not in known.texts:
            yield f"{part}: code {found!r}"
    yield from (f"{part}: number {token!r}" for token in _unknown_numbers(_CODE.sub(" ", text), known))


def _unknown_numbers(text: str, known: _Known) -> Iterator[str]:
    for found in _NUMBER.finditer(text):
        token = found.group().rstrip(".,:")
        end = found.start() + len(token)
        beside = (text[max(0, found.start() - 1) : end + 1].strip(), text[found.start() : end + 1].strip())
        if any(words != token and words in known.texts for words in beside):
            continue
        allowed = _allowed_for(text, found.start(), found.start() + len(token), known)
        if not any(form in allowed for form in _forms(token)):
            yield token
    for found in _HAN.finditer(text):
        value = _from_han(found.group(1) or found.group(2))
        if text[found.end() : found.end() + 1] == "折":
            tenths = value if value < 10 else value / 10
            grounded = _short(100 - tenths * 10) in known.percents
        else:
            grounded = _short(value) in known.amounts | known.percents
        if not grounded:
            yield found.group()


def _allowed_for(text: str, start: int, end: int, known: _Known) -> frozenset[str]:
    """What stands beside a number says from which values it must come."""
    after = text[end : end + 5].lstrip(" ")
    if after.startswith("折") and not after.startswith("折叠"):
        return frozenset(_as_zhe(percent) for percent in known.percents)
    if _CURRENCY.search(text[max(0, start - 5) : start]) or _CURRENCY_AFTER.match(after):
        return known.amounts
    if after.startswith("%"):
        return known.percents
    return known.numbers


def _known(message: Message) -> _Known:
    values = [value for item in message.evidence for value in _flat(item.fields.values())]
    texts = [_plain(text) for value in values for text in _texts_of(value)]
    moments = [item.as_of for item in message.evidence]
    amounts = {form for value in values if isinstance(value, MoneyValue) for form in _forms(str(value.money))}
    percents = {_short(value.percent) for value in values if isinstance(value, PercentValue)}
    percents |= {_short(value.number) for value in values if isinstance(value, NumberValue) and value.unit == "%"}
    numbers = {form for value in values for form in _numbers_of(value)} | amounts | percents
    numbers |= {form for moment in moments for form in _date_forms(moment.date())}
    words = [_plain(value.text) for value in values if isinstance(value, TextValue)]
    spelled = {form for text in words for token in _NUMBER.findall(text) for form in _forms(token.rstrip(".,:"))}
    urls = {value.url for value in values if isinstance(value, UrlValue)}
    return _Known(
        numbers=frozenset(numbers | spelled),
        amounts=frozenset(amounts),
        percents=frozenset(percents),
        texts="\n".join(texts),
        urls=frozenset(urls),
        offsets=frozenset(
            f"UTC{value.datetime.isoformat()[-6:]}" for value in values if isinstance(value, DateTimeValue)
        ),
    )


def _flat(values: Iterable[Value]) -> Iterator[Value]:
    for value in values:
        if isinstance(value, ListValue):
            yield from _flat(value.list)
        else:
            yield value


def _texts_of(value: Value) -> list[str]:
    match value:
        case TextValue():
            return [value.text]
        case CodeValue():
            return [value.code]
        case UrlValue():
            return [value.url]
    return []


def _numbers_of(value: Value) -> set[str]:
    match value:
        case NumberValue():
            return _forms(str(value.number))
        case DaysValue():
            return {str(value.days)}
        case DateValue():
            return _date_forms(value.date)
        case DateTimeValue():
            before = value.datetime.date() - dt.timedelta(days=1)
            return _date_forms(value.datetime.date()) | _date_forms(before) | {f"{value.datetime:%H:%M}"}
        case BoolValue():
            return set()
    return set()


def _date_forms(day: dt.date) -> set[str]:
    return {str(day.year), str(day.month), f"{day.month:02d}", str(day.day), f"{day.day:02d}"}


def _forms(token: str) -> set[str]:
    """All that a written number may mean: separators of either kind, with and without needless zeros."""
    if ":" in token:
        return {token}
    readings = {token.replace(",", ""), token.replace(".", "").replace(",", ".")} if "," in token else {token}
    return {_short(Decimal(text)) for text in readings if re.fullmatch(r"\d{1,30}(?:\.\d{1,30})?", text)} | {token}


def _short(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _as_zhe(percent: str) -> str:
    return _short((100 - Decimal(percent)) / 10)


def _from_han(text: str) -> Decimal:
    total, digit = 0, 0
    if not set(text) & set("十百千万"):
        return Decimal("".join(_DIGIT_OF[char] for char in text).strip(".") or "0")
    for char in text:
        if char == "万":
            total, digit = (total + digit) * 10000, 0
        elif char in "十百千":
            total, digit = total + (digit or 1) * 10 ** ("十百千".index(char) + 1), 0
        elif char != "点":
            digit = int(_DIGIT_OF[char])
    return Decimal(total + digit)


def _known_url(url: str, known: frozenset[str]) -> bool:
    return url in known or any(_host(url) == _host(allowed) for allowed in known)


def _host(url: str) -> str:
    return re.sub(r"^[a-z]+://", "", url.lower()).split("/")[0].split("?")[0].split("#")[0]


def _plain(text: str) -> str:
    """Half-width and visible; a Chinese comma ends a number, it never groups its digits."""
    apart = text.replace("\uff0c", "\uff0c ")
    return re.sub(r"[\u200b-\u200f\u2060\ufeff]", "", unicodedata.normalize("NFKC", apart))
