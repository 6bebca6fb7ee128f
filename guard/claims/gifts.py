"""What is said to cost nothing: free shipping, free gift, 免费, 包邮, 赠品, 买一送一."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.claims.model import Claim
from guard.claims.normal import has_chinese

# feel free, free to, free of, sugar-free, hands free are not offers.
_ENGLISH = re.compile(
    r"(?<!feel )(?<!-)(?<![A-Za-z])free(?! (?:to|of|from|time|hand|weekend|hands)(?![A-Za-z]))(?![A-Za-z-])"
    r"(?: [a-z]{2,14})?"
    r"|(?<![A-Za-z])(?:complimentary|on the house|no charge|free of charge|bonus gift|gift with"
    r"|(?:a|your|little|small|mystery|welcome|thank-you|surprise|extra|bonus|special|the) gift(?! (?:card|idea|box|wrap|shop|guide|for|that you)|-)"
    r"|gifts?(?= (?:included|inside|waiting|from us|to every|with every|on us))|bonus(?: [a-z]+)?|freebies?|giveaway"
    r"|(?:a |little |small )?(?:present|surprise|treat|extra)s? (?:waiting|inside|for you|in (?:the|your|every)|from us|awaits?|included|tucked)"
    r"|(?:on us|at no (?:extra |additional )?(?:cost|charge)|without (?:extra |additional )?(?:cost|charge)|costs? (?:you )?nothing|no extra (?:cost|charge)|(?:yours|get (?:it|one|them)|have (?:it|one|them)) for nothing)"
    r"|we(?:'ll| will)? (?:also )?(?:add|include|throw in|pop in|slip|tuck|enclose|pay|cover)(?: the)? (?:a|an|your|some|two|one|the|shipping|postage|delivery)"
    r"|(?:comes|arrives) with (?:a|an) (?:free|extra|bonus|sample|gift|tote|pouch|bag|mug|case)|samples? (?:included|inside|with)"
    r"|buy (?:one|1|two|2),? get|bogo|(?:two|three|2|3) for (?:the price of )?(?:one|two|1|2)"
    r"|pay for (?:one|two|three)(?: and|,)? (?:take|get)|down to nothing|thank-you (?:present|gift)|you pay nothing)(?![A-Za-z])",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"免费[\u4e00-\u9fff]{0,4}|包邮|免邮费?|免运费|(?<!捐)赠(?:送|品|礼)?|买[一二三1-3][送赠]|加送|送您一|附送|白送|不要钱|随单|附赠|好礼|礼品(?!卡|袋|盒)|礼物|免单|白拿|加赠|赠予|小样(?=相送|随)|运费(?:我们|全免|由|免|归)|邮费(?:我们|全免|由|归)|(?:下单|购买|买|消费|入会|到店)[\u4e00-\u9fff\d]{0,4}[就即立可]?(?:送|赠)"
    r"|买[一二三四两1-4][件个双套瓶]?(?:得|享|发|拿|带)[一二三四五两1-5]|拍[一二三1-3](?:发|送|得|拿)[一二三四两2-4]"
    r"|第[二三2]件[^,。;]{0,3}(?:我们|免|不要|白|送|[0零]元)|不(?:加|另收|额外收)(?:钱|价|费)|送(?=你|您|一|个|帆|小|礼[品物盒]|袋|试|券|杯|包|定制|神秘|价值)(?!您?到|你到)|多送|再送|还送|全场包邮"
)

_HINTS = (
    "free",
    "complimentary",
    "on the house",
    "no charge",
    "gift",
    "buy",
    "bonus",
    "freebie",
    "giveaway",
    "present",
    "surprise",
    "treat",
    "extra",
    "on us",
    "no ",
    "nothing",
    "we",
    "comes with",
    "arrives with",
    "sample",
    "bogo",
    "for one",
    "price of",
    "pay",
    "thank",
)


def find(text: str) -> Iterator[Claim]:
    """Yield what `text` (normalised) gives away; the value is the words."""
    low = text.lower()
    patterns = [_ENGLISH] if any(hint in low for hint in _HINTS) else []
    if has_chinese(text):
        patterns.append(_CHINESE)
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield Claim("free", found.group().lower(), found.start(), found.end(), found.group())
