"""The Complete Journey end to end: a letter campaign still runs, the household went quiet, a mail says so. Every
message is held against the store by SQL of its own."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from agent.composer import Composer
from campaigns.plan import CampaignPlan
from campaigns.run import RunResult, run
from evals.grounded import audit
from shop.evidence import DateValue, ListValue, MoneyValue, TextValue
from shop.home import Home
from shop.importing.adapters import ADAPTERS
from shop.importing.pipeline import import_source
from shop.state import open_state
from shop.store.view import ShopView
from shop.types import Message

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "completejourney"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the Complete Journey data set is not at {DATA}"),
]
QUIET = """
SELECT customer_id FROM customers WHERE customer_key IN (
  SELECT customer_key FROM outcomes JOIN campaigns USING (campaign_id) WHERE ends_on >= DATE '2017-11-15')
AND customer_key IN (
  SELECT customer_key FROM sales GROUP BY 1
  HAVING max(timezone('America/New_York', timezone('UTC', placed_at))) < TIMESTAMP '2017-10-16') ORDER BY 1"""
COVERED = """
SELECT DISTINCT p.product_id, t.name, c.ends_on
FROM campaigns c JOIN outcomes o USING (campaign_id) JOIN customers k USING (customer_key)
JOIN campaign_products x USING (campaign_id) JOIN products p USING (product_key)
JOIN product_texts t USING (product_key)
WHERE k.customer_id = ? AND c.campaign_id = ?"""
BOUGHT = """
SELECT t.name, max(timezone('America/New_York', timezone('UTC', l.placed_at)))::DATE
FROM order_lines l JOIN customers k USING (customer_key) JOIN product_texts t USING (product_key)
WHERE k.customer_id = ? AND l.is_sale AND l.quantity > 0 GROUP BY 1"""


class Ran(NamedTuple):
    view: ShopView
    result: RunResult


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    from app.copilot import MIGRATIONS

    home = Home(tmp_path_factory.mktemp("journey"))
    import_source(ADAPTERS["complete-journey"](DATA), home)
    state = open_state(home.state, MIGRATIONS)
    with ShopView(home.current_build(), "2017-11-15", state) as view:
        ids = tuple(row[0] for row in view.rows(QUIET))
        plan = CampaignPlan(id="still-running", segment="ids", channel="email", reason="campaign_running", ids=ids)
        yield Ran(view, run(plan, view, state, Composer(None)))
    state.close()


def fields(message: Message, id_: str) -> dict[str, Any]:
    return dict(next(item.fields for item in message.evidence if item.id == id_))


def test_everybody_who_went_quiet_gets_one(ran: Ran) -> None:
    messages = ran.result.messages
    assert (ran.result.funnel.matched, len({message.customer_id for message in messages})) == (206, 206)
    assert {message.verdict.outcome for message in messages} == {"allow"}
    assert {message.why_now.kind for message in messages} == {"campaign_running"}


def test_products_and_day_are_those_of_the_store(ran: Ran) -> None:
    for message in ran.result.messages:
        reason = next(item for item in message.evidence if item.id == "W1")
        campaign = re.match(r"campaigns: (\w+),", reason.source)
        assert campaign is not None
        rows = ran.view.rows(COVERED, [message.customer_id, campaign[1]])
        assert rows, "the household received that campaign"
        ends_on, covers = reason.fields["ends_on"], reason.fields["covers"]
        assert isinstance(ends_on, DateValue)
        assert isinstance(covers, ListValue)
        assert {row[2] for row in rows} == {ends_on.date}
        assert ends_on.date >= dt.date(2017, 11, 15)
        named = [item.text for item in covers.list if isinstance(item, TextValue)]
        assert 1 <= len(named) <= 3
        assert set(named) <= {row[1] for row in rows}
        assert fields(message, "P1")["name"] == TextValue(text=named[0])
        bought = dict(ran.view.rows(BOUGHT, [message.customer_id]))
        if "bought_before" in reason.fields:
            assert set(named) <= set(bought)
            assert reason.fields["last_bought"] == DateValue(date=bought[named[0]])


def test_the_text_names_a_covered_product_and_the_day_and_no_amount(ran: Ran) -> None:
    for message in ran.result.messages:
        text = message.copy_.text
        reason = fields(message, "W1")
        day = reason["ends_on"].date
        assert f"{day:%B} {day.day}" in text
        assert reason["covers"].list[0].text in text
        assert not re.search(r"[$£€¥]|\boff\b|\bsav(e|ing)", text), text
        assert not re.search(r"%(?! Pure)", text), text
        assert not any(isinstance(v, MoneyValue) for item in message.evidence for v in item.fields.values())
        assert audit(message) == []


def test_the_same_run_gives_the_same_messages(ran: Ran) -> None:
    from tools.brief import BriefRequest, gather

    request = BriefRequest(campaign_id="still-running", segment="ids", channel="email", reason="campaign_running")
    ids = [message.customer_id for message in ran.result.messages[:20]]
    briefs = gather(ran.view, ids, request).briefs
    briefs = [brief.model_copy(update={"turn": turn}) for turn, brief in enumerate(briefs)]
    again = asyncio.run(Composer(None).compose_many(briefs, concurrency=2))
    assert [item.copy_ for item in again] == [item.copy_ for item in ran.result.messages[:20]]
