"""Criterion 10: the text is written in its language, not translated into it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guard.style.data import words
from guard.style.model import Criterion, every
from guard.style.texts import Copy, masked

MOST_YOURS = 2
"""您的 or 你的 per 100 characters."""
_HALF_WIDTH = re.compile(r"[\u3400-\u9fff▢][,;:!?](?=[\u3400-\u9fff▢]|$)|[\u3400-\u9fff]\.(?=[\u3400-\u9fff]|$)")
_PERCENT_OFF = re.compile(r"%\s*off|立减\s*▢?\s*%|打\s*\d+%", re.IGNORECASE)


def native(copies: Sequence[Copy]) -> Criterion:
    """Chinese: few 您的, full-width punctuation, one way to say you, 折 instead of "% off". English: one spelling."""
    return every(10, "native wording", "every message", len(copies), _foreign(copies))


def _foreign(copies: Sequence[Copy]) -> Iterator[str]:
    for copy in copies:
        prose = "\n".join(masked(part) for part in copy.draft.parts().values())
        if _zh(prose, copy.filled) if copy.language == "zh" else _other_spelling(prose, copy.message.locale):
            yield copy.id


def _zh(prose: str, filled: str) -> bool:
    yours = prose.count("您的") + prose.count("你的")
    too_many = yours > max(MOST_YOURS, MOST_YOURS * len(filled) / 100)
    both = "您" in prose and bool(re.search(r"(?<!迷)你(?!好)", prose))
    return too_many or both or bool(_HALF_WIDTH.search(prose) or _PERCENT_OFF.search(prose))


def _other_spelling(prose: str, locale: str) -> bool:
    """Whether an American text has British spellings or the other way round."""
    wrong = words("en", "british" if locale == "en_US" else "american")
    said = set(re.findall(r"[a-z]+", prose.casefold()))
    return any(word in said for word in wrong)
