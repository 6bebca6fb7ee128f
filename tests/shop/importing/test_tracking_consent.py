"""Consent to tracking from files: openings are read of whoever said yes, once a person vouched for the source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shop.consent import CONSENT_MIGRATIONS, attest
from shop.segments.compiling import members
from shop.segments.tree.read import read_tree
from shop.state import SHOP_MIGRATIONS, open_state
from shop.store.view import ShopView

PEOPLE = (
    "customer_id,email,country,email_consent,tracking_consent\n"
    "c1,ann@example.com,DE,yes,yes\nc2,bo@example.com,DE,yes,no\nc3,cy@example.com,DE,yes,\n"
)
EVENTS = "customer_id,kind,happened_at\nc1,open,2026-03-04T01:00:00Z\nc2,open,2026-03-04T01:00:00Z\n"
OPENED, NEVER = '{"kind": "did", "event": "open"}', '{"kind": "never", "event": "open"}'


def test_openings_count_for_those_who_allowed_it_once_the_source_is_attested(shop: Any, tmp_path: Path) -> None:  # noqa: ANN401
    shop.write("customers.csv", PEOPLE)
    shop.write("events.csv", EVENTS)
    shop.load()
    assert shop.rows("SELECT customer_key, state FROM consents WHERE channel = 'tracking' ORDER BY 1, 2") == [
        (0, "opted_in"), (1, "opted_out"),
    ]  # fmt: skip
    state = open_state(tmp_path / "state.sqlite", (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS))
    with ShopView(shop.home.current_build(), "2026-03-10", state) as view:
        assert members(view, read_tree(OPENED), state) == []
        [(source,)] = view.rows("SELECT DISTINCT source FROM consents WHERE channel = 'tracking'")
        attest(state, source, how="a box in the shop's form", by="Kim", at=view.at)
        assert members(view, read_tree(OPENED), state) == ["c1"]
        assert members(view, read_tree(NEVER), state) == []
    state.close()
