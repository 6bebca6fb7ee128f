from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from render.values import shown
from shop.evidence import Value


@pytest.mark.parametrize(
    ("value", "locale", "expected"),
    [
        ({"text": "烟雨围巾"}, "en_GB", "烟雨围巾"),
        ({"money": "1299.00", "currency": "CNY"}, "zh_Hans_CN", "¥1,299.00"),
        ({"money": "21.50", "currency": "GBP"}, "en_GB", "£21.50"),
        ({"money": "1500", "currency": "JPY"}, "en_US", "¥1,500"),
        ({"number": "1.5", "unit": "kg"}, "en_US", "1.5 kg"),
        ({"number": "3"}, "en_US", "3"),
        ({"percent": "20"}, "en_US", "20 %"),
        ({"date": "2026-11-30"}, "en_GB", "30 November 2026"),
        ({"date": "2026-11-30"}, "zh_Hans_CN", "2026年11月30日"),
        ({"datetime": "2026-11-30T23:59:00+08:00"}, "en_GB", "2026-11-30 23:59 +0800"),
        ({"days": 30}, "en_GB", "30 days"),
        ({"code": "TRAIL15"}, "en_GB", "TRAIL15"),
        ({"url": "https://a.example/"}, "en_GB", "https://a.example/"),
        ({"bool": True}, "en_GB", "yes"),
        ({"list": [{"text": "black"}, {"number": "2"}]}, "en_GB", "black, 2"),
        ({"date": "2026-11-30"}, "<b>", "November 30, 2026"),
    ],
)
def test_shows_each_kind_of_value(value: dict[str, Any], locale: str, expected: str) -> None:
    assert shown(TypeAdapter(Value).validate_python(value), locale) == expected
