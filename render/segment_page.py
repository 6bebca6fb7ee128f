"""A segment's preview as one self-contained page: words, figures, plots; readable on a phone; no script, no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from render.data_files import text_of
from render.report_page import POLICY, environment
from render.report_plots import bars
from shop.segments.preview import TreePreview

if TYPE_CHECKING:
    from markupsafe import Markup


def segment_page(found: TreePreview) -> str:
    """Return the page; the same preview gives the same bytes. Everything from the shop is escaped."""
    from markupsafe import Markup

    return environment().get_template("segment.html.j2").render(
        found=found, policy=POLICY, style=Markup(text_of("templates", "report.css")), plots=_plots(found)
    )  # fmt: skip


def _plots(found: TreePreview) -> dict[str, Markup]:
    """Return the plots by section; names of the shop stand in tables, the plots name rows by number."""
    from markupsafe import Markup

    spends = {name: float(amount.amount) for name, amount in found.value.quantiles.items()}
    bought = [100 * float(one.share) for one in found.categories]
    usual = [100 * float(one.share_of_all) for one in found.categories]
    numbers = [str(place) for place, _ in enumerate(found.categories, 1)]
    shared = [100 * float(one.share) for one in found.overlaps]
    drawn = {
        "spend": bars("s", list(spends), [list(spends.values())]) if spends else "",
        "categories": bars("c", numbers, [bought, usual]) if numbers else "",
        "overlaps": bars("o", [one.name for one in found.overlaps], [shared]) if shared else "",
    }  # fmt: skip
    return {name: Markup(plot) for name, plot in drawn.items()}
