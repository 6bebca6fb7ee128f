"""The lexicons as one table from form to senses. English and Chinese hold at once, so that words may be mixed."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from shop.segments.parsing.normalise import normalised
from shop.segments.parsing.tokens import Sense

_NUMBERS = (
    "number",
    "count",
    "twoweeks",
    "month",
    "weekday",
    "quarter",
    "weekdayword",
    "lastweekday",
    "thisweekday",
    "each_weekday",
)
_SIGNS: dict[str, Sense] = {
    "+": Sense("oppost", "ge"), ">": Sense("op", "gt"), ">=": Sense("op", "ge"), "≥": Sense("op", "ge"),
    "<": Sense("op", "lt"), "<=": Sense("op", "le"), "≤": Sense("op", "le"), "=": Sense("op", "eq"),
    "==": Sense("op", "eq"), "-": Sense("to", "to"), "~": Sense("to", "to"), "–": Sense("to", "to"),
    "—": Sense("to", "to"), ",": Sense("conj", "comma"), ";": Sense("conj", "comma"), ".": Sense("conj", "comma"),
    "(": Sense("conj", "comma"), ")": Sense("conj", "comma"), "、": Sense("conj", "comma"),
    "!": Sense("skip", "sign"), "?": Sense("skip", "sign"), ":": Sense("rel", "who"), "/": Sense("conj", "or"),
    "'": Sense("skip", "sign"), '"': Sense("skip", "sign"), "#": Sense("skip", "sign"), "...": Sense("skip", "sign"),
    "×": Sense("times", "times"),
}  # fmt: skip


@cache
def lexicon() -> dict[str, tuple[Sense, ...]]:
    """Return every form with its senses, in the order of the data files."""
    table: dict[str, list[Sense]] = {form: [sense] for form, sense in _SIGNS.items()}
    for language in ("en", "zh"):
        for kind, by_value in _data(language)["words"].items():
            for value, forms in by_value.items():
                for form in forms:
                    _add(table, normalised(str(form)).text.strip(), _sense(kind, str(value)))
    return {form: tuple(senses) for form, senses in table.items() if form}


@cache
def longest() -> int:
    """Return the length of the longest form."""
    return max(map(len, lexicon()))


@cache
def single_words() -> tuple[str, ...]:
    """Return the English forms of one word that are long enough to recognise a typing mistake in."""
    return tuple(
        sorted(
            form
            for form, senses in lexicon().items()
            if form.isascii() and form.isalpha() and len(form) >= 5 and all(s.kind != "refuse" for s in senses)
        )
    )


@cache
def ordinary_words() -> frozenset[str]:
    """Return common English words that look like a form of the lexicon with a typing mistake."""
    return frozenset(_data("en")["ordinary"])


def _add(table: dict[str, list[Sense]], form: str, sense: Sense) -> None:
    senses = table.setdefault(form, [])
    if sense not in senses:
        senses.append(sense)


def _sense(kind: str, value: str) -> Sense:
    if kind in _NUMBERS:
        number = Decimal(value)
        return Sense("num" if kind == "number" else kind, number)
    return Sense(kind, value)


def _data(language: str) -> dict[str, Any]:
    import yaml

    path = resources.files("shop.segments.parsing").joinpath(f"lexicon.{language}.yaml")
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
