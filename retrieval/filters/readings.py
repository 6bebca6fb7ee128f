"""What a quantity means in one catalogue: a price, a rating, a measure, a size; or why that is unclear."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from retrieval.filters.catalogue import Catalogue, Stated
from retrieval.filters.quantities import Amount, Quantity
from retrieval.filters.records import Condition, MeasureWithin, PriceWithin, RatingWithin, Unclear
from retrieval.filters.vocabulary import Unit, concept_of, folded, money, singular, units, words

TOP_RATING = Decimal(5)
_SAYS_PRICE = ("cheaper than", "便宜于", "不贵于", "or cheaper")
_UNSURE_ALONE = (
    "plus", "+", "max", "min", "maximum", "minimum", "tops", "起", "起步", "at most", "or more", "or higher",
    "or better", "or larger", "or bigger", "or longer", "or heavier", "or greater", "and up", "and above", "and more",
    "upwards", "within",
)  # fmt: skip
"""Comparisons that do not mean money where the number stands without a unit: "Windows 10 and up"."""


class Reading(NamedTuple):
    """A condition or why there is none, with a remark on what was taken for granted."""

    found: Condition | Unclear
    note: str = ""


def read(quantity: Quantity, said: str, catalogue: Catalogue) -> Reading | None:
    """Return what the quantity means; None where it is no condition but a part of a name ("titanium pot 900 ml")."""
    label = quantity.label
    if label in _rating_words() or (quantity.star and not _measured(label, catalogue)):
        return _rating(quantity, said, catalogue)
    if quantity.unit and (not quantity.money or _is_measure(quantity, said, catalogue)):
        if quantity.money and _sells(quantity.money, catalogue) and not label and not _heavy(said):
            return Reading(Unclear(words=said, reason="it may be a weight or money", readings=("a price", "a weight")))
        return _measure(quantity, said, catalogue)
    if quantity.money or label in _price_words():
        return _price(quantity, said, catalogue)
    if label:
        return _measure(quantity, said, catalogue)
    return _bare(quantity, said, catalogue)


def _rating_words() -> frozenset[str]:
    return frozenset(map(folded, words()["rating_words"]))


def _price_words() -> frozenset[str]:
    return frozenset(map(folded, words()["price_words"]))


def _measured(label: str, catalogue: Catalogue) -> bool:
    return bool(label) and any(name in catalogue.measures for name in attributes_called(label, catalogue))


def _sells(sign: str, catalogue: Catalogue) -> bool:
    return any(code in catalogue.currencies for code in money()[sign])


def _heavy(said: str) -> bool:
    return any(word in said for word in ("lighter", "heavier", "weigh", "heavy", "轻", "重"))


def _is_measure(quantity: Quantity, said: str, catalogue: Catalogue) -> bool:
    """Return whether a word for both (pounds) is a unit here."""
    if quantity.label in _price_words() or any(word in said for word in _SAYS_PRICE):
        return False
    if _heavy(said) or _measured(quantity.label, catalogue):
        return True
    measure = units()[quantity.unit].measure
    return any(stated.unit.measure == measure for rows in catalogue.measures.values() for stated in rows)


def _bounds(quantity: Quantity, unit: Unit | None = None) -> dict[str, Any] | None:
    """Return the bounds in the unit said; None where the words give none."""
    low = _in(unit, quantity.low)
    if quantity.high is not None:
        ends = sorted((low, _in(unit, quantity.high)))
        return {"low": ends[0], "high": ends[1]}
    found: dict[str, dict[str, Any]] = {
        "lt": {"high": low, "high_open": True}, "le": {"high": low}, "gt": {"low": low, "low_open": True},
        "ge": {"low": low}, "eq": {"low": low, "high": low},
    }  # fmt: skip
    return found.get(quantity.comparison)


def _in(unit: Unit | None, amount: Amount) -> Decimal:
    """Return the amount in the unit of the condition: "256 GB to 1 TB" is up to 1000 GB."""
    own = unit if amount.unit == "g" and unit and unit.measure == "data" else units().get(amount.unit)
    return amount.value if unit is None or own is None or own == unit else amount.value * own.factor / unit.factor


def _price(quantity: Quantity, said: str, catalogue: Catalogue) -> Reading:
    if not quantity.comparison and quantity.label in ("budget", "budget of", "a budget of", "预算"):
        quantity = quantity._replace(comparison="le")
    bounds = _bounds(quantity)
    if bounds is None:
        reason = "how near, or on which side of it?" if quantity.comparison else "at most, at least or exactly?"
        return Reading(Unclear(words=said, reason=reason, readings=("at most", "at least", "exactly")))
    if not quantity.money:
        note = f"{said!r} was read as a price in {catalogue.currency}"
        return Reading(PriceWithin(words=said, currency=catalogue.currency, **bounds), note)
    meant = money()[quantity.money]
    sold = [code for code in catalogue.currencies if code in meant]
    currency = sold[0] if sold else meant[0]
    note = ""
    if not sold:
        note = (
            f"nothing is priced in {currency} here; the shop's currencies: {', '.join(catalogue.currencies) or 'none'}"
        )
    elif len(sold) > 1:
        note = f"{quantity.money!r} was read as {currency}; the shop also sells in {', '.join(sold[1:])}"
    return Reading(PriceWithin(words=said, currency=currency, **bounds), note)


def _rating(quantity: Quantity, said: str, catalogue: Catalogue) -> Reading:
    bounds = _bounds(quantity)
    if not catalogue.rates:
        return Reading(Unclear(words=said, reason="no product of this shop has a rating"))
    if bounds is None:
        return Reading(Unclear(words=said, reason="at least, or exactly?", readings=("at least", "exactly")))
    if any(isinstance(value, Decimal) and value > TOP_RATING for value in bounds.values()):
        return Reading(Unclear(words=said, reason=f"ratings go from 1 to {TOP_RATING}"))
    return Reading(RatingWithin(words=said, **bounds))


def attributes_called(label: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the attributes that a label names: those of the catalogue called so, else those of the same concept."""
    for form in (label, singular(label)):
        if form in catalogue.attributes:
            return catalogue.attributes[form]
    concept = concept_of().get(label) or concept_of().get(singular(label), "")
    return catalogue.concepts.get(concept, ())


def _measure(quantity: Quantity, said: str, catalogue: Catalogue) -> Reading | None:
    quantity, unit = _told_apart(quantity, said, catalogue)
    names = _candidates(quantity, unit, catalogue)
    if not names:
        return Reading(Unclear(words=said, reason=_unknown(quantity, unit, catalogue))) if quantity.comparison else None
    unit = unit or _only_unit(names, catalogue)
    if unit is None:
        known = sorted({row.stored for name in names for row in catalogue.measures[name]})
        return Reading(Unclear(words=said, reason="in which unit?", readings=tuple(known)))
    if not quantity.comparison:
        return _exact(quantity, names, unit, said)
    bounds = _bounds(quantity, unit)
    if bounds is None:
        return Reading(Unclear(words=said, reason="at most, at least or exactly?"))
    condition = MeasureWithin(words=said, names=names, unit=unit.sign, **bounds)
    if len(names) == 1 or quantity.label:
        return Reading(condition)
    return _telling(condition, unit, catalogue)


def _told_apart(quantity: Quantity, said: str, catalogue: Catalogue) -> tuple[Quantity, Unit | None]:
    """Return the quantity with the attribute that its comparison names ("wider"), and its unit: 8G of memory is GB."""
    unit = units().get(quantity.unit)
    if quantity.unit == "g" and concept_of().get(quantity.label) in ("memory", "storage"):
        unit = units()["gb"]
    implied = next((concept for word, concept in words()["implied"].items() if word in said), "")
    if implied and not quantity.label and catalogue.concepts.get(implied):
        quantity = quantity._replace(label=implied)
    if unit and unit.measure == "pieces" and not quantity.label and _counted(catalogue):
        return quantity._replace(label="pieces"), None
    return quantity, unit


def _counted(catalogue: Catalogue) -> bool:
    """Return whether products state how many pieces they are, as a number without a unit."""
    rows = (row for name in catalogue.concepts.get("pieces", ()) for row in catalogue.measures.get(name, ()))
    return any(not row.stored for row in rows)


def _candidates(quantity: Quantity, unit: Unit | None, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the numeric attributes that the quantity can be about."""

    def measured(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if _in_unit(catalogue.measures.get(name, ()), unit))

    if quantity.label:
        return measured(attributes_called(quantity.label, catalogue))
    if unit is None:
        return ()
    usual = words()["usual"].get(unit.sign) or words()["usual"].get(unit.measure) or ()
    for concept in usual:
        if names := measured(catalogue.concepts.get(concept, ())):
            return names
    return measured(tuple(catalogue.measures))


def _in_unit(rows: tuple[Stated, ...], unit: Unit | None) -> bool:
    return any(unit is None or row.unit.measure == unit.measure for row in rows)


def _only_unit(names: tuple[str, ...], catalogue: Catalogue) -> Unit | None:
    found = {row.unit for name in names for row in catalogue.measures[name]}
    return next(iter(found)) if len(found) == 1 else None


def _unknown(quantity: Quantity, unit: Unit | None, catalogue: Catalogue) -> str:
    about = quantity.label or (f"a measure in {unit.sign}" if unit else "it")
    known = sorted(name for name, rows in catalogue.measures.items() if _in_unit(rows, unit))[:8]
    return f"no product states {about}" + (f"; stated are: {', '.join(known)}" if known else "")


def _exact(quantity: Quantity, names: tuple[str, ...], unit: Unit, said: str) -> Reading | None:
    """A measure without a comparison is a condition only with the name of its attribute beside it."""
    if not quantity.label:
        return None
    value = quantity.low.value
    return Reading(MeasureWithin(words=said, names=names, unit=unit.sign, low=value, high=value))


def _telling(condition: MeasureWithin, unit: Unit, catalogue: Catalogue) -> Reading:
    """Several attributes could be meant: take the one that the condition tells apart, ask where there are more."""
    telling = [name for name in condition.names if _tells(condition, name, unit, catalogue)]
    if len(telling) == 1:
        note = f"{condition.words!r} was read as {telling[0].replace('_', ' ')}"
        return Reading(condition.model_copy(update={"names": (telling[0],)}), note)
    readings = tuple(name.replace("_", " ") for name in (telling or condition.names))
    return Reading(Unclear(words=condition.words, reason="which of these is meant?", readings=readings))


def _tells(condition: MeasureWithin, name: str, unit: Unit, catalogue: Catalogue) -> bool:
    rows = [row for row in catalogue.measures[name] if row.unit.measure == unit.measure]
    lowest = min(row.lowest * row.unit.factor for row in rows) / unit.factor
    highest = max(row.highest * row.unit.factor for row in rows) / unit.factor
    inside = condition.low is not None and condition.high is not None
    some = condition.holds(lowest) or condition.holds(highest)
    some |= inside and lowest <= (condition.high or 0) and highest >= (condition.low or 0)
    return some and not (condition.holds(lowest) and condition.holds(highest))


def _bare(quantity: Quantity, said: str, catalogue: Catalogue) -> Reading | None:
    """A number without unit or name: a price where the words around it allow that, else nothing or unclear."""
    if not quantity.comparison or quantity.comparison in ("about", "eq"):
        return None
    said_so = quantity.comparison == "between" and quantity.start < quantity.low.start
    unsure = quantity.comparison == "between" and not said_so
    unsure |= any(said.startswith(word) or said.endswith(word) for word in _UNSURE_ALONE)
    loose = {str(word) for word in words()["loose"]}
    if unsure:
        return None
    if quantity.following and quantity.following not in loose:
        return Reading(Unclear(words=f"{said} {quantity.following}", reason=f"no product states {quantity.following}"))
    return _price(quantity, said, catalogue)
