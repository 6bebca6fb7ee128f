"""What promotions ask about a customer is known wherever one is judged: `promo eligible ID`, messages, the replay."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agent.composer import Composer
from interfaces.cli.main import app
from shop.home import Home
from shop.promotions import load
from shop.promotions.crowd.standing import asked_members
from shop.simulation import Terms, simulate
from shop.types.offer_rules import OfferRules
from tools.brief import BriefRequest, gather

Shop = Callable[..., Any]
ASKED = {
    "tier": {"kind": "group", "names": ["gold"]},
    "tag": {"kind": "group", "names": ["vip list"]},
    "birthday": {"kind": "birthday", "before_days": 7, "after_days": 7, "zone": "Asia/Shanghai"},
    "segment": {"kind": "segment", "names": ["new_customers"]},
    "city": {"kind": "attribute", "of": "customer", "name": "city", "text": ["Hangzhou"]},
    "joined": {"kind": "attribute", "of": "customer", "name": "joined_on", "date": {"on_or_before": "2026-01-31"}},
}
OFFERS = OfferRules(published_rule={"en": "Vouchers go to some"}, reasons=("cart_left",))
AT = "2026-11-20T12:00"


def shop_with(make: Shop, *names: str) -> Any:  # noqa: ANN401 - loaded by path
    """c1 is everything that is asked for, c2 nothing of it."""
    shop = make(currency="USD")
    shop.info = shop.info.model_copy(update={"offers": OFFERS})
    shop.product("p1", price="50", stock=9).product("p2", price="20", stock=9)
    for place, name in enumerate(names):
        document = {
            "id": name, "name": {"en": "Two off"}, "currency": "USD", "code": "CODE1", "when": ASKED[name],
            "policy": {"ends_at": "2026-11-30T00:00:00+00:00"}, "effects": [{"kind": "fixed", "amount": "2"}],
        }  # fmt: skip
        shop.row("promotions", promotion_id=name, position=place, document=json.dumps(document))
    for place in range(3):
        shop.customer(f"b{place}", country="US", language="en").order(f"b{place}", "2026-10-01", [("p1", 1)])
    here = {"country": "US", "language": "en"}
    shop.customer(
        "c1", **here, tier="gold", tags=["vip list"], birthday="1990-11-22", city="Hangzhou",
        joined_at="2026-01-31T20:00",
    ).order("c1", "2026-11-12", [("p2", 1)])  # fmt: skip
    return shop.customer("c2", **here, joined_at="2026-02-01T09:00")


def test_promo_eligible_knows_the_customer(tiny_shop: Shop, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create()
    build = home.next_build()
    shop_with(tiny_shop, *ASKED).build().rename(build)
    home.publish(build)

    def found(customer: str) -> dict[str, bool]:
        words = ["promo", "eligible", customer, "--home", str(home), "--as-of", AT, "--json"]
        answer = CliRunner().invoke(app, words)
        assert answer.exit_code == 0, answer.output
        return {item["promotion_id"]: item["eligible"] for item in json.loads(answer.stdout)}

    assert found("c1") == dict.fromkeys(ASKED, True)
    assert found("c2") == dict.fromkeys(ASKED, False)


@pytest.mark.parametrize("name", ASKED)
def test_a_message_offers_what_its_reader_may_have(tiny_shop: Shop, name: str) -> None:
    shop = shop_with(tiny_shop, name)
    shop.event("c1", "cart", "2026-11-18T08:00", "p1").event("c2", "cart", "2026-11-18T08:00", "p1")
    with shop.view(AT) as view:
        asked = BriefRequest(campaign_id="t", segment="", channel="email", offers=True)
        briefs = {brief.customer_id: brief for brief in gather(view, ["c1", "c2"], asked).briefs}
    composer = Composer(None, allowed_hosts=frozenset({"tiny.example"}))
    texts = {id_: " ".join(composer.compose(brief).copy_.body) for id_, brief in briefs.items()}
    assert "CODE1" in texts["c1"]
    ends = briefs["c1"].evidence.get("O1").fields["ends"].datetime  # a birthday's days end before the promotion does
    assert ends.isoformat() == ("2026-11-30T00:00:00+08:00" if name == "birthday" else "2026-11-30T08:00:00+08:00")
    assert texts["c2"]
    assert "CODE1" not in texts["c2"]


def test_the_replay_asks_the_same(tiny_shop: Shop) -> None:
    shop = shop_with(tiny_shop, *ASKED).order("c2", "2026-11-13", [("p2", 1)])
    with shop.view(AT) as view:
        promotions = [item for item in load(view) if item.id not in ("birthday", "segment")]  # by day and by orders
        terms = Terms(since=view.at - timedelta(days=30), until=view.at, rules=view.shop.pricing)
        found = simulate(view, promotions, terms, asked_members(view, promotions))
    assert datetime.fromisoformat(AT).date() == terms.until.date()
    assert sum(item.uses for item in found.promotions) == len(promotions)
