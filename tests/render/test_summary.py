from __future__ import annotations

import json
from types import ModuleType

from render.summary import summary


def test_counts_each_way(examples: ModuleType) -> None:
    found = summary(examples.examples(), {"northbell": {"matched": 10, "written": 4}})
    assert found["messages"] == 12
    assert found["sample"] is True
    assert found["as_of"] == [examples.AS_OF.isoformat()]
    assert found["fallbacks"] == 2
    assert found["funnel"] == {"northbell": {"matched": 10, "written": 4}}
    assert found["by"] == {
        "brand": {"fellside": 2, "northbell": 4, "shanmu": 6},
        "channel": {"email": 7, "sms": 3, "wecom": 2},
        "language": {"en": 6, "zh": 6},
        "reason": {"back_in_stock": 2, "cart_left": 2, "lapsing": 1, "new_in_category": 2, "price_fell": 2,
                   "replenishment_due": 3},
        "outcome": {"allow": 10, "block": 1, "hold": 1},
        "engine": {"offline": 5, "openai:Qwen3.5-9B": 7},
    }  # fmt: skip


def test_order_of_messages_does_not_matter(examples: ModuleType) -> None:
    forward, backward = summary(examples.examples()), summary(examples.examples()[::-1])
    assert json.dumps(forward) == json.dumps(backward)
