"""A report as one self-contained page: tables, bars and plots, readable on a phone; no script, no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from render.data_files import text_of
from render.report_plots import plots
from render.report_tables import grids, period_words, value_words
from shop.evidence import TextValue
from shop.record import Language
from shop.reports import Report
from shop.reports.words import measure, phrase, phrases

if TYPE_CHECKING:
    from jinja2 import Environment

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def report_page(report: Report, language: Language) -> str:
    """Return the page; the same report gives the same bytes. Everything from the shop is escaped."""
    from markupsafe import Markup

    return environment().get_template("report.html.j2").render(
        report=report,
        language=language,
        policy=POLICY,
        style=Markup(text_of("templates", "report.css")),
        words={name: phrase(name, language) for name in phrases()},
        days=period_words(report, language),
        grids=grids(report, language),
        plots={section: [Markup(plot) for plot in found] for section, found in plots(report).items()},
        remarks=[remark.words[language] for remark in report.remarks],
        evidence=_evidence(report, language),
    )  # fmt: skip


def _evidence(report: Report, language: Language) -> list[tuple[str, ...]]:
    """Return id, measure, group, days, value and computation of every figure."""
    found: list[tuple[str, ...]] = []
    for figure in report.figures:
        fields = figure.evidence.fields
        days = " … ".join(value_words(fields[name], "en") for name in ("first", "last"))
        group = fields.get("group", TextValue(text=""))
        title = measure(figure.measure).title[language]
        values = value_words(figure.value, language)
        found.append((figure.evidence.id, title, value_words(group, language), days, values, figure.evidence.source))
    return found


def environment() -> Environment:
    """Return the templates' environment: everything is escaped, a missing name is an error."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(lambda name: text_of("templates", name)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
