"""What a channel and its law ask of the message: label, signature, opt-out, postal address, length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.claims.normal import normal
from guard.facts import Facts
from guard.reading import Reading, is_chinese_text
from guard.resources import load
from guard.rules.model import Found

_AD = re.compile(r"^[\s【\[(]{0,2}(?:广告|AD(?![A-Za-z]))")
_SIGN = re.compile(r"^【([^【】]{2,20})】")
_SMS_OPT_OUT = re.compile(
    r"(?:拒收|退订|不想收)[^。\n]{0,6}(?:回复?|发)\s?[A-Za-z\d“\"]{1,4}|回复?\s?[A-Za-z]{1,4}\s?(?:退订|拒收)"
)
_STOP = re.compile(
    r"(?:reply|text|send)\s+[\"“]?(?:stop|end|quit|optout)\b|\bstop to (?:opt|end|unsub|stop)", re.IGNORECASE
)
_UNSUBSCRIBE = re.compile(
    r"unsubscribe|opt[- ]?out|stop receiving|manage (?:your )?preferences|退订|拒收|不再接收|取消订阅", re.IGNORECASE
)
_LINK = re.compile(r"https?://\S")


def ad_subject(reading: Reading) -> Iterator[Found]:
    """The subject of a commercial e-mail in China begins with 广告 or AD."""
    subject = reading.subject.parts.get("subject", "")
    if not _AD.match(normal(subject)):
        yield Found(subject, "a subject that begins with 广告 or AD", "subject", (0, len(subject)))


def sms_sign_and_optout(reading: Reading) -> Iterator[Found]:
    """A Chinese SMS begins with 【signature】, the shop's own, and says how to refuse."""
    text = reading.whole
    sign = _SIGN.match(text)
    own = _texts(reading.facts, "B", "sign")
    if sign is None:
        yield Found(text[:20], "【signature】 as the first characters")
    elif own and sign[1] not in own:
        yield Found(sign.group(), f"the shop's own signature 【{own[0]}】", "text", sign.span())
    if not _SMS_OPT_OUT.search(normal(text)):
        yield Found(text[-20:], "how to refuse, such as 拒收请回复R")


def sms_stop(reading: Reading) -> Iterator[Found]:
    """An SMS outside China says how to stop."""
    if not _STOP.search(reading.whole):
        yield Found(reading.whole[-20:], "how to stop, such as: Reply STOP to opt out")


def address_and_optout(reading: Reading) -> Iterator[Found]:
    """A commercial e-mail shows a postal address and a way to unsubscribe."""
    text = normal(reading.whole)
    addresses = _texts(reading.facts, "S", "address")
    if not any(_flat(address) in _flat(text) for address in addresses):
        yield Found(
            "",
            "the shop's postal address [[S.address]]" if addresses else "a postal address in the evidence (S.address)",
        )
    links = [str(fact.value) for fact in reading.facts.named("S", "unsubscribe")]
    if not any(link in text for link in links) and not (_UNSUBSCRIBE.search(text) and _LINK.search(text)):
        yield Found("", "an unsubscribe link [[S.unsubscribe]]")


def length(reading: Reading) -> Iterator[Found]:
    """Limits per channel, in characters as the channel counts them (data/limits.yaml)."""
    limits = load("data/limits.yaml")["channels"].get(reading.subject.channel, {})
    for part, most in limits.get("parts", {}).items():
        text = reading.subject.parts.get(part, "")
        if len(text) > most:
            yield Found(text, f"at most {most} characters; it has {len(text)}", part, (most, len(text)))
    if "whole" in limits:
        text = reading.whole
        most = limits["whole"][_alphabet(text, reading.subject.channel)]
        size = len(text) if reading.subject.channel != "sms" else _sms_size(text)
        if size > most:
            yield Found(text[most:][:40], f"at most {most} characters; it has {size}")


def advisable(reading: Reading) -> Iterator[Found]:
    """Lengths that a reader's screen shows whole (data/limits.yaml); nothing stops a message for these."""
    advised = load("data/limits.yaml")["advised"].get(reading.subject.channel, {})
    for part, (least, most) in advised.items():
        text = reading.subject.parts.get(part, "")
        if text and not least <= len(text) <= most:
            yield Found(text, f"{least} to {most} characters; it has {len(text)}", part, (0, len(text)))


def _alphabet(text: str, channel: str) -> str:
    if channel == "sms":
        return "gsm" if _is_gsm(text) else "ucs2"
    return "zh" if is_chinese_text(text) else "en"


def _is_gsm(text: str) -> bool:
    alphabet = load("data/limits.yaml")["gsm"]
    return all(char in alphabet["basic"] or char in alphabet["extended"] or char in "\n\r" for char in text)


def _sms_size(text: str) -> int:
    """Extended GSM characters take two places; outside GSM a character takes one or two UTF-16 units."""
    if not _is_gsm(text):
        return len(text.encode("utf-16-le")) // 2
    return len(text) + sum(char in load("data/limits.yaml")["gsm"]["extended"] for char in text)


def _texts(facts: Facts, prefix: str, field: str) -> list[str]:
    return [normal(str(fact.value)) for fact in facts.named(prefix, field)]


def _flat(text: str) -> str:
    return "".join(text.replace(",", " ").split()).lower()
