"""The plots of a report as SVG that stands inside the page: no fonts, no links, the same bytes for the same report.

Texts inside plots are dates, amounts and evidence ids only: names come from the shop and stand, escaped, in tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from shop.evidence import MoneyValue, NumberValue, Value
from shop.reports import Report

INK, BAR, GRID, MARK = "#454b47", "#0c6448", "#d8d6cd", "#c2571a"
_WIDTH, _HEIGHT, _LEAST_HEIGHT = 7.2, 2.4, 1.2
MOST_LABELS = 8
_BAR_HEIGHT = 0.34
"""Of one bar, in inches."""


def series_plot(report: Report, measure: str, prefix: str) -> str:
    """Draw one measure over the steps of the period as bars; empty when there is but one step."""
    figures = [figure for figure in report.of("series") if figure.measure == measure]
    if len(figures) < 2:
        return ""

    def draw(axes: Any) -> None:  # noqa: ANN401 - matplotlib is not loaded for types
        axes.bar(range(len(figures)), [_number(figure.value) for figure in figures], color=BAR, width=0.75)
        every = -(-len(figures) // MOST_LABELS)
        places = list(range(0, len(figures), every))
        axes.set_xticks(places, [figures[place].group[5:] for place in places])
        axes.grid(axis="y", color=GRID, linewidth=0.6)

    return inline_svg(draw, prefix, _HEIGHT)


def lift_plot(report: Report, measure: str, prefix: str) -> str:
    """Draw the lift of every arm with its interval, named by evidence id; empty without one."""
    lifts = [figure for figure in report.of("campaign") if figure.measure == measure]
    figures = [figure for figure in lifts if "low" in figure.evidence.fields][::-1]
    if not figures:
        return ""

    def draw(axes: Any) -> None:  # noqa: ANN401
        axes.axvline(0, color=INK, linewidth=0.8)
        for place, figure in enumerate(figures):
            low, high = (_number(figure.evidence.fields[name]) for name in ("low", "high"))
            axes.plot([low, high], [place, place], color=BAR, linewidth=2)
            axes.plot([_number(figure.value)], [place], "o", color=BAR)
        axes.set_yticks(range(len(figures)), [figure.evidence.id for figure in figures])
        axes.set_ylim(-0.6, len(figures) - 0.4)
        axes.grid(axis="x", color=GRID, linewidth=0.6)

    return inline_svg(draw, prefix, _LEAST_HEIGHT + 0.35 * len(figures))


def plots(report: Report) -> dict[str, Sequence[str]]:
    """Return the plots by section."""
    drawn: dict[str, Sequence[str]] = {
        "series": (series_plot(report, "sales", "s"), series_plot(report, "orders", "o")),
        "campaign": (lift_plot(report, "lift", "l"), lift_plot(report, "lift_revenue", "r")),
    }
    return {section: [plot for plot in found if plot] for section, found in drawn.items()}


def bars(prefix: str, labels: Sequence[str], series: Sequence[Sequence[float]]) -> str:
    """Draw horizontal bars, the first label on top; a second series is drawn as a mark to compare with."""

    def draw(axes: Any) -> None:  # noqa: ANN401 - matplotlib is not loaded for types
        places = range(len(labels))
        axes.barh(places, series[0], color=BAR, height=0.62)
        for other in series[1:]:
            axes.plot(other, places, "|", color=MARK, markersize=12, markeredgewidth=2)
        axes.set_yticks(places, labels)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.grid(axis="x", color=GRID, linewidth=0.6)

    return inline_svg(draw, prefix, 0.6 + _BAR_HEIGHT * len(labels))


def _number(value: Value) -> float:
    if isinstance(value, MoneyValue):
        return float(value.money)
    return float(value.number if isinstance(value, NumberValue) else Decimal(0))


def inline_svg(draw: Callable[[Any], None], prefix: str, height: float) -> str:
    """Draw on axes of our look; ids get `prefix`, because several plots stand in one page."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Canvas

    look = {
        "svg.hashsalt": "copilot-report", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9,
        "text.color": INK, "axes.edgecolor": GRID, "xtick.color": INK, "ytick.color": INK,
        "axes.spines.top": False, "axes.spines.right": False, "axes.formatter.use_locale": False,
    }  # fmt: skip
    with mpl.rc_context(look):
        canvas = Canvas(figsize=(_WIDTH, height), layout="constrained")
        canvas.patch.set_alpha(0)
        axes = canvas.add_subplot()
        axes.patch.set_alpha(0)
        axes.set_axisbelow(True)
        draw(axes)
        written = StringIO()
        FigureCanvasSVG(canvas).print_svg(written, metadata={"Date": None, "Creator": None})
    return _inline(written.getvalue(), prefix)


def _inline(document: str, prefix: str) -> str:
    """Keep the svg element alone, as wide as its place, with ids of its own."""
    svg = document[document.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'<svg ([^>]*?)width="[^"]*"', r"<svg \1", svg, count=1)
    svg = re.sub(r'<svg ([^>]*?)height="[^"]*"', r'<svg role="img" \1', svg, count=1)
    svg = re.sub(r'\bid="', f'id="{prefix}-', svg)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{prefix}-", svg)
