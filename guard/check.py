"""The guard: runs every rule that applies to a message and gives one verdict. Fails closed.

The worst decides: a finding of severity block → `block`, hold → `hold`, warn → `allow` with the finding; a rule that
raises → `error`, with the rule named.
"""

from __future__ import annotations

from collections.abc import Sequence

from guard.fill import Filled, as_of_year, fill_parts
from guard.reading import Reading
from guard.rules import checker, rules, rules_version
from guard.rules.model import Rule
from guard.subject import Subject
from guard.suggestions import explained
from shop.errors import CopilotError
from shop.types import Check, Finding, Verdict
from shop.types.message import OUTCOME_ORDER, VerdictOutcome

_OUTCOME_OF: dict[str, VerdictOutcome] = {"warn": "allow", "hold": "hold", "block": "block"}
_MOST_FINDINGS = 200
"""Enough for a repair; a hostile text must not make a verdict of any size."""


def check(subject: Subject, by: Sequence[Rule] | None = None) -> Verdict:
    """Return the verdict on `subject`; never raises for what a text or its evidence contains.

    `by` are other rules than the ones in force, to see what they would say.
    """
    findings: list[Finding] = []
    checks: list[Check] = []
    if subject.mode == "slots" and subject.draft is None:
        filled = fill_parts(subject.parts, subject.evidence, subject.locale, as_of_year(subject.evidence))
        findings += filled.findings
        checks.append(Check(rule="slots.fill", passed=not filled.findings, note=_note(list(filled.findings))))
        subject = _filled(subject, filled)
    reading = Reading(subject)
    failed = False
    for rule in rules() if by is None else by:
        if rule.applies(reading):
            found, error = _run(rule, reading)
            findings += found
            checks.append(Check(rule=rule.id, passed=not found, note=error or _note(found) or rule.title))
            failed = failed or bool(error)
    return Verdict(
        outcome=_outcome(findings, failed), rules=rules_version(), findings=tuple(findings), checks=tuple(checks)
    )


def _run(rule: Rule, reading: Reading) -> tuple[list[Finding], str]:
    """Return the rule's findings, and what it raised; a check that cannot finish counts as found (fail closed)."""
    findings: list[Finding] = []
    try:
        for found in checker(rule)(reading):
            findings.append(explained(rule.finding(found), rule, reading))
            if len(findings) >= _MOST_FINDINGS:
                break
    except Exception as error:
        reason = str(error) if isinstance(error, CopilotError) else f"{type(error).__name__}: {error}"
        findings.append(
            Finding(
                rule=rule.id,
                severity="block",
                claim="",
                expected=f"the check could not run: {reason}",
                suggestion=rule.advice.get("en", ""),
            )
        )
        return findings, f"error: {reason}"
    return findings, ""


def _outcome(findings: list[Finding], failed: bool) -> VerdictOutcome:
    outcomes: list[VerdictOutcome] = [_OUTCOME_OF[finding.severity] for finding in findings]
    outcomes.append("error" if failed else "allow")
    return max(outcomes, key=OUTCOME_ORDER.index)


def _note(findings: list[Finding]) -> str:
    if not findings:
        return ""
    first = findings[0]
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    return f"{first.part}: {first.claim!r}; expected {first.expected}{more}"[:300]


def _filled(subject: Subject, filled: Filled) -> Subject:
    """Return the filled subject; its slotted texts are kept as the raw texts that rule slots.literal reads."""
    return subject.model_copy(
        update={"parts": filled.parts, "slot_spans": tuple(map(tuple, filled.spans)), "raw": subject.parts}
    )
