"""The model card as one HTML file that needs nothing else: figures, the calibration plot as SVG, limits in words."""

from __future__ import annotations

import io
import re
from importlib import resources
from typing import TYPE_CHECKING

from shop.churn.card import ChurnCard
from shop.churn.measures import Bin, Interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, MODEL, PERFECT = "#1f2933", "#0b6e99", "#9aa5b1"


def card_html(card: ChurnCard) -> str:
    """Return the page; the same card gives the same bytes, and every text in it is escaped."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["figure"] = _figure
    template = resources.files("shop.churn").joinpath("card.html").read_text(encoding="utf-8")
    # The plot is drawn from numbers alone: no text of the shop is in it.
    plot = Markup(calibration_svg(card.checked.bins)) if card.checked else ""
    return environment.from_string(template).render(card=card, plot=plot)


def calibration_svg(table: tuple[Bin, ...]) -> str:
    """Return predicted against observed shares, one point per tenth of the customers, as an <svg> element."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "churn", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure = Figure(figsize=(5.2, 4.2))
        _draw(figure, table)
        written = io.StringIO()
        FigureCanvasSVG(figure).print_svg(written, metadata={"Date": None, "Creator": None})
    svg = written.getvalue()
    return re.sub(r"<metadata>.*?</metadata>\s*", "", svg[svg.index("<svg") :], flags=re.DOTALL)


def _draw(figure: Figure, table: tuple[Bin, ...]) -> None:
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color=PERFECT, linestyle="--", linewidth=1, label="perfect")
    predicted, observed = [item.predicted for item in table], [item.observed for item in table]
    axes.plot(predicted, observed, color=MODEL, marker="o", linewidth=1.5, label="model")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="predicted share without an order", ylabel="observed share")
    axes.legend(frameon=False, loc="upper left")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=INK)


def _figure(interval: Interval) -> str:
    return f"{interval.value:.4f} ({interval.low:.4f} to {interval.high:.4f})"
