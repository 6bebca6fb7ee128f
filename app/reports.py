"""Reports and opportunities, with the consents that a person has attested and, where asked for, the churn model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.copilot import Copilot
from shop.consent.attestations import attestations
from shop.record import CHANNELS, Channel
from shop.reports import Cause, Report, Step, parse_period, report
from shop.reports.opportunities import Opportunities, opportunities
from shop.reports.words import cause_words

if TYPE_CHECKING:
    from shop.churn import ChurnModel
    from shop.store.view import ShopView


def period_report(copilot: Copilot, period: str, step: Step | None = None, *, churn: bool = False) -> Report:
    """Return the report of a period such as last-week, as of the shop's moment; raises InvalidInput for others.

    With `churn` the causes of the churn model are in it; the model is learnt first where it is not there.
    """
    with copilot.view() as view, copilot.state() as state:
        causes = _causes(_model(copilot, view)) if churn else []
        days = parse_period(period, view.at.date())
        return report(view, days, step, causes=causes, attested=sorted(attestations(state)))


def all_opportunities(
    copilot: Copilot, channels: Sequence[Channel] = CHANNELS, *, churn: bool = False
) -> Opportunities:
    """Return who has a reason to be written to now; with `churn`, what they are expected to spend."""
    with copilot.view() as view, copilot.state() as state:
        if not churn:
            return opportunities(view, state, channels)
        from shop.churn import predict

        model = _model(copilot, view)
        return opportunities(view, state, channels, lambda ids: predict(view, model, ids))


def _model(copilot: Copilot, view: ShopView) -> ChurnModel:
    from shop.churn import churn_folder, prepared

    return prepared(view, churn_folder(copilot.home.path))


def _causes(model: ChurnModel) -> list[Cause]:
    """Return how often each cause stands among those at the top of the watch list."""
    card = model.card
    return [
        Cause(key=code, words=cause_words(code), customers=count, of=card.watched, source=model.name)
        for code, count in card.watch_reasons.items()
    ]
