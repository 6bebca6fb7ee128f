"""Checks on one recipient just before a message leaves: pure data in, a verdict out. Knows no store and no clock.

What is not known is a finding: unknown consent is no consent, and an unknown time zone is no permission to ring.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AwareDatetime, Field

from guard.jurisdictions import laws_of
from guard.rules import all_rules, rules_version
from shop.record import Record
from shop.types import Check, Finding, Verdict
from shop.types.message import OUTCOME_ORDER, VerdictOutcome

Basis = Literal["", "consent", "soft_opt_in", "implied"]
FIRST_HOUR, LAST_HOUR = 8, 21
"""Local hours in which a message may arrive: from 8:00 until before 21:00 (47 CFR 64.1200(c)(1); own default)."""
PER_DAY, PER_WEEK = 1, 3
"""Own default: messages on one channel in 24 hours and in 7 days."""
ADULT, PROFILED = 18, 16
"""Years: below 18 nobody is advertised to here; below 16 nobody is profiled (GDPR 8, PIPL 31 is 14)."""
SPECIAL = frozenset(
    ("health", "disability", "pregnancy", "religion", "belief", "ethnicity", "race", "politics", "union", "sexuality",
     "genetics", "biometrics", "criminal_record", "minor")
)  # fmt: skip
"""What no segment and no copy may rest on without explicit consent (GDPR 9, 10; PIPL 28)."""
TRACKED = frozenset(("opened_on", "open_count", "clicked_on", "preferred_hour", "device"))
"""Facts that only tracking tells; they need a consent of their own."""


class Recipient(Record):
    """What is known of a person on one channel. `sent` are the moments of earlier messages on that channel."""

    jurisdiction: str = ""
    zone: str = ""
    basis: Basis = ""
    basis_at: AwareDatetime | None = None
    basis_until: AwareDatetime | None = None
    double_opt_in: bool = False
    withdrawn_at: AwareDatetime | None = None
    suppressed: bool = False
    sent: tuple[AwareDatetime, ...] = ()
    birthday: dt.date | None = None
    objects_to_profiling: bool = False
    tracking_consent: bool = False
    special_consent: bool = False


class Sending(Record):
    """What is about to leave, and when. `uses` names what chose the person or the words: fields and segment conditions.

    `price` is what the message asks for its product, `usual_price` what others are asked at that time.
    """

    channel: str
    composed_at: AwareDatetime
    send_at: AwareDatetime
    uses: frozenset[str] = Field(default_factory=frozenset)
    personalised: bool = False
    least_age: int = 0
    price: Decimal | None = None
    usual_price: Decimal | None = None
    price_rule: str = ""
    """The published rule that explains another price, if there is one."""


_Finder = Callable[[Recipient, Sending], Iterator[tuple[str, str]]]
"""Yields what was found, and what was expected."""


def check_recipient(recipient: Recipient, sending: Sending) -> Verdict:
    """Return whether `sending` may go to `recipient` now; every rule of level recipient runs."""
    findings: list[Finding] = []
    checks: list[Check] = []
    for rule in all_rules():
        if rule.level != "recipient":
            continue
        found = [
            Finding(
                rule=rule.id,
                severity=rule.severity,
                claim=claim,
                expected=expected,
                part="recipient",
                suggestion=rule.advice.get("en", ""),
            )
            for claim, expected in FINDERS[rule.id](recipient, sending)
        ]
        findings += found
        checks.append(Check(rule=rule.id, passed=not found, note=found[0].claim if found else rule.title))
    outcomes: list[VerdictOutcome] = ["allow", *("allow" if f.severity == "warn" else f.severity for f in findings)]
    worst = max(outcomes, key=OUTCOME_ORDER.index)
    return Verdict(outcome=worst, rules=rules_version(), findings=tuple(findings), checks=tuple(checks))


def consent(recipient: Recipient, sending: Sending) -> Iterator[tuple[str, str]]:
    """There is a basis in force: consent, or what the person's own law lets follow from a purchase or an enquiry."""
    laws = laws_of(recipient.jurisdiction)
    basis = recipient.basis
    if not basis:
        yield "no consent is known", "a consent record of this person for this channel"
    elif basis == "soft_opt_in" and not (laws & {"EU", "UK"} and sending.channel == "email"):
        yield f"soft opt-in in {recipient.jurisdiction or 'an unknown country'}", "explicit consent"
    elif basis == "implied" and "CA" not in laws:
        yield f"implied consent in {recipient.jurisdiction or 'an unknown country'}", "explicit consent"
    elif basis == "consent" and "DE" in laws and not recipient.double_opt_in:
        yield "consent without proof of double opt-in", "double opt-in (UWG 7)"
    if basis and (recipient.basis_at is None or recipient.basis_at > sending.send_at):
        yield "the consent has no moment before sending", "when it was given"
    if recipient.basis_until is not None and recipient.basis_until <= sending.send_at:
        yield f"it ended on {recipient.basis_until.date()}", "a basis that is still in force"


def withdrawn(recipient: Recipient, sending: Sending) -> Iterator[tuple[str, str]]:
    """A no that came after the yes holds, also when the message was composed before it."""
    if recipient.withdrawn_at is None:
        return
    if recipient.basis_at is None or recipient.withdrawn_at >= recipient.basis_at:
        since = " since it was composed" if recipient.withdrawn_at > sending.composed_at else ""
        yield f"withdrawn on {recipient.withdrawn_at.date()}{since}", "no message"


def suppressed(recipient: Recipient, sending: Sending) -> Iterator[tuple[str, str]]:
    """The address is on no list of addresses never to write to."""
    if recipient.suppressed:
        yield "the address is suppressed", "no message"


def quiet_hours(recipient: Recipient, sending: Sending) -> Iterator[tuple[str, str]]:
    """It is day where the recipient is."""
    try:
        zone = ZoneInfo(recipient.zone) if recipient.zone else None
    except (ZoneInfoNotFoundError, ValueError):
        zone = None
    if zone is None:
        yield f"the time zone {recipient.zone!r} is not known", "a known time zone"
        return
    local = sending.send_at.astimezone(zone)
    if not FIRST_HOUR <= local.hour < LAST_HOUR:
        yield f"{local:%H:%M} in {recipient.zone}", f"between {FIRST_HOUR}:00 and {LAST_HOUR}:00"


def frequency(recipient: Recipient, sending: Sending) -> Iterator[tuple[str, str]]:
    """Few messages in a day and in a week."""
    for days, most in ((1, PER_DAY), (7, PER_WEEK)):
        since = sending.send_at - dt.timedelta(days=days)
        count = sum(since < moment <= sending.send_at for moment in recipient.sent)
        if count >= most:
            yield f"{count} in the last {days * 24} hours", f"at most {most} with this one"
            return


def age(recipient: Recipient, sending: Sending) -> Iterator[tuple[str, str]]:
    """Nobody under age is advertised to; goods with an age limit need a known birthday."""
    least = max(ADULT, sending.least_age)
    if recipient.birthday is None:
        if sending.least_age:
            yield "the age is not known", f"at least {least} years"
        return
    years = _years(recipient.birthday, sending.send_at.date())
    if years < least:
        yield "under age", f"at least {least} years"


def special(recipient: Recipient, sending: Sending) -> Iterator[tuple[str, str]]:
    """Neither the choice of the person nor the words rest on special categories."""
    for field in sorted(sending.uses & SPECIAL):
        if field == "minor" or not recipient.special_consent:
            yield field, "nothing about health, faith, origin, politics, sexuality or minors"


def tracking(recipient: Recipient, sending: Sending) -> Iterator[tuple[str, str]]:
    """What only tracking tells is used with a consent to tracking."""
    for field in sorted(sending.uses & TRACKED) if not recipient.tracking_consent else ():
        yield field, "a consent to tracking, or another reason"


def profiling(recipient: Recipient, sending: Sending) -> Iterator[tuple[str, str]]:
    """Whoever objects to profiling, and whoever is under 16, gets what everybody gets."""
    young = recipient.birthday is not None and _years(recipient.birthday, sending.send_at.date()) < PROFILED
    if sending.personalised and (recipient.objects_to_profiling or young):
        yield "personalised content", "the content that everybody gets"


def same_price(recipient: Recipient, sending: Sending) -> Iterator[tuple[str, str]]:
    """The same thing costs everybody the same, unless a published rule explains it."""
    if sending.price is None or sending.usual_price is None or sending.price_rule:
        return
    if sending.price != sending.usual_price:
        yield f"{sending.price} instead of {sending.usual_price}", "the usual price, or the published rule"


def _years(birthday: dt.date, today: dt.date) -> int:
    return today.year - birthday.year - ((today.month, today.day) < (birthday.month, birthday.day))


FINDERS: dict[str, _Finder] = {
    "recipient.consent": consent,
    "recipient.withdrawn": withdrawn,
    "recipient.suppressed": suppressed,
    "recipient.quiet_hours": quiet_hours,
    "recipient.frequency": frequency,
    "recipient.age": age,
    "recipient.special": special,
    "recipient.tracking": tracking,
    "recipient.profiling": profiling,
    "recipient.same_price": same_price,
}
