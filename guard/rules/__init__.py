"""The rules: their data (rules.yaml) and the functions that check them. Every rule has both, or loading fails."""

from __future__ import annotations

from functools import cache, partial
from itertools import chain
from typing import Any

from pydantic import ValidationError

from guard.errors import RuleFileError
from guard.resources import data_files, fingerprint, load
from guard.rules import (
    channels,
    conditions,
    envelopes,
    facts,
    names,
    offers,
    people,
    phrases,
    properties,
    protection,
    slots,
    subjects,
    terms,
    worded,
    wording,
)
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
    "length.advised": channels.advisable,
    "offer.limited": conditions.limited,
    "offer.free": conditions.free,
    "lottery.prize": conditions.prize,
    "offer.personalised": conditions.personal,
    "eu.prior_price": conditions.prior_price,
    "people.data": protection.personal_data,
    "quote.author": protection.author,
    "ai.mark": protection.ai_mark,
    "sms.sender": protection.shop_name,
    "email.one_click": envelopes.one_click,
    "email.signed": envelopes.signed,
    "email.sender": envelopes.sender,
    "email.reply_address": envelopes.reply_address,
    "email.plain_part": envelopes.plain_part,
    "email.link_text": envelopes.link_text,
    "email.link_hosts": envelopes.link_hosts,
    "email.size": envelopes.size,
    "email.pixel": envelopes.pixel,
    "email.ai_header": envelopes.ai_header,
    **worded.checks(),
}


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules for messages in the order they run; raises RuleFileError when rules.yaml and CHECKS differ."""
    return tuple(rule for rule in all_rules() if rule.level == "message")


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return the rules of every level: those for messages, and those for a recipient (guard/recipient.py)."""
    advice = load("rules/advice.yaml")["advice"]
    listed = [read_rule(entry | {"advice": advice.get(entry["id"], {})}) for entry in load("rules/rules.yaml")["rules"]]
    names = [rule.id for rule in listed if rule.level == "message" and rule.phrases is None]
    twice = sorted({rule.id for rule in listed if sum(one.id == rule.id for one in listed) > 1})
    if odd := sorted(set(names) ^ set(CHECKS)) or twice:
        raise RuleFileError(f"rules.yaml and the checks differ in: {', '.join(odd)}.")
    return tuple(listed)


def checker(rule: Rule) -> Checker:
    """Return what checks a rule: its function, its phrases, or both."""
    own = CHECKS.get(rule.id)
    if rule.phrases is None:
        if own is None:
            raise RuleFileError(f"The rule {rule.id!r} has neither a check nor phrases.")
        return own
    said = partial(phrases.find, rule.phrases)
    return said if own is None else lambda reading: chain(own(reading), said(reading))


def read_rule(entry: Any) -> Rule:  # noqa: ANN401 - whatever a file holds
    """Return one rule of a file; raises RuleFileError that names the rule and what is wrong with it."""
    try:
        rule = Rule.model_validate(entry)
    except ValidationError as error:
        name = entry.get("id", "?") if isinstance(entry, dict) else "?"
        first = error.errors()[0]
        raise RuleFileError(f"rule {name!r}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from error
    if rule.phrases is not None:
        phrases.compiled(rule.phrases)
    return rule


@cache
def rules_version() -> str:
    """Return the version of the rules and of all data that they read, as recorded with every verdict."""
    data = load("rules/rules.yaml")
    return f"{data['id']}@{data['version']}-{fingerprint('rules/rules.yaml', *data_files())}"
