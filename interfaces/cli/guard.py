"""`copilot guard check FILE --evidence E.json` and `copilot guard rules`: what may leave, and by which rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interfaces.cli import options, output

app = typer.Typer(help="Check a text against its evidence, and show the rules.", no_args_is_help=True)


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help='Filled text (UTF-8), or JSON {"text", "subject", "channel", …}.')],
    evidence: Annotated[Path, typer.Option("--evidence", help='JSON {"customer": …, "evidence": [...]}.')],
    html: Annotated[Path | None, typer.Option("--html", help="Also write a page that marks each finding.")] = None,
    gate: Annotated[bool, typer.Option("--gate", help="Exit with status 1 unless the text may leave.")] = False,
    as_json: options.Json = False,
) -> None:
    """Check FILE: allow, hold (a person must look), block, or error (it could not be checked, which never passes)."""
    from guard.check import check as judge
    from guard.contract import subject_of
    from render.verdict import verdict_page

    subject = subject_of(output.read_text(file), output.read_text(evidence))
    verdict = judge(subject)
    if html is not None:
        html.write_text(verdict_page(subject.parts, verdict), encoding="utf-8")
    if as_json:
        output.print_json(verdict)
    else:
        output.say(f"{verdict.outcome}: {len(verdict.findings)} findings, {len(verdict.checks)} checks.")
        if verdict.findings:
            rows = [(one.severity, one.rule, one.part, one.claim, one.expected) for one in verdict.findings]
            output.table("", ("severity", "rule", "part", "claim", "expected"), rows)
    if gate and verdict.outcome != "allow":
        raise typer.Exit(1)


@app.command("rules")
def rules(
    rule: Annotated[str | None, typer.Argument(help="One rule, with its examples.")] = None,
    as_json: options.Json = False,
) -> None:
    """List the rules with severity and source, or show one with its good and bad examples."""
    from guard.rules import rules as load
    from guard.rules import rules_version
    from shop.errors import NotFound

    listed = load()
    if rule is not None:
        known = {one.id: one for one in listed}
        if rule not in known:
            raise NotFound("rule", rule, known)
        listed = (known[rule],)
    if as_json:
        output.print_json({"version": rules_version(), "rules": listed})
        return
    output.table(
        f"Rules {rules_version()}",
        ("rule", "severity", "what it asks", "where", "source"),
        [(one.id, one.severity, one.title, _where(one.jurisdictions, one.channels), one.source) for one in listed],
    )
    for one in listed if rule is not None else ():
        output.say(
            "\n".join([*(f"good: {case['text']}" for case in one.good), *(f"bad:  {case['text']}" for case in one.bad)])
        )


def _where(jurisdictions: tuple[str, ...], channels: tuple[str, ...]) -> str:
    return " ".join((*jurisdictions, *channels)) or "everywhere"
