"""Sets of customers that SQL alone cannot tell (consent, reasons, scores of a model), as relations of the view."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Literal, Protocol

from shop.consent import attestations, eligible
from shop.consent.facts import gather
from shop.consent.standing import standing
from shop.errors import InvalidInput
from shop.reason import ReasonKind
from shop.record import Channel
from shop.segments.history import made
from shop.store.view import ShopView

Scored = Literal["churn_risk", "expected_value"]


class Scores(Protocol):
    """Whatever predicts: churn risk as a part of 1, expected value in base currency, by customer id."""

    def scores(self, view: ShopView, measure: Scored) -> Mapping[str, Decimal]:
        """Return the score of every customer who has one."""
        ...


def keep_keys(view: ShopView, name: str, ids: Collection[str]) -> str:
    """Keep the customers with these ids as the relation `name`; returns the name."""
    view.rows(
        f"""CREATE OR REPLACE TEMP TABLE {name} AS SELECT customer_key FROM customers
            WHERE customer_id IN (SELECT unnest($ids::VARCHAR[]))""",
        {"ids": list(ids)},
    )
    return name


def ensure_consent(view: ShopView, state: sqlite3.Connection | None, channel: Channel, asked: str) -> str:
    """Keep who may be contacted, or who stated `asked`; the runtime state is read again every time."""
    if state is None:
        raise InvalidInput(
            "A condition on consent needs the runtime state.", hint="Open the home's state.sqlite and pass it."
        )
    ids = [row[0] for row in view.rows("SELECT customer_id FROM customers ORDER BY customer_id")]
    if asked == "may_be_contacted":
        chosen: Collection[str] = eligible(view, state, ids, channel).ids
    else:
        facts = gather(view, state, ids, channel, wordings=False)
        stated = ((id_, standing(facts.statements.get(id_, ()), facts.left.get(id_), lambda _: True)) for id_ in ids)
        chosen = [id_ for id_, one in stated if one.state == asked]
    return keep_keys(view, f"segment_consent_{channel}_{asked}", chosen)


def ensure_reason(view: ShopView, kind: ReasonKind) -> str:
    """Keep who has a reason of this kind; a view stands still, so it is asked once."""
    from shop.reasons import who

    name = f"segment_reason_{kind}"
    return name if made(view, name) else keep_keys(view, name, who(view, kind))


def ensure_trackable(view: ShopView, state: sqlite3.Connection | None) -> str:
    """Keep whose openings and clicks may be read (COMPLIANCE check 25): see shop.portraits.tracking."""
    from shop.portraits.tracking import TRACKABLE, tracking_params

    attested = tuple(attestations(state)) if state is not None else ()
    name = "segment_trackable"
    view.rows(
        f"CREATE OR REPLACE TEMP TABLE {name} AS WITH {TRACKABLE} SELECT customer_key FROM trackable",
        tracking_params(view, attested),
    )
    return name


def ensure_scores(view: ShopView, scores: Scores | None, measure: Scored) -> str:
    """Keep the scores of a model as customer_key and score; raises InvalidInput without a model."""
    if scores is None:
        raise InvalidInput(
            f"{measure!r} needs a trained model, and there is none.", hint="Train one with `copilot build churn`."
        )
    found = scores.scores(view, measure)
    name = f"segment_{measure}"
    view.rows(
        f"""CREATE OR REPLACE TEMP TABLE {name} AS SELECT customer_key, score::DECIMAL(20,6) AS score
            FROM (SELECT unnest($ids::VARCHAR[]) AS customer_id, unnest($scores::DECIMAL(20,6)[]) AS score)
            JOIN customers USING (customer_id)""",
        {"ids": list(found), "scores": [f"{Decimal(score):.6f}" for score in found.values()]},
    )
    return name
