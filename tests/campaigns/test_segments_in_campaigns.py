"""Campaigns to saved segments: with conditions on churn, and with other saved segments inside."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.campaigns import create, run
from app.churn import build_churn
from app.copilot import Copilot, build
from app.importing import import_sample
from app.segments import create as save_segment
from app.segments import member_ids, preview
from app.settings import Settings
from campaigns.inlined import inlined
from campaigns.plan import CampaignPlan, list_plans
from shop.errors import InvalidInput, NotFound
from shop.segments.tree.nodes import All, Everyone, InSegment, Not

MakeHome = Callable[[str], Path]
RISKY = {"kind": "measure", "measure": "churn_risk", "op": "ge", "value": 0.7}
US = {"kind": "attribute", "field": "country", "op": "eq", "value": "US"}


def quiet(name: str, done: int) -> None:
    """Show no progress."""


def saved(copilot: Copilot, folder: Path, name: str, tree: object) -> None:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    save_segment(copilot, name, str(path), None, "")


@pytest.fixture
def copilot(sample_home: MakeHome, tmp_path: Path) -> Copilot:
    shutil.copytree(sample_home("coffee"), tmp_path / "home")
    return build(Settings(home=tmp_path / "home"))


def test_people_at_risk_are_written_to(tmp_path: Path) -> None:
    import_sample(Settings(home=tmp_path / "home"), "coffee", 600, 7, write=None, told=quiet)
    copilot = build(Settings(home=tmp_path / "home"))
    build_churn(copilot)
    saved(copilot, tmp_path, "risky", RISKY)
    ids = member_ids(copilot, "risky")
    planned = create(copilot, CampaignPlan(id="risky", segment="risky", channel="email", limit=5))
    assert planned.funnel.matched == len(ids) > 0
    done = run(copilot, "risky", quiet)
    assert done.messages == 5
    written = (copilot.home.runs / "risky" / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["customer_id"] for line in written} <= set(ids)


def test_where_no_model_can_be_learnt_the_preview_says_so(copilot: Copilot, tmp_path: Path) -> None:
    early = build(Settings(home=copilot.home.path, as_of="2024-12-15"))
    assert build_churn(early).card.why_no_model
    saved(copilot, tmp_path, "usual", US)
    path = tmp_path / "risky.json"
    path.write_text(json.dumps({"kind": "all", "of": [RISKY, US]}), encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"cannot have one: .* import a longer history"):
        preview(early, str(path), "email")
    assert preview(early, "usual", "email").matched > 0


def test_what_is_saved_later_does_not_change_a_plan(copilot: Copilot, tmp_path: Path) -> None:
    saved(copilot, tmp_path, "inner", US)
    saved(copilot, tmp_path, "outer", {"kind": "not", "of": {"kind": "segment", "name": "inner"}})
    plan = CampaignPlan(id="test", segment="outer", channel="email")
    before = create(copilot, plan)
    saved(copilot, tmp_path, "inner", {"kind": "everyone"})
    with copilot.state() as state:
        assert list_plans(state) == [before.plan]
    assert run(copilot, "test", quiet).funnel == before.funnel
    assert before.funnel.matched > 0 == create(copilot, plan.model_copy(update={"id": "later"})).funnel.matched


def test_built_in_names_stay_and_unknown_ones_are_refused(copilot: Copilot) -> None:
    tree = All(of=(InSegment(name="lapsing"), Not(of=InSegment(name="everyone")), Everyone()))
    with copilot.state() as state:
        assert inlined(state, tree) == tree
        with pytest.raises(NotFound, match="nobody-saved-this"):
            inlined(state, InSegment(name="nobody-saved-this"))


def test_too_many_conditions_are_refused(copilot: Copilot, tmp_path: Path) -> None:
    saved(copilot, tmp_path, "wide", {"kind": "any", "of": [US] * 49})
    saved(copilot, tmp_path, "wider", {"kind": "any", "of": [{"kind": "segment", "name": "wide"}] * 50})
    with pytest.raises(InvalidInput, match="at most 2,000"):
        create(copilot, CampaignPlan(id="test", segment="wider", channel="email"))


def test_the_plan_that_is_returned_is_the_one_that_was_kept(copilot: Copilot, tmp_path: Path) -> None:
    saved(copilot, tmp_path, "usual", US)
    planned = create(copilot, CampaignPlan(id="test", segment="usual", channel="email"))
    assert json.loads(planned.model_dump_json())["plan"]["tree"]["field"] == "country"
