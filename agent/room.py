"""Whether a message has room in its channel, measured on the filled text. Limits come from the channel specs."""

from __future__ import annotations

import re

from render.channels import measure, spec
from render.sms import count
from shop.record import Channel, Language
from shop.types import FilledCopy

_LONGEST_BODY: dict[Language, int] = {"en": 130, "zh": 200}
"""Of an e-mail: words in English, characters in Chinese. Longer ones are not read."""
_LONGEST_CHAT: dict[Language, int] = {"en": 300, "zh": 120}
"""Characters that a shop assistant would type; an English word takes more of them than a Chinese one."""
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


def overflow(copy: FilledCopy, channel: Channel, language: Language) -> str:
    """Return what is too long and by how much, in words for a repair turn; empty when everything fits."""
    match channel:
        case "sms":
            return _sms(copy.text)
        case "wecom":
            return _over("text", len(copy.text), _LONGEST_CHAT[language])
        case "email":
            return _email(copy, language)


def body_length(copy: FilledCopy, language: Language) -> int:
    """Return the length of an e-mail's body: words in English, characters without spaces in Chinese."""
    text = " ".join(copy.body)
    return len(re.sub(r"\s", "", text)) if language == "zh" else len(_WORD.findall(text))


def _sms(text: str) -> str:
    counted = count(text)
    if counted.parts <= 1:
        return ""
    single = spec("sms").limit("single part" if counted.encoding == "gsm7" else "single part in UCS-2").most
    return _over("SMS with signature, link and opt-out", counted.characters, single)


def _email(copy: FilledCopy, language: Language) -> str:
    subject, preheader = spec("email").limit("subject"), spec("email").limit("preheader")
    found = (
        _over("subject", measure(copy.subject, subject.count), subject.most),
        _over("preheader", measure(copy.preheader, preheader.count), preheader.most),
        _over("body", body_length(copy, language), _LONGEST_BODY[language]),
    )
    return "; ".join(filter(None, found))


def _over(what: str, length: int, most: int) -> str:
    return f"the {what} is {length} long and may be {most}" if length > most else ""
