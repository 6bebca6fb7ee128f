"""Stock and scarcity: in stock · only 3 left · selling fast · 有货 · 仅剩3件 · 即将售罄.

The value is a count (role `scarce` where the words call it small), or the word `in` (available), or `low` (scarce
without a count).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from guard.claims.model import Claim
from guard.claims.normal import has_chinese
from guard.claims.numerals import CHINESE, ENGLISH, from_chinese, from_english

_NUMBER = rf"(\d{{1,6}}|{ENGLISH})"
_THINGS = r"(?:pairs?|pieces?|units?|items?|bags?|tins?|boxes|bottles?|copies|of (?:them|these))"
_COUNTED = re.compile(
    rf"(?<![A-Za-z\d.,$£€¥])(?:(?:only|just) {_NUMBER}(?: {_THINGS})?(?: (?:of )?(?:the )?(?:[A-Z][A-Za-z-]+ ?){{1,3}})? ?(?:are )?(?:left|remain(?:s|ing)?|in stock|available)"
    rf"|{_NUMBER}(?: {_THINGS})? (?:left(?! side| hand| foot)|remaining|in stock)"
    rf"|(?:the )?last {_NUMBER} (?:{_THINGS}|left))(?![A-Za-z])",
    re.IGNORECASE,
)
_COUNTED_CHINESE = re.compile(
    rf"(?:[仅只还]剩下?|剩余|仅余|最后|库存[仅只]?[剩有]?)\s?(\d{{1,6}}|{CHINESE})\s?[件个只条双盒袋包瓶套支台把张份款](?!月)"
)
_IN = re.compile(
    r"(?<![A-Za-z])(?:(?:back )?in stock|ready to (?:ship|go out|leave|send)|available (?:now|again|right away|immediately))(?![A-Za-z])",
    re.IGNORECASE,
)
_IN_CHINESE = re.compile(r"(?<!没)有货|不缺货|随时(?:可以|能|可)?发|现货|有库存|库存充足|已到货|已补货")
_LOW = re.compile(
    r"(?<![A-Za-z])(?:low (?:on |in )?stock|almost gone|nearly gone|selling (?:out )?fast"
    r"|going fast|(?:nearly|almost) sold out"
    r"|while (?:stocks?|supplies) lasts?|limited (?:stock|quantit(?:y|ies)|supply)"
    r"|(?:only )?a (?:few|handful|couple|dozen) left"
    r"|(?:few|hardly any|barely any|not many|almost none) (?:remaining|left)"
    r"|(?:will|'ll) (?:soon |all )?be (?:gone|sold out)(?: soon)?|won't (?:last|be here) long"
    r"|sells? out (?:fast|soon|quickly)"
    r"|in short supply|gone (?:soon|before)|flying off"
    r"|(?:stocks?|supply|supplies|numbers|quantities) (?:is|are|runs?|running|getting|get)(?: \w+)? (?:low|short|limited|thin|tight)"
    r"|(?:just |only )?(?:a )?(?:few|handful)(?: of them)? (?:remain|left|to go)(?:s|ing)?|almost sold out|nearly gone"
    r"|(?:won't|will not) (?:be (?:around|available|in stock)|stay|sit)(?: \w+){0,2} long"
    r"|(?:is|are|'re|'s) (?:going|selling|moving|disappearing|vanishing) (?:quickly|fast|quick|soon)"
    r"|(?:the )?last (?:few|ones?|of (?:them|the|its|this)|pieces?|pairs?|units?)|limited (?:run|numbers?|batch|availability)"
    r"|hard to (?:find|come by)|scarce|not many (?:are )?(?:left|remain)|close to selling out|run(?:ning)? out (?:soon|fast)"
    r"|(?:fewer|less) than (?:a dozen|ten|five|\d+)(?: \w+){0,2} (?:left|remain)|(?:just|only) one(?: \w+){0,2} left"
    r"|sold out (?:twice|again|before)|dwindling|snapped up|rare(?! for))(?![A-Za-z])",
    re.IGNORECASE,
)
_LOW_CHINESE = re.compile(
    r"(?:快|即将|就要|马上)就?要?(?:卖完|卖光|售完|没货|断货|抢光|抢完)|所剩不多|剩不多|没剩几|寥寥无几|供不应求|一抢而空|库存紧张|库存不多|库存告急|即将售罄|快卖完|快没了|所剩无几|[卖售]完即止|数量有限|限量(?!版)|手慢无|剩得?(?:真|已经)?不多|快(?:要)?被?抢[空光完]|卖得(?:很|特别|飞|太)快|就(?:剩|只有)(?:这|几|最后)|(?<!差)不多了|最后(?:几|一)[件只个款批双瓶支]|(?:不到|不足|少于)(?:\d{1,3}|[一二三四五六七八九十两]{1,3})[件台双只瓶盒套](?![减打可享就])"
    r"|绝版|抢完|断码|快断|库存(?:有限|见底|吃紧|不足)|稀缺|稀有|仅存|库存已?(?:所剩|不足)|余量不多|卖一件少一件|(?:马上|即将|快要?)售罄|快卖断货|已经补了|所余无几"
)
_SCARCE = re.compile(r"only|just|left|last|remain|[仅只剩余]|最后", re.IGNORECASE)
"""Words beside a count that make it sound small; "212 in stock" does not."""
_HINTS = (
    "left",
    "remain",
    "stock",
    "ready",
    "avail",
    "last",
    "gone",
    "fast",
    "sold out",
    "limited",
    "few",
    "suppl",
    "long",
    "sell",
    "flying",
    "dozen",
    "many",
    "numbers",
    "quantit",
    "quick",
    "handful",
    "hard to",
    "scarce",
    "dwindl",
    "snapped",
    "rare",
    "run out",
    "running out",
    "vanish",
    "disappear",
    "moving",
)


def find(text: str) -> Iterator[Claim]:
    """Yield what `text` (normalised) says about stock; the same place may be found more than once."""
    low = text.lower()
    if any(hint in low for hint in _HINTS):
        for found in _COUNTED.finditer(text):
            word = found[1] or found[2] or found[3]
            yield _claim(found, Decimal(word) if word[0].isdigit() else from_english(word))
        yield from _in_words(_LOW, _IN, text)
    if has_chinese(text):
        for found in _COUNTED_CHINESE.finditer(text):
            yield _claim(found, Decimal(found[1]) if found[1][0].isdigit() else from_chinese(found[1]))
        yield from _in_words(_LOW_CHINESE, _IN_CHINESE, text)


def _in_words(scarce: re.Pattern[str], available: re.Pattern[str], text: str) -> Iterator[Claim]:
    for found in scarce.finditer(text):
        yield _claim(found, "low")
    for found in available.finditer(text):
        yield _claim(found, "in")


def _claim(found: re.Match[str], value: Decimal | str) -> Claim:
    role = "scarce" if isinstance(value, Decimal) and _SCARCE.search(found.group()) else ""
    return Claim("stock", value, found.start(), found.end(), found.group(), "", role)
