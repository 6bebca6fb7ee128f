"""One customer for people: the card, with attested consents and, where asked for, what the churn model says."""

from __future__ import annotations

from app.copilot import Copilot
from shop.consent.attestations import attestations
from shop.portraits import portraits
from tools.customer import CustomerCard, customer_card


def shown_customer(copilot: Copilot, customer_id: str, *, churn: bool = False) -> CustomerCard:
    """Return what the shop knows and may use about a customer; raises NotFound. `churn`: the model is learnt if needed.

    Openings are read only with consent to tracking from an attested source.
    """
    with copilot.view() as view, copilot.state() as state:
        card = customer_card(view, customer_id)
        forecasts = None
        if churn:
            from shop.churn import churn_folder, predict, prepared

            forecasts = predict(view, prepared(view, churn_folder(copilot.home.path)), [customer_id])
        found = portraits(view, [customer_id], churn=forecasts, attested=sorted(attestations(state)))
        return card.model_copy(update={"portrait": found.get(customer_id)})
