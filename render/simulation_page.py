"""A simulation as one self-contained page: what it assumes, tables, plots; no script, no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from render.data_files import text_of
from render.report_page import POLICY, environment
from render.report_plots import bars
from render.simulation_tables import tables
from shop.record import Language
from shop.simulation import Simulation
from shop.simulation.words import phrases

if TYPE_CHECKING:
    from markupsafe import Markup

MOST_BARS = 20


def simulation_page(found: Simulation, language: Language) -> str:
    """Return the page; the same simulation gives the same bytes. Everything from the shop is escaped."""
    from markupsafe import Markup

    return environment().get_template("simulation.html.j2").render(
        found=found,
        language=language,
        policy=POLICY,
        style=Markup(text_of("templates", "report.css")),
        words=phrases(language),
        tables=tables(found, language),
        plots=_plots(found),
        remarks=[remark[language] for remark in found.remarks],
    )  # fmt: skip


def _plots(found: Simulation) -> Mapping[tuple[str, str], Markup]:
    """Return the plots by table and currency; rows are named by their number in it."""
    from markupsafe import Markup

    drawn: dict[tuple[str, str], str] = {}
    for item in found.totals:
        spent = [
            (str(place), float(one.discount + one.shipping))
            for place, one in enumerate(found.promotions, 1)
            if one.currency == item.currency and one.discount + one.shipping > 0
        ][:MOST_BARS]
        if spent:
            drawn["promotions", item.currency] = _drawn(f"p{item.currency}", spent)
        for kind in ("buyer", "lifecycle", "rfm"):
            drawn[kind, item.currency] = _shares(found, kind, item.currency)
    return {key: Markup(plot) for key, plot in drawn.items() if plot}


def _drawn(prefix: str, named: Sequence[tuple[str, float]]) -> str:
    return bars(prefix, [name for name, _ in named], [[value for _, value in named]])


def _shares(found: Simulation, kind: str, currency: str) -> str:
    """Draw each group's share of the gain, with its share of revenue as a mark."""
    groups = [group for group in found.gains if (group.kind, group.currency) == (kind, currency)]
    gain, revenue = sum(float(group.gain) for group in groups), sum(float(group.revenue_before) for group in groups)
    if not gain or not revenue:
        return ""
    gained = [100 * float(group.gain) / gain for group in groups]
    bought = [100 * float(group.revenue_before) / revenue for group in groups]
    return bars(f"{kind}{currency}", [str(place) for place, _ in enumerate(groups, 1)], [gained, bought])
