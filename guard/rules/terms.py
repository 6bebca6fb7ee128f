"""Terms of offers: conditions that a text denies although the evidence has them, and prices that return every month."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.reading import Reading
from guard.rules.model import Found, at

_DENIALS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("a threshold", ("threshold", "min_total", "quantity", "min_quantity"), re.compile(
        r"\bno (?:minimum|threshold)(?: spend| order| purchase)?\b|\bwithout (?:a |any )?minimum\b|\bany (?:amount|order) (?:counts|will do|qualifies)"
        r"|(?:没有|无|不设|零|0)(?:任何)?门槛|任意金额|不限金额|不满\s?[\d一二三四五六七八九十百千]+\s?元?[,,]?\s?(?:也|都|就)?[可能]?[减送打享]|一件也", re.IGNORECASE)),
    ("exclusions", ("exclusions",), re.compile(
        r"\bno (?:exclusions?|exceptions?)\b|\b(?:everything|all (?:items|products|goods)|the whole (?:shop|range|store)|storewide|sitewide)"
        r"(?: (?:is|are))? (?:included|counts?|qualif(?:y|ies)|off)\b|\b(?:are|is) (?:also )?(?:included|welcome|eligible)(?: too| as well)?\b|\bcounts? too\b"
        r"|全场(?:通用|任选|都)|所有商品|全店|没有(?:任何)?(?:例外|限制)|不限(?:商品|品类)|(?:也|都|同样)(?:可以?)?(?:参加|参与|适用|能用|享受)", re.IGNORECASE)),
    ("an end", ("ends", "expires", "valid_until"), re.compile(
        r"\b(?:has )?no end date\b|\bnever (?:ends|expires)\b|\b(?:runs|lasts|valid) (?:forever|indefinitely)\b|\bno (?:expiry|deadline)\b"
        r"|长期有效|永久有效|不限时间|没有截止|随时(?:可用|都能用|有效)|一直有效|不过期", re.IGNORECASE)),
    ("a code", ("code", "code_pool"), re.compile(
        r"\bno (?:code|coupon) (?:is )?(?:needed|required|necessary)\b|\bwithout (?:a |any )?(?:code|coupon)\b|\bautomatically\b"
        r"|(?:不用|无需|不需要|免)(?:输入?)?(?:任何)?(?:券码?|优惠码|码|口令)|自动(?:减|抵扣|生效)", re.IGNORECASE)),
    ("a limit", ("per_customer", "limit", "ceiling"), re.compile(
        r"\bas (?:often|many times|much) as you (?:like|want)\b|\bno limits?\b|\bunlimited\b|\bagain and again\b|\bacross (?:several|many|all) orders\b|\bevery time\b"
        r"|不限(?:次数|量|件数)|次数不限|无限次|想用几次|上不封顶|可(?:以)?(?:重复|多次)使用|可叠加", re.IGNORECASE)),
)  # fmt: skip
_PERIODIC = re.compile(
    r"^[\s)]{0,2}(?:(?:a|per|each|every|/) ?(?:month|week|year|fortnight|quarter|day)|monthly|weekly|yearly|annually|/ ?mo\b|p\.?m\.?\b(?! on))"
    r"|^\s?(?:[/每]\s?(?:个?月|周|年|期|天)|起租|月付)",
    re.IGNORECASE,
)
_PERIODIC_BEFORE = re.compile(r"(?:每(?:个?月|期|周|年|天)|月付|分期|年费|月租)\s?(?:只要|仅需|只需|付)?\s?[¥$£€]?\s?$")


def denied(reading: Reading) -> Iterator[Found]:
    """A condition is said not to exist although an offer of the evidence has it, or there is no offer to speak of."""
    offers = [item for item in reading.subject.evidence.evidence if item.kind == "offer"]
    for what, fields, pattern in _DENIALS:
        has = [item for item in offers if any(field in item.fields for field in fields)]
        if not has:
            continue
        if what == "a code" and any(not ({"code", "code_pool"} & item.fields.keys()) for item in offers):
            continue
        for part in reading.parts:
            for found in pattern.finditer(part.plain):
                if not part.is_covered(*found.span()):
                    yield at(part, *found.span(), f"the offer {has[0].id} has {what}")


def periodic(reading: Reading) -> Iterator[Found]:
    """A price that is told by the month or the year, though the evidence knows only what is paid once."""
    for judged in reading.of("money"):
        plain, claim = judged.part.plain, judged.claim
        before = _PERIODIC_BEFORE.search(plain, max(0, claim.start - 16), claim.start)
        behind = _PERIODIC.search(plain[claim.end : claim.end + 24])
        if (before or behind) and not any(
            word in fact.field for fact in judged.match.proofs for word in ("month", "year", "week")
        ):
            yield at(judged.part, claim.start, claim.end, "a price that is paid once")
