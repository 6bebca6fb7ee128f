"""Who may have a promotion: every condition alone, and what is unknown never qualifies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from shop.promotions import OfferContext, eligible
from shop.types import Promotion

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def promotion(**changes: Any) -> Promotion:  # noqa: ANN401 - fields of the document
    policy = {"starts_at": "2026-11-01T00:00:00Z", "ends_at": "2026-12-01T00:00:00Z", **changes.pop("policy", {})}
    base = {"id": "A", "name": {"en": "x"}, "currency": "CNY", "effect": {"kind": "percent", "percent": "10"}}
    return Promotion.model_validate({**base, **changes, "policy": policy})


def reasons(item: Promotion, free: dict[str, int] | None = None, **facts: Any) -> list[str]:  # noqa: ANN401
    context = OfferContext(**{"at": AT, "currency": "CNY", **facts})
    verdict = eligible([item], context, free)[0]
    assert verdict.ok == (not verdict.reasons)
    return [reason.kind for reason in verdict.reasons]


@pytest.mark.parametrize(
    ("changes", "facts", "expected"),
    [
        ({}, {}, []),
        ({"policy": {"starts_at": AT}}, {}, []),
        ({"policy": {"starts_at": "2026-11-20T12:00:01Z"}}, {}, ["not_started"]),
        ({"policy": {"ends_at": AT}}, {}, ["ended"]),
        ({"policy": {"ends_at": "2026-11-20T12:00:01Z"}}, {}, []),
        ({}, {"currency": "USD"}, ["wrong_currency"]),
        ({"when": {"countries": ["CN"]}}, {"country": "CN"}, []),
        ({"when": {"countries": ["CN"]}}, {"country": "US"}, ["wrong_country"]),
        ({"when": {"countries": ["CN"]}}, {}, ["wrong_country"]),
        ({"when": {"channels": ["sms", "email"]}}, {"channel": "email"}, []),
        ({"when": {"channels": ["sms"]}}, {"channel": "email"}, ["wrong_channel"]),
        ({"when": {"channels": ["sms"]}}, {}, ["wrong_channel"]),
        ({"when": {"segments": ["vip", "quiet"]}}, {"segments": ("quiet",)}, []),
        ({"when": {"segments": ["vip"]}}, {"segments": ("quiet",)}, ["wrong_segment"]),
        ({"when": {"customers": "new"}}, {"returning": False}, []),
        ({"when": {"customers": "new"}}, {"returning": True}, ["only_new"]),
        ({"when": {"customers": "new"}}, {}, ["only_new"]),
        ({"when": {"customers": "returning"}}, {"returning": True}, []),
        ({"when": {"customers": "returning"}}, {"returning": False}, ["only_returning"]),
        ({"when": {"customers": "returning"}}, {}, ["only_returning"]),
        ({"policy": {"per_customer": 2}}, {"used": {"A": 1, "B": 9}}, []),
        ({"policy": {"per_customer": 2}}, {"used": {"A": 2}}, ["limit_reached"]),
        ({"when": {"countries": ["US"], "segments": ["vip"]}}, {}, ["wrong_country", "wrong_segment"]),
    ],
)
def test_conditions(changes: dict[str, Any], facts: dict[str, Any], expected: list[str]) -> None:
    assert reasons(promotion(**changes), **facts) == expected


@pytest.mark.parametrize(
    ("free", "expected"), [(None, []), ({"p": 1}, []), ({"p": 0}, ["code_pool_empty"]), ({}, ["code_pool_empty"])]
)
def test_a_dry_pool(free: dict[str, int] | None, expected: list[str]) -> None:
    assert reasons(promotion(code_pool="p"), free) == expected


def test_reasons_have_words_in_both_languages() -> None:
    item = promotion(when={"countries": ["US", "GB"]})
    words = eligible([item], OfferContext(at=AT, currency="CNY"))[0].reasons[0].words
    assert words == {"en": "It is for US, GB only.", "zh": "仅适用于 US, GB。"}


BASKET = {"kind": "total", "min": "100"}
MEMBER = {"kind": "group", "names": ["member"]}
NEW = {"kind": "customer", "type": "new"}
CODE = {"kind": "code", "codes": ["TEN"]}


@pytest.mark.parametrize(
    ("when", "facts", "expected"),
    [
        (BASKET, {}, []),
        ({"kind": "not", "of": BASKET}, {}, []),
        (CODE, {}, []),
        ({"kind": "shipping", "methods": ["std"]}, {}, []),
        ({"kind": "attribute", "name": "x", "text": ["y"]}, {}, []),
        ({"kind": "all", "of": [BASKET, MEMBER]}, {}, ["wrong_group"]),
        ({"kind": "all", "of": [BASKET, MEMBER]}, {"groups": ("member",)}, []),
        ({"kind": "any", "of": [BASKET, MEMBER]}, {}, []),
        ({"kind": "any", "of": [NEW, MEMBER]}, {}, ["only_new", "wrong_group"]),
        ({"kind": "not", "of": MEMBER}, {"groups": ("member",)}, ["excluded"]),
        ({"kind": "not", "of": MEMBER}, {}, []),
        ({"kind": "not", "of": NEW}, {}, ["only_new"]),
        ({"kind": "not", "of": {"kind": "any", "of": [NEW, MEMBER]}}, {}, ["only_new", "wrong_group"]),
        ({"kind": "not", "of": {"kind": "all", "of": [NEW, MEMBER]}}, {}, []),
        ({"kind": "not", "of": {"kind": "country", "names": ["US"]}}, {}, ["wrong_country"]),
        ({"kind": "not", "of": {"kind": "channel", "names": ["app"]}}, {"channel": "web"}, []),
    ],
)
def test_trees_without_a_basket(when: dict[str, Any], facts: dict[str, Any], expected: list[str]) -> None:
    base = {"id": "A", "name": {"en": "x"}, "currency": "CNY", "effects": [{"kind": "percent", "percent": "10"}]}
    verdict = eligible([Promotion.model_validate({**base, "when": when})], OfferContext(at=AT, currency="CNY", **facts))
    assert [reason.kind for reason in verdict[0].reasons] == expected
