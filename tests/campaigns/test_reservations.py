"""A single-use code is given to one customer of one campaign; running again gives the same codes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.campaigns import create, run
from app.copilot import Copilot, build
from app.settings import Settings
from campaigns.outputs import RunFolder
from campaigns.plan import CampaignPlan
from campaigns.reservations import codes_of, taken_codes
from shop.evidence import CodeValue, Evidence, EvidenceSet
from tools.message_brief import MessageBrief

MakeHome = Callable[[str], Path]


def codes(copilot: Copilot, name: str) -> dict[str, str]:
    """Run a campaign to everyone and return the single-use code in each customer's message."""
    create(copilot, CampaignPlan(id=name, segment="everyone", channel="email", reason="lapsing"))
    run(copilot, name, lambda what, done: None)
    found = {}
    for message in RunFolder(copilot.home.runs / name).read_messages():
        for item in message.evidence:
            code = item.fields.get("code")
            if code is not None and "-" in str(code.model_dump()["code"]):
                found[message.customer_id] = str(code.model_dump()["code"])
    return found


def test_a_code_belongs_to_one_customer_over_all_campaigns(sample_home: MakeHome, tmp_path: Path) -> None:
    owners: dict[str, set[str]] = {}
    for brand in ("coffee", "skincare", "outdoor"):
        shutil.copytree(sample_home(brand), tmp_path / brand)
        copilot = build(Settings(home=tmp_path / brand))
        first, second = codes(copilot, "first"), codes(copilot, "second")
        for customer, code in [*first.items(), *second.items()]:
            owners.setdefault(code, set()).add(customer)
        assert codes(copilot, "first") == first
        with copilot.state() as state:
            assert set(taken_codes(state, "second")) == set(first.values())
    assert len(owners) >= 2
    assert {len(customers) for customers in owners.values()} == {1}


def test_codes_promised_in_this_run_are_not_given_again() -> None:
    offer = Evidence(
        id="O1",
        kind="offer",
        fields={"code": CodeValue(code="ONE-1")},
        source="promotions.json:p",
        as_of=datetime(2026, 11, 20, tzinfo=UTC),
    )
    brief = MessageBrief(
        customer_id="c1",
        campaign_id="x",
        segment="s",
        channel="email",
        language="en",
        locale="en_US",
        jurisdiction="US",
        reason="lapsing",
        evidence=EvidenceSet(customer="c1", evidence=(offer,)),
        as_of="2026-11-20T00:00:00+00:00",
        shop_id="shop",
    )
    assert codes_of([brief, brief]) == ("ONE-1", "ONE-1")
