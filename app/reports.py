"""A report of a period, asked by name, with the consents that a person has attested."""

from __future__ import annotations

from app.copilot import Copilot
from shop.consent.attestations import attestations
from shop.reports import Report, Step, parse_period, report


def period_report(copilot: Copilot, period: str, step: Step | None = None) -> Report:
    """Return the report of a period such as last-week, as of the shop's moment; raises InvalidInput for others."""
    with copilot.view() as view, copilot.state() as state:
        return report(view, parse_period(period, view.at.date()), step, attested=sorted(attestations(state)))
