"""What to do about a finding: the fields it was held against, and one sentence for whoever writes the message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guard.errors import Unprintable
from guard.fill import as_of_year, slot_value
from guard.formatting import format_value
from guard.reading import Reading
from guard.rules.model import Rule
from shop.types import Finding

_SLOT = re.compile(r"\[\[([A-Z]\d*)\.([a-z][a-z0-9_]*)\]\]")
_NOT_THAT = re.compile(r"\[\[([A-Z]\d*)\.([a-z][a-z0-9_]*)\]\] (?:is|says)\b")
"""A field that has the value in another role: it explains the finding and is no way out of it."""
_MOST = 3
"""More choices than this help nobody."""
_LEAVE_OUT = {
    "en": "Leave it out, or add the evidence that proves it.",
    "zh": "请删去,或补充能够证明它的依据。",
}
_INSTEAD = {"en": "Say {values}, or leave it out.", "zh": "请改为{values},或删去。"}
_ADD = {"en": "Add {values}.", "zh": "请补上{values}。"}
_OR = {"en": " or ", "zh": "或"}


def explained(finding: Finding, rule: Rule, reading: Reading) -> Finding:
    """Return the finding with its evidence and a suggestion in the language of the message."""
    tongue = "zh" if reading.language == "zh" else "en"
    named = tuple(dict.fromkeys(_SLOT.findall(finding.expected)))
    return finding.model_copy(
        update={
            "evidence": tuple(f"{id_}.{field}" for id_, field in named),
            "suggestion": _suggestion(finding, named, rule, reading, tongue),
        }
    )


def _suggestion(finding: Finding, named: Sequence[tuple[str, str]], rule: Rule, reading: Reading, tongue: str) -> str:
    advice = rule.advice.get(tongue, "")
    wrong = set(_NOT_THAT.findall(finding.expected))
    shown = list(_values([one for one in named if one not in wrong], reading))[:_MOST]
    if shown:
        instead = (_ADD if rule.adds else _INSTEAD)[tongue].format(values=_OR[tongue].join(shown))
        return f"{advice} {instead}".strip() if tongue == "en" else f"{advice}{instead}"
    return advice or _LEAVE_OUT[tongue]


def _values(named: Sequence[tuple[str, str]], reading: Reading) -> Iterator[str]:
    """Yield the values of fields as the message would show them, each once, with a slot that states it."""
    evidence = reading.subject.evidence
    told: set[str] = set()
    for id_, field in named:
        item = evidence.get(id_)
        value = slot_value(item, field) if item else None
        if value is None:
            continue
        try:
            shown = format_value(value, field, reading.subject.locale, as_of_year(evidence))
        except Unprintable:
            continue
        if shown not in told:
            told.add(shown)
            yield f"{shown} ([[{id_}.{field}]])"
