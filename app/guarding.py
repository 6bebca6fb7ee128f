"""Replaying rules over a finished run, as the command line asks for it."""

from __future__ import annotations

from functools import cache

from app.copilot import Copilot, allowed_hosts
from campaigns.outputs import RunFolder
from campaigns.replay import Replay, replay
from guard.rules import rules
from guard.rules.files import read_rules
from guard.rules.model import Rule
from shop.content import brand_book
from shop.errors import InvalidInput, NotFound
from shop.types import BrandBook


def replay_run(copilot: Copilot, run: str, rule: str, rules_text: str) -> Replay:
    """Replay one rule, or those of a rules file (`rules_text`), over the messages of a run.

    With both, the rule `rule` of the file. Raises InvalidInput when neither is given, NotFound for an unknown rule
    or run.
    """
    chosen = _chosen(rule, rules_text)
    messages = RunFolder(copilot.home.runs / run).read_messages()
    with copilot.view() as view:

        @cache
        def brand_of(language: str) -> BrandBook | None:
            return brand_book(view, language)

        home = next((market.jurisdiction for market in view.shop.markets), "")
        return replay(run, messages, chosen, brand_of, allowed_hosts(view), home)


def _chosen(rule: str, rules_text: str) -> tuple[Rule, ...]:
    if not rule and not rules_text:
        raise InvalidInput("No rule is asked about.", hint="Give --rule ID or --rules FILE.")
    known = {one.id: one for one in (read_rules(rules_text) if rules_text else rules())}
    if not rule:
        return tuple(known.values())
    if rule not in known:
        raise NotFound("rule", rule, known)
    return (known[rule],)
