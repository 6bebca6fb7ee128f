"""Damage to what is said of which product."""

from __future__ import annotations

import random
import re
from functools import cache

from evals.faults.operators.fault import (
    NOT_ATTRIBUTES,
    forms,
    items,
    shuffled,
    texts,
    with_number,
)
from evals.faults.worlds import GoodText, written
from shop.evidence import NumberValue, TextValue

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


_OTHER_UNITS = {
    "g": "kg", "kg": "g", "mm": "cm", "cm": "mm", "inch": "feet", "ml": "l", "GB": "TB", "hours": "minutes",
    "公斤": "克", "克": "公斤", "升": "毫升", "毫升": "升", "小时": "天", "mAh": "Wh", "l": "ml",
}  # fmt: skip


def wrong_product(good: GoodText, dice: random.Random) -> str | None:
    """Name another real product of the evidence instead of the one meant."""
    names, shorts = (texts(items(good, "P"), field) for field in ("name", "short_name"))
    for group in (names, shorts):
        present = [name for name in group if name in good.text]
        if len(present) == 1 and len(group) > 1:
            other = dice.choice([name for name in group if name != present[0]])
            return good.text.replace(present[0], other)
    return None


def attribute_swapped(good: GoodText, dice: random.Random) -> str | None:
    """Give a product the attribute value of another real product."""
    products = items(good, "P")
    if len(products) < 2:
        return None
    for field, value in shuffled(products[0].items(), dice):
        other = products[1].get(field)
        if field in NOT_ATTRIBUTES or other is None:
            continue
        for mine, its in zip(forms(value), forms(other), strict=False):
            if mine in good.text and its not in good.text:
                return good.text.replace(mine, its)
    return None


def attribute_value(good: GoodText, dice: random.Random) -> str | None:
    """Change the number of an attribute."""
    for item in items(good, "P"):
        for field, value in shuffled(item.items(), dice):
            if field in NOT_ATTRIBUTES or not isinstance(value, NumberValue):
                continue
            for form in forms(value):
                if re.search(rf"(?<![\d.,]){re.escape(form)}(?![\d.])", good.text):
                    changed = with_number(form, lambda v: v * dice.choice((2, 3)) if v > 1 else v + 1)
                    return re.sub(rf"(?<![\d.,]){re.escape(form)}(?![\d.])", changed, good.text, count=1)
    return None


def attribute_word(good: GoodText, dice: random.Random) -> str | None:
    """Change an attribute that is a word: material, colour, origin …"""
    for item in items(good, "P"):
        for field, value in shuffled(item.items(), dice):
            if field in NOT_ATTRIBUTES or not isinstance(value, TextValue) or field not in _OTHER_WORDS:
                continue
            if value.text in good.text:
                others = [word for word in _OTHER_WORDS[field][good.language] if word not in good.text]
                return good.text.replace(value.text, dice.choice(others))
    return None


def catalogue_product(good: GoodText, dice: random.Random) -> str | None:
    """Name a product of another world, which the evidence does not know, instead of the one meant."""
    own = {name for field in ("name", "short_name") for name in texts(items(good, "P"), field)}
    present = sorted((name for name in own if name in good.text), key=len, reverse=True)
    others = [name for name in _all_names(good.language) if name not in own]
    return good.text.replace(present[0], dice.choice(others)) if present and others else None


def other_unit(good: GoodText, dice: random.Random) -> str | None:
    """Give a measure in another unit without converting it."""
    for item in items(good, "P"):
        for field, value in shuffled(item.items(), dice):
            unit = value.unit if isinstance(value, NumberValue) and field not in NOT_ATTRIBUTES else ""
            if isinstance(value, NumberValue) and unit in _OTHER_UNITS:
                pattern = re.compile(rf"(?<![\d.,])({value.number}|{value.number:,})([ -]?){unit}(?![A-Za-z])")
                if pattern.search(good.text):
                    return pattern.sub(rf"\1\2{_OTHER_UNITS[unit]}", good.text, count=1)
    return None


def denied(good: GoodText, dice: random.Random) -> str | None:
    """Say that the product does not have an attribute that it has."""
    for item in items(good, "P")[:1]:
        for field, value in shuffled(item.items(), dice):
            if field in _OTHER_WORDS and isinstance(value, TextValue) and value.text in good.text:
                no = "不是" if good.language == "zh" else "not "
                return good.text.replace(value.text, no + value.text, 1)
    return None


@cache
def _all_names(language: str) -> tuple[str, ...]:
    own = (good for good in written() if good.language == language)
    return tuple(sorted({name for good in own for name in texts(items(good, "P"), "name")}))
