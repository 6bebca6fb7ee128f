"""The guard on e-mails of sample shops in both languages, beside a bare pass over the drafts. Budget: 3 ms, p95 10 ms.

The bare pass fills the slots and runs one pattern for numbers over the text: what no guard can do without. CPU time of
this process; every e-mail is read for the first time, with what the guard remembers of the e-mails before it.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from app.copilot import build
from app.importing import import_sample
from app.settings import Settings
from campaigns.replay import subject_of
from guard.check import check
from guard.fill import as_of_year, fill_draft
from guard.subject import Subject
from shop.consent import eligible
from shop.segments.builtin import members
from tools.brief import BriefRequest, gather

BRANDS = ("coffee", "skincare")
"""One writes English, one Chinese."""
CUSTOMERS = 450
MESSAGES = 170
"""Of each brand."""
LARGE = 1_000_000
"""Characters of a hostile text."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_HOSTILE = {
    "facts": "Only 3 left at $9.99, 50% off until May 4, code SAVE20! 仅剩3件,满300减50。 ",
    "addresses": "Lives at 12 Main Street, Apt 4, Anna Maria De La Cruz 7 ",
    "brackets": "[[P1.price]] {{name}} [[",
    "letters": "a",
    "superlatives": "the best ever, guaranteed 最好的第一 ",
}


def guard(folder: Path) -> dict[str, object]:
    subjects = [subject for brand in BRANDS for subject in _subjects(folder / brand, brand)]
    check(subjects[0]), check(subjects[-1])  # reads the rules' data
    checked, bare = _milliseconds(subjects, check), _milliseconds(subjects, _bare)
    return {
        "what": "CPU milliseconds per e-mail of the offline engine; baseline: fill the slots, one pattern for numbers",
        "messages": {tongue: sum(one.language == tongue for one in subjects) for tongue in ("en", "zh")},
        "budget": {"mean_ms": 3, "p95_ms": 10},
        **_figures("", checked),
        **{
            f"{tongue}_mean_ms": _mean(
                spent for one, spent in zip(subjects, checked, strict=True) if one.language == tongue
            )
            for tongue in ("en", "zh")
        },
        **_figures("baseline_", bare),
        "ratio": round(statistics.mean(checked) / statistics.mean(bare), 1),
        "hostile": [_hostile(name, subjects[0], size) for name in _HOSTILE for size in (240_000, LARGE)],
    }


def _subjects(home: Path, brand: str) -> list[Subject]:
    copilot = build(Settings(home=home, embedder="hashing"))
    import_sample(copilot.settings, brand, CUSTOMERS, 7, write=None, told=lambda what, done: None)
    request = BriefRequest(campaign_id="bench", segment="everyone", channel="email")
    with copilot.view() as view, copilot.state() as state:
        ids = eligible(view, state, members(view, "everyone"), "email").ids
        briefs = gather(view, ids, request).briefs[:MESSAGES]
        composer = copilot.composer(view)
        messages = asyncio.run(composer.compose_many(briefs, concurrency=1))
        return [
            subject_of(message, brief.brand, composer.allowed_hosts, brief.shop_jurisdiction)
            for brief, message in zip(briefs, messages, strict=True)
        ]


def _milliseconds(subjects: list[Subject], measured: Callable[[Subject], object]) -> list[float]:
    spent = []
    for one in subjects:
        start = time.process_time()
        measured(one)
        spent.append((time.process_time() - start) * 1000)
    return spent


def _bare(subject: Subject) -> int:
    assert subject.draft is not None
    filled = fill_draft(subject.draft, subject.evidence, subject.locale, as_of_year(subject.evidence))
    return sum(len(_NUMBER.findall(text)) for text in (*filled.parts.values(), subject.text or ""))


def _figures(name: str, spent: list[float]) -> dict[str, float]:
    ordered = sorted(spent)
    return {f"{name}mean_ms": _mean(spent), f"{name}p95_ms": round(ordered[int(len(ordered) * 0.95)], 2)}


def _mean(spent: object) -> float:
    return round(statistics.mean(spent), 2)  # type: ignore[call-overload]


def _hostile(name: str, like: Subject, size: int) -> dict[str, object]:
    text = (_HOSTILE[name] * (size // len(_HOSTILE[name]) + 1))[:size]
    start = time.process_time()
    verdict = check(Subject(parts={"text": text}, evidence=like.evidence, channel="email", mode="filled"))
    return {
        "text": name,
        "characters": size,
        "cpu_seconds": round(time.process_time() - start, 3),
        "verdict": verdict.outcome,
    }
