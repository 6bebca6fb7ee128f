"""Forecasts for many customers at once, and the watch list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from shop.churn.design import Family
from shop.churn.features import Known, known_at
from shop.churn.forecast import ChurnForecast, Risk, WatchList
from shop.churn.model import ChurnModel
from shop.churn.reasons import Row, Shop, last_day, reasons_of
from shop.churn.rhythm_rule import rhythms_since, rule_risk
from shop.money import Money
from shop.segments.lifecycle import ensure_stages, thresholds
from shop.store.view import ShopView

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MEDIUM, HIGH = 333, 667
"""Risk by thirds of the probability, in thousandths."""

_LAPSED = "SELECT customer_id FROM stages JOIN customers USING (customer_key) WHERE stage = 'lapsed'"
_OBJECTING = """
SELECT count(DISTINCT customer_key) FROM sales JOIN customers USING (customer_key)
WHERE objects_to_profiling AND total >= 0"""


def predict(view: ShopView, model: ChurnModel, ids: Sequence[str]) -> dict[str, ChurnForecast]:
    """Return the forecast of every one of `ids` who ever ordered and does not object to profiling, in that order."""
    known = known_at(view, view.at, model.horizon, ids=ids)
    found = {item.customer_id: item for item in _forecasts(view, model, known)}
    return {id_: found[id_] for id_ in ids if id_ in found}


def watch_list(view: ShopView, model: ChurnModel, limit: int) -> WatchList:
    """Return the customers at medium or high risk who have not lapsed yet, most at stake first.

    Under the rhythm rule, which knows no value, those who spent most come first. Ties go by customer id.
    """
    import numpy as np

    known = known_at(view, view.at, model.horizon)
    answers = _answers(view, model, known)
    ensure_stages(view)
    gone = {id_ for (id_,) in view.rows(_LAPSED)}
    listed = [place for place, id_ in enumerate(known.ids) if answers.risks[place] != "low" and id_ not in gone]
    listed.sort(key=lambda place: (-answers.at_stake[place], known.ids[place]))
    [(objecting,)] = view.rows(_OBJECTING)
    return WatchList(
        as_of=view.at, currency=view.shop.currency, model=model.name, note=model.card.limits["en"][0],
        buyers=len(known), objecting=objecting, lapsed=sum(id_ in gone for id_ in known.ids), at_risk=len(listed),
        items=tuple(_forecasts(view, model, known.taken(np.array(listed[:limit], dtype=np.int64)))),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Answers:
    """Per customer: risk, and where a model was learnt, probability in thousandths and spend expected if they order."""

    risks: list[Risk]
    thousandths: NDArray[np.int64] | None
    if_bought: Floats
    at_stake: Floats


def _answers(view: ShopView, model: ChurnModel, known: Known) -> _Answers:
    import numpy as np

    if model.learned is None:
        rhythms = rhythms_since(known, thresholds(view).usual_days)
        return _Answers([rule_risk(float(value)) for value in rhythms], None, np.zeros(len(known)), known["spend"])
    thousandths = np.rint(model.learned.probability(known) * 1_000).astype(np.int64)
    if_bought = np.round(model.learned.spend.if_bought(known), 6)
    return _Answers([_risk(int(value)) for value in thousandths], thousandths, if_bought, thousandths * if_bought)


def _forecasts(view: ShopView, model: ChurnModel, known: Known) -> list[ChurnForecast]:
    if not len(known):
        return []
    answers = _answers(view, model, known)
    pushes = _rule_pushes(len(known)) if model.learned is None else model.learned.attributions(known)
    shop = Shop(view.at.date(), model.horizon, thresholds(view).usual_days, view.shop.currency)
    return [_forecast(model, known, place, answers, pushes, shop) for place in range(len(known))]


def _rule_pushes(count: int) -> dict[Family, Floats]:
    """The rhythm rule looks at silence and at nothing else."""
    import numpy as np

    return {"silence": np.ones(count)}


def _forecast(
    model: ChurnModel, known: Known, place: int, answers: _Answers, pushes: dict[Family, Floats], shop: Shop
) -> ChurnForecast:
    row: Row = {name: float(column[place]) for name, column in known.columns.items()}
    risk, probability, expected, at_risk = answers.risks[place], None, None, None
    if answers.thousandths is not None:
        probability = Decimal(int(answers.thousandths[place])).scaleb(-3)
        if_bought = Decimal(str(float(answers.if_bought[place])))
        expected = Money(amount=(1 - probability) * if_bought, currency=shop.currency).rounded()
        at_risk = Money(amount=probability * if_bought, currency=shop.currency).rounded()
    moved = {family: float(push[place]) for family, push in pushes.items()}
    return ChurnForecast(
        customer_id=known.ids[place], risk=risk, probability=probability, expected_value=expected,
        value_at_risk=at_risk, reasons=() if risk == "low" else reasons_of(row, shop, moved),
        last_order=last_day(row, shop), horizon_days=model.horizon, model=model.name,
        trained_until=model.trained_until,
    )  # fmt: skip


def _risk(thousandths: int) -> Risk:
    if thousandths < MEDIUM:
        return "low"
    return "medium" if thousandths < HIGH else "high"
