"""Every criterion over the messages of a campaign, one report per language."""

from __future__ import annotations

from collections.abc import Iterable

from guard.style.asks import asks
from guard.style.model import StyleReport
from guard.style.native import native
from guard.style.offers import whole_offers
from guard.style.person import anchored, one_reason, personal
from guard.style.shape import lengths, subjects
from guard.style.texts import Copy
from guard.style.variety import variety
from guard.style.wording import cliches, rhythm
from shop.record import LANGUAGES
from shop.types import Message


def score(messages: Iterable[Message]) -> list[StyleReport]:
    """Return one report per language that the messages are written in; what the guard did not allow is left out."""
    allowed = [Copy(message) for message in messages if message.verdict.outcome == "allow"]
    reports = []
    for language in LANGUAGES:
        copies = [copy for copy in allowed if copy.language == language]
        if copies:
            criteria = (
                anchored(copies), personal(copies), one_reason(copies), asks(copies), *variety(copies),
                cliches(copies), *rhythm(copies), lengths(copies), *subjects(copies), *whole_offers(copies),
                native(copies),
            )  # fmt: skip
            reports.append(StyleReport(language=language, messages=len(copies), criteria=criteria))
    return reports
