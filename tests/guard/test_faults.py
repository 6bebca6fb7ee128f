"""Seeded faults: true texts pass, and each way of making one false is caught."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import NamedTuple

import pytest

from guard.check import check
from guard.rules.examples import example_evidence
from guard.subject import Subject

EN = (
    "It was $79.00 when you saved it on November 12; now it is $63.00.",
    "Hi Anna, the Trail Jacket you saved is $63.00 now. It was $79.00.",
    "Until November 30, TRAIL20 takes 20% off orders from $60.00. Gift cards are excluded.",
    "20% off with TRAIL20 when you spend $60.00 or more. It ends November 30. Gift cards are excluded.",
    "Spend $60.00 and TRAIL20 takes 20% off until November 30. With just this jacket you'd pay $50.40. "
    "Gift cards are excluded.",
    "The Trail Jacket dropped from $79.00 to $63.00, and that saves you $16.00.",
    "It is $63.00 instead of $79.00, and 1.2 kg light.",
    "Dear Anna, the price is $63.00 today; you have 30 days to send it back.",
    "Hello Anna, only 3 left in stock at $63.00. See https://alder.example/p/1",
    "You last ordered on October 2. Wool Socks are $12.00, the Trail Jacket is $63.00.",
    "Jo put it as “Kept me dry for 14 hours”. The Alder Trail Jacket 02 is $63.00, down from $79.00.",
    "1,284 people wrote about it and it stands at 4.6. The list price is $79.00, the price now $63.00.",
)
ZH = (
    "小雨您好,您收藏时399元的通勤包,今天329元。",
    "原价399元,现价329元,差价70元。",
    "满300减50,11月20日到11月30日,收纳袋除外。到手279元。",
    "小雨,您好,行山大号通勤包降到329元,您11月5日收藏时399元。",
    "用券码QIU85打8.5折,11月30日截止。",
    "通勤包329元,重0.98公斤,仅剩3件,7天内可退。",
    "满300元减50元,收纳袋除外,有效期至11月30日。链接 https://shiye.example/k/9",
    "阿青写的是“电脑竖着放刚刚好”。现价329元,比收藏时便宜70元。",
)


class Fault(NamedTuple):
    """A way to make a text false; `apply` returns the text unchanged where it does not fit."""

    name: str
    apply: Callable[[str], str]


def swap(first: str, second: str) -> Callable[[str], str]:
    def exchange(text: str) -> str:
        return text.replace(first, "\0").replace(second, first).replace("\0", second) if first in text else text

    return exchange


def both(*faults: Callable[[str], str]) -> Callable[[str], str]:
    def first_that_fits(text: str) -> str:
        return next((changed for fault in faults if (changed := fault(text)) != text), text)

    return first_that_fits


def replaced(pattern: str, by: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, by, text, count=1)


DROPPED_END = (
    replaced(r"Until November 30, ", ""),
    replaced(r" until November 30", ""),
    replaced(r" It ends November 30\.", ""),
    replaced(r",?11月20日到11月30日", ""),
    replaced(",11月30日截止|,有效期至11月30日", ""),
)
DROPPED_THRESHOLD = (
    replaced(r" orders from \$60\.00", ""),
    replaced(r" when you spend \$60\.00 or more", ""),
    replaced(r"Spend \$60\.00 and ", ""),
)
FOREIGN_LINK = (replaced("alder.example", "alder-outlet.example"), replaced("shiye.example", "shiye.top"))
LOOK_ALIKE = (replaced("https://alder", "https://аlder"), replaced("https://shiye", "https://shіye"))
INVENTED_QUOTE = (replaced("Kept me dry", "Kept me warm and dry"), replaced("竖着放刚刚好", "横着放刚刚好"))


def is_chinese(text: str) -> bool:
    return re.search("[一-龥]", text) is not None


FAULTS = (
    Fault("price digit", both(replaced(r"\$63\.00", "$68.00"), replaced("329元", "326元"))),
    Fault("digit swap", both(replaced(r"\$63\.00", "$36.00"), replaced("329元", "239元"))),
    Fault("currency", both(replaced(r"\$63", "£63"), replaced("329元", "329美元"))),
    Fault("price for list price", both(swap("$63.00", "$79.00"), swap("329元", "399元"))),
    Fault("threshold for reduction", both(swap("300", "50"), swap("20% off", "$60.00 off"))),
    Fault("date shift", both(replaced("November 30", "December 2"), replaced("11月30日", "12月2日"))),
    Fault("wrong deadline", both(replaced("November 30", "November 12"), replaced("11月30日", "11月5日"))),
    Fault("reduction", both(replaced("20%", "30%"), replaced("8.5折", "5.8折"), replaced("减50", "减80"))),
    Fault("foreign link", both(*FOREIGN_LINK)),
    Fault("look-alike link", both(*LOOK_ALIKE)),
    Fault("dropped expiry", both(*DROPPED_END)),
    Fault("dropped exclusion", both(replaced(r" Gift cards are excluded\.", ""), replaced(",收纳袋除外", ""))),
    Fault("dropped threshold", both(*DROPPED_THRESHOLD)),
    Fault("wrong name", both(replaced("Anna", "Emma"), replaced("小雨", "小雪"))),
    Fault("invented code", both(replaced("TRAIL20", "TRAIL25"), replaced("QIU85", "QIU58"))),
    Fault("false stock", both(replaced("only 3 left", "only 2 left"), replaced("仅剩3件", "仅剩1件"))),
    Fault("wrong measure", both(replaced(r"1\.2 kg", "1.2 g"), replaced(r"0\.98公斤", "0.89公斤"))),
    Fault("wrong days", both(replaced("30 days", "60 days"), replaced("7天", "15天"))),
    Fault("invented gift", lambda text: text + ("下单送赠品。" if is_chinese(text) else " Free gift inside.")),
    Fault("invented quote", both(*INVENTED_QUOTE)),
    Fault("wrong pairing", both(swap("$12.00", "$63.00"))),
    Fault("invisible character", both(replaced("63", "6\u200b3"), replaced("329", "3\u200b29"))),
    Fault("invented urgency", lambda text: text + ("今晚截止。" if is_chinese(text) else " Today only.")),
)  # fmt: skip

CASES = [
    (fault.name, changed, language)
    for fault in FAULTS
    for language, texts in (("en", EN), ("zh", ZH))
    for text in texts
    if (changed := fault.apply(text)) != text
]


@pytest.mark.parametrize("text", EN)
def test_a_true_english_text_passes(text: str) -> None:
    verdict = check(Subject(parts={"text": text}, evidence=example_evidence("en")))
    assert (verdict.outcome, verdict.findings) == ("allow", ())


@pytest.mark.parametrize("text", ZH)
def test_a_true_chinese_text_passes(text: str) -> None:
    verdict = check(Subject(parts={"text": text}, evidence=example_evidence("zh"), locale="zh_Hans_CN"))
    assert (verdict.outcome, verdict.findings) == ("allow", ())


@pytest.mark.parametrize(("fault", "text", "language"), CASES)
def test_a_false_text_does_not_leave(fault: str, text: str, language: str) -> None:
    verdict = check(Subject(parts={"text": text}, evidence=example_evidence(language)))
    assert verdict.outcome in ("block", "error"), fault


def test_every_fault_is_tried_in_some_text() -> None:
    assert {name for name, _, _ in CASES} == {fault.name for fault in FAULTS}


@pytest.mark.parametrize(
    "pattern", ["[[", "$1 ", "Hi ", "“a", "most ", "第一", "free ", "until November 30 ", "折优惠", "\u200b"]
)
def test_hostile_text_gets_a_verdict_in_time(pattern: str) -> None:
    text = (pattern * 100_000)[:100_000]
    start = time.process_time()
    verdict = check(Subject(parts={"text": text}, evidence=example_evidence("en"), text=text))
    assert time.process_time() - start < 2
    assert len(verdict.findings) <= 5000
