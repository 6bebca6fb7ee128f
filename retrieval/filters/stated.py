"""Whether a query states a name as a condition ("by Acme", "in red", "material: wool", 红色) or only names it.

A bare name is what people search for ("red kettle"); with a word that states it, it is a condition that must hold.
"""

from __future__ import annotations

import re

BRAND_BEFORE = re.compile(r"(?:\bbrand\s*[:=]?\s*|\b(?:by|from)\s+|品牌\s*[:是为]?\s*|牌子\s*[:是为]?\s*)$")
BRAND_AFTER = re.compile(r"\s*(?:brand\b|品牌|牌子|牌(?!照)|家的)")
_CATEGORY_BEFORE = re.compile(
    r"(?:\b(?:category|department)\s*(?:is\b|[:=])?\s*|(?:类别|分类|类目|品类)\s*[:是为]?\s*)$"
)
_CATEGORY_AFTER = re.compile(r"\s*(?:category\b|department\b|类别|分类|类目|品类|类(?!似))")
_COLOUR_BEFORE = re.compile(r"(?:\bin\s+|\bcolou?r(?:ed)?\s*(?:is\b|[:=])?\s*|颜色\s*[:是为]?\s*)$")
_COLOUR_AFTER = re.compile(r"\s*(?:colou?r(?:ed)?\b|颜色)")
_FEATURE_BEFORE = re.compile(
    r"(?:\b(?:with|(?:that|which|it)\s+(?:is|are|has|have)|must\s+(?:be|have)|has\s+to\s+be|is|are)\s+(?:an?\s+)?"
    r"|(?:要|带|有|需要|必须|支持|具有|具备|能|可以|是|带有)\s*)$"
)
_PAIR = re.compile(r"[:=是为]|\b(?:is|of|from)\b|^(?:with|材质|面料|材料)")


def called_category(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span with the words around it that call it a category; None where nothing does."""
    before, after = _CATEGORY_BEFORE.search(text[:start]), _CATEGORY_AFTER.match(text, end)
    if not (before or after):
        return None
    return before.start() if before else start, after.end() if after else end


def colour_stated(text: str, start: int, end: int) -> bool:
    """Return whether a colour is asked for: "in red", "red colour", 红色 (a name of a thing would say 红)."""
    called = text[start:end].endswith("色")
    return called or bool(_COLOUR_BEFORE.search(text[:start]) or _COLOUR_AFTER.match(text, end))


def feature_stated(text: str, start: int) -> bool:
    """Return whether the word before a feature asks for it: "with Bluetooth", "must be waterproof", 带蓝牙."""
    return _FEATURE_BEFORE.search(text[:start]) is not None


def pair_stated(text: str, start: int, end: int) -> bool:
    """Return whether an attribute and its value are joined by a word or sign: "material: wool", "made of wool"."""
    return _PAIR.search(text[start:end]) is not None or feature_stated(text, start)
