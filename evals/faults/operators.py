"""Ways of making a true text false. Each returns the changed text, or None where it does not fit."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from evals.faults.worlds import GoodText, without
from shop.evidence import MoneyValue, NumberValue, TextValue, Value

Operator = Callable[[GoodText, random.Random], str | None]

_MONEY = re.compile(r"(?:[$£€¥]\s?)\d[\d,]*(?:\.\d{1,2})?|\d[\d,]*(?:\.\d{1,2})?\s?(?:元|块)")
_DATE_EN = re.compile(
    r"(January|February|March|April|May|June|July|August|September|October|November|December) (\d{1,2})"
)
_DATE_ZH = re.compile(r"(\d{1,2})月(\d{1,2})日")
_PERCENT = re.compile(r"(\d{1,2})(%| percent)")
_ZHE = re.compile(r"(\d(?:\.\d)?|[一二三四五六七八九]{1,2})折")


class Fault(NamedTuple):
    """A named operator and the group whose target it counts for."""

    name: str
    group: str
    apply: Operator


def price_changed(good: GoodText, dice: random.Random) -> str | None:
    """Change an amount by 5 to 40 percent."""
    factor = Decimal(dice.choice((60, 80, 90, 95, 105, 110, 125))) / 100
    return _at(good, _MONEY, dice, lambda word: _number(word, lambda value: (value * factor).quantize(_step(word))))


def digit_swapped(good: GoodText, dice: random.Random) -> str | None:
    """Exchange two neighbouring digits of an amount."""
    return _at(good, _MONEY, dice, _swap_digits)


def wan_for_yuan(good: GoodText, dice: random.Random) -> str | None:
    """Multiply by ten thousand or a thousand: 329元 becomes 329万元, $63 becomes $63k."""
    if good.language == "zh":
        return _at(good, re.compile(r"\d[\d,.]*元"), dice, lambda word: word.replace("元", "万元"))
    return _at(good, re.compile(r"[$£]\d[\d,]*(?:\.\d\d)?(?!\d)"), dice, lambda word: word + "k")


def currency_changed(good: GoodText, dice: random.Random) -> str | None:
    """Change the currency of an amount."""
    pairs = {"$": "£", "£": "$", "元": "美元", "块": "欧元"}
    return _at(good, _MONEY, dice, lambda word: next(word.replace(a, b, 1) for a, b in pairs.items() if a in word))


def fold_for_percent(good: GoodText, dice: random.Random) -> str | None:
    """Confuse what is paid with what is taken off: 8.5折 becomes 85% off, 20% becomes 80%."""
    if good.language == "zh":
        return _at(good, _ZHE, dice, lambda word: f"减{_paid(word)}%")
    return _at(good, _PERCENT, dice, lambda word: re.sub(r"\d+", lambda n: str(100 - int(n.group())), word))


def price_for_list_price(good: GoodText, dice: random.Random) -> str | None:
    """Exchange a price and its former price."""
    return _swapped_roles(good, ("price", "price_now"), ("list_price", "price_then", "reference_price"))


def threshold_for_reduction(good: GoodText, dice: random.Random) -> str | None:
    """Exchange the threshold and the reduction of an offer."""
    for item in _of(good, "O"):
        threshold, reduction = item.get("threshold"), item.get("reduction")
        if isinstance(threshold, MoneyValue) and isinstance(reduction, MoneyValue):
            return _exchange(good.text, _amounts(threshold), _amounts(reduction))
    return None


def date_shifted(good: GoodText, dice: random.Random) -> str | None:
    """Move a day by some days."""
    by = dice.choice((-9, -3, -1, 1, 2, 6))
    if good.language == "zh":
        return _at(good, _DATE_ZH, dice, lambda word: _shift_zh(word, by))
    return _at(good, _DATE_EN, dice, lambda word: _shift_en(word, by))


def wrong_product(good: GoodText, dice: random.Random) -> str | None:
    """Name another real product of the evidence instead of the one meant."""
    names, shorts = (_texts(_of(good, "P"), field) for field in ("name", "short_name"))
    for group in (names, shorts):
        present = [name for name in group if name in good.text]
        if len(present) == 1 and len(group) > 1:
            other = dice.choice([name for name in group if name != present[0]])
            return good.text.replace(present[0], other)
    return None


def wrong_pairing(good: GoodText, dice: random.Random) -> str | None:
    """Exchange the prices of two products that are both named."""
    prices = [value for item in _of(good, "P") if isinstance(value := item.get("price"), MoneyValue)]
    if len(prices) < 2:
        return None
    return _exchange(good.text, _amounts(prices[0]), _amounts(prices[1]))


def attribute_swapped(good: GoodText, dice: random.Random) -> str | None:
    """Give a product the attribute value of another real product."""
    products = _of(good, "P")
    if len(products) < 2:
        return None
    for field, value in _shuffled(products[0].items(), dice):
        other = products[1].get(field)
        if field in _NOT_ATTRIBUTES or other is None:
            continue
        for mine, its in zip(_forms(value), _forms(other), strict=False):
            if mine in good.text and its not in good.text:
                return good.text.replace(mine, its)
    return None


def attribute_value(good: GoodText, dice: random.Random) -> str | None:
    """Change the number of an attribute."""
    for item in _of(good, "P"):
        for field, value in _shuffled(item.items(), dice):
            if field in _NOT_ATTRIBUTES or not isinstance(value, NumberValue):
                continue
            for form in _forms(value):
                if re.search(rf"(?<![\d.,]){re.escape(form)}(?![\d.])", good.text):
                    changed = _number(form, lambda v: v * dice.choice((2, 3)) if v > 1 else v + 1)
                    return re.sub(rf"(?<![\d.,]){re.escape(form)}(?![\d.])", changed, good.text, count=1)
    return None


def attribute_word(good: GoodText, dice: random.Random) -> str | None:
    """Change an attribute that is a word: material, colour, origin …"""
    for item in _of(good, "P"):
        for field, value in _shuffled(item.items(), dice):
            if field in _NOT_ATTRIBUTES or not isinstance(value, TextValue) or field not in _OTHER_WORDS:
                continue
            if value.text in good.text:
                others = [word for word in _OTHER_WORDS[field][good.language] if word not in good.text]
                return good.text.replace(value.text, dice.choice(others))
    return None


def dropped(condition: str) -> Operator:
    """Return the operator that leaves out a condition of an offer."""

    def drop(good: GoodText, dice: random.Random) -> str | None:
        changed = without(good.marked, condition)
        return None if changed == good.text else changed

    return drop


def added(kind: str) -> Operator:
    """Return the operator that adds a false sentence of this kind."""

    def add(good: GoodText, dice: random.Random) -> str | None:
        sentence = dice.choice(_additions()[kind][good.language])
        return f"{good.text} {sentence}" if good.language == "en" else f"{good.text}{sentence}"

    return add


def other_name(good: GoodText, dice: random.Random) -> str | None:
    """Greet or address somebody else."""
    own = [text for field in ("first_name", "nick") for text in _texts(_of(good, "C"), field) if text in good.text]
    if not own:
        return None
    return good.text.replace(
        own[0], dice.choice(("Megan", "Oliver", "Priya") if own[0].isascii() else ("雅婷", "建国", "思远"))
    )


def foreign_url(good: GoodText, dice: random.Random) -> str | None:
    """Lead to another host."""
    return _at(
        good,
        re.compile(r"https?://[\w.-]+"),
        dice,
        lambda url: dice.choice(
            ("https://outlet-deals.example.net", url.replace(".example", "-shop.example"), "http://bit.example/x")
        ),
    )


def look_alike_url(good: GoodText, dice: random.Random) -> str | None:
    """Replace a letter of the host by one that looks the same."""
    return _at(
        good,
        re.compile(r"https?://[\w.-]+"),
        dice,
        lambda url: (
            re.sub("[aeo]", lambda m: {"a": "а", "e": "е", "o": "о"}[m.group()], url, count=1)
            if re.search("[aeo]", url)
            else url
        ),
    )


def invisible(good: GoodText, dice: random.Random) -> str | None:
    """Put a character that nobody sees into a number."""
    return _at(good, re.compile(r"\d{2,}"), dice, lambda word: word[0] + dice.choice("\u200b\u2060\u00ad") + word[1:])


def changed_quote(good: GoodText, dice: random.Random) -> str | None:
    """Change the words of a quotation."""

    def change(quoted: str) -> str:
        inner = quoted[1:-1]
        cut = inner.split(" ") if good.language == "en" else list(inner)
        place = dice.randrange(len(cut))
        cut[place] = "truly" if good.language == "en" else "超"
        return quoted[0] + (" " if good.language == "en" else "").join(cut) + quoted[-1]

    said = [value.text for item in _of(good, "R") for value in item.values() if isinstance(value, TextValue)]
    quoted = [found for found in re.findall(r"“[^“”]+”", good.text) if any(found[1:-1] in text for text in said)]
    if not quoted:
        return None
    one = dice.choice(quoted)
    changed = change(one)
    return None if changed == one else good.text.replace(one, changed, 1)


def code_changed(good: GoodText, dice: random.Random) -> str | None:
    """Change a letter or digit of a code."""
    return _at(
        good,
        re.compile(r"(?<![A-Za-z0-9])[A-Z]{2,}\d{2,}(?![A-Za-z0-9])"),
        dice,
        lambda code: code[:-1] + str((int(code[-1]) + 3) % 10),
    )


@cache
def _additions() -> dict[str, dict[str, list[str]]]:
    import yaml

    found: dict[str, dict[str, list[str]]] = yaml.safe_load(
        files("evals.faults").joinpath("additions.yaml").read_text(encoding="utf-8")
    )
    return found


_NOT_ATTRIBUTES = frozenset(
    ("name", "short_name", "price", "list_price", "stock", "in_stock", "url", "category", "rating", "picture", "brand")
)
_OTHER_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "material": {"en": ("organic cotton", "titanium", "full-grain leather"), "zh": ("头层牛皮", "纯棉", "羊毛")},
    "colour": {"en": ("signal red", "navy blue", "sunflower yellow"), "zh": ("酒红色", "藏蓝色", "柠檬黄")},
    "origin": {"en": ("Kenya", "Brazil", "Sumatra"), "zh": ("肯尼亚", "云南")},
    "roast": {"en": ("very light",), "zh": ("深烘",)},
    "texture": {"en": ("a gel",), "zh": ("凝胶状", "乳液状")},
    "connection": {"en": ("NFC",), "zh": ("2.4G无线", "有线")},
    "charging": {"en": ("solar charging",), "zh": ("太阳能充电",)},
    "ingredient": {"en": ("retinol",), "zh": ("视黄醇", "烟酰胺")},
    "skin_type": {"en": ("oily skin",), "zh": ("油性肌肤", "敏感肌")},
    "notes": {"en": ("blackcurrant, honey",), "zh": ("黑加仑、蜂蜜",)},
}
FAULTS: tuple[Fault, ...] = (
    Fault("price changed", "hard", price_changed),
    Fault("digits swapped", "hard", digit_swapped),
    Fault("万 for 元, k", "hard", wan_for_yuan),
    Fault("currency changed", "hard", currency_changed),
    Fault("折 for %", "hard", fold_for_percent),
    Fault("price for list price", "hard", price_for_list_price),
    Fault("threshold for reduction", "hard", threshold_for_reduction),
    Fault("date shifted", "hard", date_shifted),
    Fault("code changed", "hard", code_changed),
    Fault("wrong pairing", "hard", wrong_pairing),
    Fault("other name", "hard", other_name),
    Fault("foreign link", "hard", foreign_url),
    Fault("look-alike link", "hard", look_alike_url),
    Fault("invisible character", "hard", invisible),
    Fault("quote changed", "hard", changed_quote),
    Fault("wrong product", "attribute", wrong_product),
    Fault("attribute of another product", "attribute", attribute_swapped),
    Fault("attribute number", "attribute", attribute_value),
    Fault("attribute word", "attribute", attribute_word),
    Fault("dropped threshold", "attribute", dropped("threshold")),
    Fault("dropped end", "attribute", dropped("end")),
    Fault("dropped exclusion", "attribute", dropped("exclusion")),
    Fault("fake scarcity", "soft", added("scarcity")),
    Fault("fake urgency", "soft", added("urgency")),
    Fault("invented gift", "soft", added("gift")),
    Fault("invented efficacy", "soft", added("efficacy")),
    Fault("superlative", "soft", added("superlative")),
    Fault("guarantee", "soft", added("guarantee")),
    Fault("invented popularity", "soft", added("popularity")),
    Fault("invented award", "soft", added("award")),
    Fault("invented property", "open", added("property")),
)


def _at(good: GoodText, pattern: re.Pattern[str], dice: random.Random, change: Callable[[str], str]) -> str | None:
    """Change one random place that matches."""
    places = list(pattern.finditer(good.text))
    if not places:
        return None
    place = dice.choice(places)
    changed = change(place.group())
    return None if changed == place.group() else good.text[: place.start()] + changed + good.text[place.end() :]


def _of(good: GoodText, prefix: str) -> list[dict[str, Value]]:
    return [dict(item.fields) for item in good.evidence.evidence if item.id[0] == prefix]


def _texts(items: list[dict[str, Value]], field: str) -> list[str]:
    return [value.text for item in items if isinstance(value := item.get(field), TextValue)]


def _shuffled(items: Iterable[tuple[str, Value]], dice: random.Random) -> list[tuple[str, Value]]:
    found = list(items)
    dice.shuffle(found)
    return found


def _number(word: str, change: Callable[[Decimal], Decimal]) -> str:
    def once(found: re.Match[str]) -> str:
        text = found.group()
        value = change(Decimal(text.replace(",", "")))
        return f"{value:,}" if "," in text else str(value)

    return re.sub(r"\d[\d,]*(?:\.\d+)?", once, word, count=1)


def _step(word: str) -> Decimal:
    return Decimal("0.01") if "." in word else Decimal(1)


def _swap_digits(word: str) -> str:
    for place in range(len(word) - 1):
        first, second = word[place], word[place + 1]
        if first.isdigit() and second.isdigit() and first != second and second != "0":
            return word[:place] + second + first + word[place + 2 :]
    return word


def _paid(word: str) -> int:
    number = word[:-1]
    if not number[0].isdigit():
        number = "".join(str("零一二三四五六七八九".index(char)) for char in number)
    value = Decimal(number)
    return int(value if value >= 10 else value * 10)


def _swapped_roles(good: GoodText, first: tuple[str, ...], second: tuple[str, ...]) -> str | None:
    for item in [*_of(good, "W"), *_of(good, "P")]:
        one = next((item[field] for field in first if field in item), None)
        two = next((item[field] for field in second if field in item), None)
        if isinstance(one, MoneyValue) and isinstance(two, MoneyValue):
            changed = _exchange(good.text, _amounts(one), _amounts(two))
            if changed:
                return changed
    return None


def _amounts(value: MoneyValue) -> list[str]:
    amount = value.money
    plain = format(amount.normalize(), "f")
    return [f"{amount:,.2f}", f"{amount:.2f}", f"{int(amount):,}" if amount == int(amount) else plain, plain]


def _exchange(text: str, first: list[str], second: list[str]) -> str | None:
    for one, two in zip(first, second, strict=True):
        pattern = rf"(?<![\d.,])(?:{re.escape(one)}|{re.escape(two)})(?![\d]|[.,]\d)"
        found = set(re.findall(pattern, text))
        if found == {one, two}:
            return re.sub(pattern, lambda match: two if match.group() == one else one, text)  # noqa: B023
    return None


def _forms(value: Value) -> Iterator[str]:
    """Yield how an attribute may stand in a text."""
    if isinstance(value, NumberValue):
        yield f"{value.number:,}"
        yield str(value.number)
    elif isinstance(value, TextValue):
        yield value.text


def _shift_en(word: str, by: int) -> str:
    month, day = word.split(" ")
    moved = int(day) + by
    return f"{month} {moved}" if 1 <= moved <= 28 else f"{month} {max(1, int(day) - abs(by))}"


def _shift_zh(word: str, by: int) -> str:
    month, day = word.rstrip("日").split("月")
    moved = int(day) + by
    return f"{month}月{moved if 1 <= moved <= 28 else max(1, int(day) - abs(by))}日"
