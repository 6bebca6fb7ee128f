"""Made-up briefs, rich and poor, and a real HTTP server that speaks the chat protocol."""

# ruff: noqa: E501 - tables of values
from __future__ import annotations

import importlib.util
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from shop.evidence import Evidence, EvidenceSet
from shop.types import BrandBook, Picture
from tools.message_brief import MessageBrief

AS_OF = "2026-11-20T09:00:00+00:00"
KINDS = {"P": "product", "O": "offer", "Q": "basket", "W": "reason", "R": "review", "K": "policy", "B": "brand",
         "X": "statistic", "C": "customer", "S": "shop"}  # fmt: skip
CURRENCY = {"en": "USD", "zh": "CNY"}
LOCALE = {"en": "en_US", "zh": "zh_Hans_CN"}

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "name": "Nightshift Espresso Beans", "short": "Nightshift", "category": "Coffee", "roast": "dark",
        "taste": "cocoa and burnt sugar", "origin": "Huila, Colombia", "quote": "Tastes like my alarm clock apologised.",
        "author": "Marek T.", "critic": "The bag does not reseal well.", "name2": "Paper Filters No. Four",
        "first": "Theodora", "nick": "Theo", "shop": "Nordlicht Coffee", "address": "Nordlicht Coffee, 12 Harbour Road, Portland, OR 97201",
        "signature": "Ines at the roastery", "line": "We roast on Tuesdays and answer letters on Wednesdays.",
        "exclusions": "Gift cards are excluded.", "offer": "Autumn thanks", "sign": "Nordlicht",
        "policy": "Returns", "staff": "Ines", "material": "lambswool",
    },
    "zh": {
        "name": "长绒羊毛围巾", "short": "羊毛围巾", "category": "围巾", "roast": "中度",
        "taste": "可可和焦糖", "origin": "云南保山", "quote": "骑车不灌风，就是爱粘毛。",
        "author": "阿木", "critic": "颜色比照片深，介意的慎拍。", "name2": "薄款毛线帽",
        "first": "欧阳晓琳", "nick": "晓琳", "shop": "青禾衣铺", "address": "杭州市西湖区文三路88号",
        "signature": "青禾店长小周", "line": "衣服是拿来穿的，不是拿来供的。",
        "exclusions": "清仓款不参加。", "offer": "老客回礼", "sign": "青禾衣铺",
        "policy": "退换货", "staff": "小周", "material": "澳洲羊毛",
    },
}  # fmt: skip

REASON_FACTS: dict[str, dict[str, Any]] = {
    "cart_left": {"on": {"date": "2026-11-16"}},
    "price_fell": {"wishlisted_on": {"date": "2026-10-03"}, "price_then": "249.00", "price_now": "199.00", "diff": "50.00"},
    "back_in_stock": {"asked_on": {"date": "2026-10-29"}, "restocked_on": {"date": "2026-11-18"}},
    "campaign_running": {
        "ends_on": {"date": "2026-12-24"}, "covers": {"list": [{"text": "Shampoo"}, {"text": "Choice Beef"}, {"text": "Yogurt"}]},
        "last_bought": {"date": "2026-09-03"}, "bought_before": {"bool": True},
    },
    "replenishment_due": {"last_bought": {"date": "2026-10-21"}, "rhythm_days": {"days": 31}, "due_on": {"date": "2026-11-21"}},
    "offer_ends": {"claimed_on": {"date": "2026-11-09"}, "ends": {"datetime": "2026-12-01T00:00:00+00:00"}},
    "anniversary": {"first_bought": {"date": "2025-11-18"}, "years": {"number": "1"}, "orders": {"number": "4"}},
    "lapsing": {"last_bought": {"date": "2026-05-11"}, "days_since": {"days": 193}, "orders": {"number": "4"}},
    "new_in_category": {"category": "", "launched_on": {"date": "2026-11-12"}},
}  # fmt: skip


def _money(amount: str, language: str) -> dict[str, str]:
    return {"money": amount, "currency": CURRENCY[language]}


def _reason_fields(reason: str, language: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"kind": {"text": reason}}
    for field, value in REASON_FACTS[reason].items():
        if field == "category":
            value = {"text": WORDS[language]["category"]}
        fields[field] = _money(value, language) if isinstance(value, str) else value
    return fields


def _offer_fields(kind: str, language: str) -> dict[str, dict[str, Any]]:
    """`kind` names what the offer has, such as percent+code+threshold+ceiling."""
    has = set(kind.split("+"))
    reduction = {"percent": "15"} if "percent" in has else _money("20.00", language)
    offer: dict[str, Any] = {
        "name": {"text": WORDS[language]["offer"]}, "reduction": reduction,
        "starts": {"datetime": "2026-11-19T00:00:00+00:00"}, "ends": {"datetime": "2026-12-01T00:00:00+00:00"},
        "exclusions": {"text": WORDS[language]["exclusions"]},
    }  # fmt: skip
    if "code" in has:
        offer["code"] = {"code": "HARBOUR15"}
    if "threshold" in has:
        offer["threshold"] = _money("100.00", language)
    if "far" in has:
        offer["threshold"] = _money("500.00", language)
    if "every" in has:
        offer["every"] = {"bool": True}
    if "ceiling" in has:
        offer["ceiling"] = _money("40.00", language)
    basket = {
        "total": _money("179.00", language),
        "saving": _money("20.00", language),
        "list_total": _money("199.00", language),
    }
    if "percent" in has:
        basket = {
            "total": _money("169.15", language),
            "saving": _money("29.85", language),
            "list_total": _money("199.00", language),
        }
    return {"O1": offer} if "far" in has else {"O1": offer, "Q1": basket}


def _rich_fields(language: str, customer: str, critical: bool) -> dict[str, dict[str, Any]]:
    words = WORDS[language]
    goods = (
        {"roast": {"text": words["roast"]}, "taste_note": {"text": words["taste"]}, "origin": {"text": words["origin"]}}
        if language == "en"
        else {"material": {"text": words["material"]}, "weight": {"number": "180", "unit": "g"}}
    )
    return {
        "P1": {
            "name": {"text": words["name"]}, "short_name": {"text": words["short"]}, "category": {"text": words["category"]},
            "price": _money("199.00", language), "stock": {"number": "42"}, "in_stock": {"bool": True},
            "url": {"url": "https://shop.example/p/n1"}, **goods,
        },
        "P2": {
            "name": {"text": words["name2"]}, "price": _money("59.00", language), "in_stock": {"bool": True},
            "url": {"url": "https://shop.example/p/n2"},
        },
        "R1": {
            "quote": {"text": words["critic" if critical else "quote"]}, "author": {"text": words["author"]},
            "rating": {"number": "2" if critical else "5"},
        },
        "K1": {"title": {"text": words["policy"]}, "return_days": {"days": 30}},
        "X1": {"review_count": {"number": "87"}, "rating_mean": {"number": "4.4"}},
        "C": {
            "first_name": {"text": words["first"]}, "nick": {"text": words["nick"]},
            "last_bought": {"date": "2026-10-21"}, "orders": {"number": "4"},
        },
        "S": {
            "name": {"text": words["shop"]}, "link": {"url": "https://shop.example/"}, "address": {"text": words["address"]},
            "unsubscribe": {"url": f"https://shop.example/u/{customer}"}, "staff_name": {"text": words["staff"]},
        },
        "B": {"sign": {"text": words["sign"]}, "signature": {"text": words["signature"]}},
        "B1": {"line": {"text": words["line"]}},
    }  # fmt: skip


def _poor_fields(language: str, customer: str, product: bool) -> dict[str, dict[str, Any]]:
    words = WORDS[language]
    found: dict[str, dict[str, Any]] = {
        "C": {},
        "S": {
            "name": {"text": words["shop"]}, "link": {"url": "https://shop.example/"}, "address": {"text": words["address"]},
            "unsubscribe": {"url": f"https://shop.example/u/{customer}"},
        },
    }  # fmt: skip
    if product:
        found["P1"] = {"name": {"text": words["short"]}, "price": _money("199.00", language)}
    return found


@pytest.fixture(scope="session")
def make_brief() -> Callable[..., MessageBrief]:
    """Build a brief: make_brief(reason, channel, language, customer=…, rich=…, offer=…, critical=…, address=…,
    extra={"P1": {…}})."""

    def build(
        reason: str,
        channel: str,
        language: str,
        *,
        customer: str = "c1",
        rich: bool = True,
        offer: str = "",
        critical: bool = False,
        address: str = "您",
        product: bool = True,
        extra: dict[str, dict[str, Any]] | None = None,
        jurisdiction: str = "",
    ) -> MessageBrief:
        fields = _rich_fields(language, customer, critical) if rich else _poor_fields(language, customer, product)
        fields["W1"] = _reason_fields(reason, language)
        if offer:
            fields |= _offer_fields(offer, language)
        for id_, more in (extra or {}).items():
            fields[id_] = {field: value for field, value in (fields.get(id_, {}) | more).items() if value is not None}
        evidence = tuple(
            Evidence.model_validate(
                {"id": id_, "kind": KINDS[id_[0]], "fields": values, "source": "made up", "as_of": AS_OF}
            )
            for id_, values in fields.items()
        )
        words = WORDS[language]
        voice = "Dry, warm, concrete." if language == "en" else "温和，实在，偶尔冷幽默。"
        brand = BrandBook(
            language=language, brand=words["shop"], voice=voice, address=address if language == "zh" else "",
            signature=words["signature"], sms_sign=words["sign"],
        )  # fmt: skip
        return MessageBrief.model_validate(
            {
                "customer_id": customer, "campaign_id": "autumn", "segment": "everyone", "channel": channel,
                "language": language, "locale": LOCALE[language], "jurisdiction": jurisdiction or ("CN" if language == "zh" else "US"),
                "reason": reason, "evidence": EvidenceSet(customer=customer, evidence=evidence),
                "brand": brand if rich else None, "as_of": AS_OF, "sample": True, "shop_id": "made-up",
                "pictures": {"P1": Picture(ref="media:n1.png", alt={language: words["name"]})} if rich else {},
            }
        )  # fmt: skip

    return build


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"made_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def serve() -> Callable[..., AbstractContextManager[Any]]:
    """Start the chat server of tests/openai_server.py: `with serve("good") as server: server.base_url`."""
    loaded: Callable[..., AbstractContextManager[Any]] = _load(Path(__file__).parents[1] / "openai_server.py").serve
    return loaded
