"""A single-use code is given to one customer of one campaign; running again gives the same codes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from app.campaigns import create, run
from app.copilot import Copilot, build
from app.settings import Settings
from campaigns.outputs import RunFolder
from campaigns.plan import CampaignPlan
from campaigns.reservations import taken_codes

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


def test_two_campaigns_never_share_a_code(sample_home: MakeHome, tmp_path: Path) -> None:
    for brand in ("coffee", "skincare", "outdoor"):
        shutil.copytree(sample_home(brand), tmp_path / brand)
        copilot = build(Settings(home=tmp_path / brand))
        first, second = codes(copilot, "first"), codes(copilot, "second")
        assert not set(first.values()) & set(second.values())
        assert codes(copilot, "first") == first
        with copilot.state() as state:
            assert set(taken_codes(state, "second")) == set(first.values())
        if first:
            return
    raise AssertionError("no sample shop offered a single-use code")
