"""The rules: their data (rules.yaml) and the functions that check them. Every rule has both, or loading fails."""

from __future__ import annotations

from functools import cache

from guard.errors import RuleFileError
from guard.resources import load
from guard.rules import channels, facts, names, offers, people, properties, slots, subjects, terms, worded, wording
from guard.rules.model import Checker, Rule

CHECKS: dict[str, Checker] = {
    "language.readable": wording.readable,
    "text.hidden": slots.hidden,
    "slots.unfilled": slots.unfilled,
    "slots.literal": slots.literal,
    "facts.money": facts.money,
    "facts.percent": facts.percent,
    "offer.was": facts.former,
    "facts.date": facts.date,
    "facts.number": facts.number,
    "facts.code": facts.code,
    "facts.url": facts.url,
    "facts.stock": facts.stock,
    "facts.free": facts.free,
    "offer.exists": offers.exists,
    "offer.whole": offers.whole,
    "greeting.own_name": people.own_name,
    "quote.verbatim": people.verbatim,
    "terms.absolute_zh": wording.absolute_zh,
    "terms.absolute_en": wording.absolute_en,
    "brand.banned": wording.banned,
    "cn.ad_subject": channels.ad_subject,
    "sms.sign_and_optout": channels.sms_sign_and_optout,
    "sms.stop": channels.sms_stop,
    "email.address_and_optout": channels.address_and_optout,
    "length": channels.length,
    "facts.subject": subjects.other_product,
    "names.unknown": names.unknown,
    "words.property": properties.unsaid,
    "words.denied": properties.denied,
    "offer.denied": terms.denied,
    "facts.periodic": terms.periodic,
    **worded.checks(),
}


@cache
def rules() -> tuple[Rule, ...]:
    """Return all rules in the order they run; raises RuleFileError when rules.yaml and CHECKS do not fit."""
    listed = [Rule.model_validate(entry) for entry in load("rules/rules.yaml")["rules"]]
    names = [rule.id for rule in listed]
    if sorted(names) != sorted(CHECKS):
        odd = sorted(set(names) ^ set(CHECKS)) or sorted(name for name in names if names.count(name) > 1)
        raise RuleFileError(f"rules.yaml and the checks differ in: {', '.join(odd)}.")
    return tuple(listed)


def rules_version() -> str:
    """Return the version of the rules, as recorded with a run."""
    data = load("rules/rules.yaml")
    return f"{data['id']}@{data['version']}"
