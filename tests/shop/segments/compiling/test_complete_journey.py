"""The Complete Journey as of 2017-11-15: gone quiet with a coupon in hand are the households of step 2."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from shop.home import Home
from shop.importing.adapters import ADAPTERS
from shop.importing.pipeline import import_source
from shop.segments.compiling import members
from shop.segments.tree.read import read_tree
from shop.store.view import ShopView

REPOSITORY = Path(__file__).resolve().parents[4]
TREE = {
    "kind": "all",
    "of": [
        {"kind": "never", "event": "order", "within": {"kind": "last", "n": 30, "unit": "days"}},
        {"kind": "did", "event": "order"},
        {"kind": "coupon"},
    ],
}
BY_HAND = """
SELECT customer_id FROM (SELECT customer_key, max(placed_at) AS placed_at FROM sales GROUP BY ALL)
JOIN customers USING (customer_key)
WHERE timezone('America/New_York', timezone('UTC', placed_at)) < TIMESTAMP '2017-10-16' AND customer_key IN (
    SELECT customer_key FROM outcomes JOIN campaigns USING (campaign_id)
    WHERE NOT held_out AND ends_on >= DATE '2017-11-15')
ORDER BY 1"""


@pytest.mark.slow
def test_206_households_are_quiet_and_hold_a_coupon(tmp_path: Path) -> None:
    stated = os.environ.get("COPILOT_SHARED_DATA")
    data = (Path(stated) if stated else REPOSITORY.parent / "shared" / "data") / "completejourney"
    if not data.exists():
        pytest.skip(f"no {data}; say where the data sets are with COPILOT_SHARED_DATA")
    home = Home(tmp_path / "home")
    import_source(ADAPTERS["complete-journey"](data), home)
    with ShopView(home.current_build(), "2017-11-15") as view:
        found = members(view, read_tree(json.dumps(TREE)))
        assert len(found) == 206
        assert found == [row[0] for row in view.rows(BY_HAND)]
        redeemed = json.loads(json.dumps(TREE))
        redeemed["of"][2]["state"] = "used"
        assert set(members(view, read_tree(json.dumps(redeemed)))) & set(found)
