"""Criteria 7 and 8: the length of each channel, and a subject that promises what the body keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guard.style.model import Criterion, every
from guard.style.texts import Copy, slots_of, units

BODY = {"en": (50, 130), "zh": (80, 200)}
"""Words or characters of an e-mail's body."""
WECOM_MOST = 120
MOST_OVERLAP = 0.5
_NAMES = frozenset(["name", "short_name", "brand", "first_name", "nick"])


def lengths(copies: Sequence[Copy]) -> Criterion:
    """An e-mail's body has 50-130 words or 80-200 characters, a WeCom message at most 120 characters."""
    return every(7, "length of the channel", "every message", len(copies), _off(copies))


def _off(copies: Sequence[Copy]) -> Iterator[str]:
    for copy in copies:
        count = len(units(copy.filled, copy.language))
        if copy.message.channel == "email":
            low, high = BODY.get(copy.language, BODY["en"])
            if not low <= count <= high:
                yield copy.id
        elif copy.message.channel == "wecom" and copy.language == "zh" and count > WECOM_MOST:
            yield copy.id


def subjects(copies: Sequence[Copy]) -> list[Criterion]:
    """Every fact of the subject is told in the body, and the preheader does not repeat the subject."""
    mails = [copy for copy in copies if copy.draft.subject]
    if not mails:
        return []
    return [
        every(8, "the body keeps what the subject says", "every message", len(mails), _unkept(mails)),
        every(8, "subject and preheader differ", f"overlap below {MOST_OVERLAP}", len(mails), _doubled(mails)),
    ]


def _unkept(mails: Sequence[Copy]) -> Iterator[str]:
    for copy in mails:
        for id_, field in slots_of(copy.draft.subject):
            if field in _NAMES or id_ == "S" or (id_, field) in copy.body_slots:
                continue
            if not _same(copy, id_, field):
                yield copy.id
                break


def _same(copy: Copy, id_: str, field: str) -> bool:
    """Whether the body says the same value under another slot."""
    values = {item.id: item.fields for item in copy.message.evidence}
    stated = values.get(id_, {}).get(field)
    return any(values.get(other, {}).get(name) == stated for other, name in copy.body_slots)


def _doubled(mails: Sequence[Copy]) -> Iterator[str]:
    for copy in mails:
        filled = copy.message.copy_
        one, other = (set(units(text.casefold(), copy.language)) for text in (filled.subject, filled.preheader))
        if one and other and len(one & other) / min(len(one), len(other)) >= MOST_OVERLAP:
            yield copy.id
