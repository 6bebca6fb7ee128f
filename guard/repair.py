"""The words for a model's one repair turn: what is wrong, where, and which slots exist."""

from __future__ import annotations

from guard.facts import Facts
from shop.evidence import EvidenceSet
from shop.types import Finding, Verdict

_MOST = 12
"""More findings than this confuse a small model; the next check names the rest."""

_HEAD = {
    "en": "The draft cannot be sent. Rewrite it, changing only what is named here:",
    "zh": "这份草稿不能发送。请重写,只改下面列出的地方:",
}
_LINE = {
    "en": "- in {part}: {claim!r} breaks {rule}. Expected: {expected}.",
    "zh": "- {part}:“{claim}”违反 {rule}。应为:{expected}。",
}
_SLOTS = {
    "en": "State facts only through these slots, written exactly like this: {slots}",
    "zh": "事实只能用下面的槽位表达,照抄写法:{slots}",
}


def repair_text(verdict: Verdict, language: str, evidence: EvidenceSet | None = None) -> str:
    """Return what to change, in `language` (en or zh), with the valid slots of `evidence`; empty when all is well."""
    if not verdict.findings:
        return ""
    tongue = "zh" if language.startswith("zh") else "en"
    lines = [_HEAD[tongue], *(_line(finding, tongue) for finding in verdict.findings[:_MOST])]
    if evidence is not None:
        lines.append(_SLOTS[tongue].format(slots=" ".join(_slots(evidence))))
    return "\n".join(lines)


def _line(finding: Finding, tongue: str) -> str:
    expected = finding.expected or ("something proven" if tongue == "en" else "有依据的内容")
    return _LINE[tongue].format(
        part=finding.part, claim=finding.claim[:80], rule=finding.rule, expected=expected[:240].rstrip(".")
    )


def _slots(evidence: EvidenceSet) -> list[str]:
    printable = (fact for fact in Facts(evidence).all if fact.kind not in ("bool", "time") and fact.field != "as_of")
    return list(dict.fromkeys(fact.slot for fact in printable))
