"""`copilot guard`: what may leave, by which rules, and what a changed rule would have said before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli import options, output

if TYPE_CHECKING:
    from campaigns.replay import Replay
    from guard.rules.model import Rule
    from guard.subject import Subject

app = typer.Typer(help="Check a text against its evidence, show the rules, replay them.", no_args_is_help=True)


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help='Filled text (UTF-8), JSON {"text", "subject", "channel", …}, or .eml.')],
    evidence: Annotated[Path, typer.Option("--evidence", help='JSON {"customer": …, "evidence": [...]}.')],
    html: Annotated[Path | None, typer.Option("--html", help="Also write a page that marks each finding.")] = None,
    gate: Annotated[bool, typer.Option("--gate", help="Exit with status 1 unless the text may leave.")] = False,
    jurisdiction: Annotated[str, typer.Option("--jurisdiction", help="Of an .eml's recipient: US, DE, CN …")] = "",
    as_json: options.Json = False,
) -> None:
    """Check FILE: allow, hold (a person must look), block, or error (it could not be checked, which never passes)."""
    from guard.check import check as judge
    from render.verdict import verdict_page

    subject = _subject(file, evidence, jurisdiction)
    verdict = judge(subject)
    if html is not None:
        html.write_text(verdict_page(subject.parts, verdict, subject.evidence), encoding="utf-8")
    if as_json:
        output.print_json(verdict)
    else:
        output.say(f"{verdict.outcome}: {len(verdict.findings)} findings, {len(verdict.checks)} checks.")
        if verdict.findings:
            rows = [(one.severity, one.rule, one.part, one.claim, one.suggestion) for one in verdict.findings]
            output.table("", ("severity", "rule", "part", "claim", "what to do"), rows)
    if gate and verdict.outcome != "allow":
        raise typer.Exit(1)


def _subject(file: Path, evidence: Path, jurisdiction: str) -> Subject:
    from guard.contract import subject_of, subject_of_mail

    if file.suffix.lower() != ".eml":
        return subject_of(output.read_text(file), output.read_text(evidence))
    return subject_of_mail(output.read_bytes(file), output.read_text(evidence), jurisdiction)


@app.command("rules")
def rules(
    named: Annotated[str | None, typer.Argument(metavar="[RULE]", help="One rule, with its examples.")] = None,
    rule: Annotated[str, typer.Option("--rule", help="The same as an option.")] = "",
    as_json: options.Json = False,
) -> None:
    """List the rules with severity, where they hold and why, or show one with its good and bad examples."""
    from guard.rules import all_rules, rules_version
    from shop.errors import NotFound

    listed = all_rules()
    asked = named or rule
    if asked:
        known = {one.id: one for one in listed}
        if asked not in known:
            raise NotFound("rule", asked, known)
        listed = (known[asked],)
    if as_json:
        output.print_json({"version": rules_version(), "rules": [_document(one) for one in listed]})
        return
    output.table(
        f"Rules {rules_version()}",
        ("rule", "severity", "what it asks", "where", "source"),
        [(one.id, one.severity, one.title, _where(one), one.source) for one in listed],
    )
    if asked:
        _show_examples(listed[0])


@app.command("replay")
def replay(
    run: Annotated[str, typer.Argument(help="The campaign whose finished run is read.")],
    rule: Annotated[str, typer.Option("--rule", help="The rule to run again.")] = "",
    rules_file: Annotated[Path | None, typer.Option("--rules", help="A file of changed or new rules (YAML).")] = None,
    home: options.Home = None,
    as_json: options.Json = False,
) -> None:
    """Say which messages of a run a rule, or the rules of a file, would hit now, beside the verdict stored then."""
    from app.copilot import open_copilot
    from app.guarding import replay_run

    text = output.read_text(rules_file) if rules_file else ""
    done = replay_run(open_copilot(home, None), run, rule, text)
    if as_json:
        output.print_json(done)
        return
    _show_replay(done)


def _show_replay(done: Replay) -> None:
    output.say(
        f"{done.messages} messages, {len(done.rules)} rules: {done.newly_hit} hit now and not then,"
        f" {done.no_longer_hit} hit then and not now, {done.changed_outcome} with another outcome."
    )
    rows = [
        (one.message_id, one.before, one.after, finding.rule, finding.part, finding.claim)
        for one in done.hits
        for finding in one.now or one.then
    ]
    if rows:
        output.table("", ("message", "then", "now", "rule", "part", "claim"), rows)


def _document(rule: Rule) -> dict[str, object]:
    from guard.resources import load
    from guard.rules.examples import examples

    fixtures = load("rules/cases/recipient.yaml")["fixtures"]
    cases = examples()[rule.id]._asdict() if rule.id in examples() else fixtures.get(rule.id, {})
    return rule.model_dump(mode="json", exclude_none=True) | {"examples": cases}


def _show_examples(rule: Rule) -> None:
    from guard.rules.examples import examples, shown

    advice = " ".join(rule.advice.values())
    cases = examples().get(rule.id)
    good, bad = cases if cases else ((), ())
    lines = [f"advice: {advice}", *(f"good: {shown(one)}" for one in good), *(f"bad:  {shown(one)}" for one in bad)]
    output.say("\n".join(lines))


def _where(rule: Rule) -> str:
    whose = (
        {"recipient": "", "shop": "(the shop's)", "either": "(either's)"}[rule.follows] if rule.jurisdictions else ""
    )
    level = "recipient" if rule.level == "recipient" else ""
    words = (*rule.jurisdictions, whose, *rule.channels, "e-mail as sent" if rule.envelope else "", level)
    return " ".join(filter(None, words)) or "everywhere"
