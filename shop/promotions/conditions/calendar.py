"""Conditions on the moment: windows, weekdays, hours, and the days around a birthday, local to a zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shop.promotions.conditions.facts import YES, Verdict, answer
from shop.promotions.context import OfferContext
from shop.promotions.reasons import WhyNot, why_not
from shop.types.promotion import Birthday, Hours, TimeCondition, Window

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def in_time(condition: TimeCondition, at: datetime) -> Verdict:
    """Check windows, weekdays and hours; an hour past midnight belongs to the weekday on which its span began."""
    if condition.windows and not any(_open(window, at) for window in condition.windows):
        return Verdict("no", (_closed(condition.windows, at),))
    if not condition.weekdays and not condition.hours:
        return YES
    local = at.astimezone(ZoneInfo(condition.zone))
    spans = condition.hours or (Hours(start=time(0), end=time(0)),)
    held = any(
        not condition.weekdays or day.isoweekday() in condition.weekdays
        for span in spans
        for day in _began(span, local)
    )
    return answer(held, why_not("not_now", _asked(condition)))


def near_birthday(condition: Birthday, context: OfferContext) -> Verdict:
    """Check the days around the birthday; 29 February is kept on 28 February in other years."""
    reason = why_not("not_birthday", f"-{condition.before_days}/+{condition.after_days}")
    if context.birthday is None:
        return Verdict("unknown", (reason,))
    return answer(bool(_near(condition, context.birthday, _today(condition, context))), reason)


def birthday_ends(condition: Birthday, context: OfferContext) -> datetime | None:
    """Return the moment (exclusive) until which the days around the birthday last; None when it is not one of them."""
    if context.birthday is None:
        return None
    near = _near(condition, context.birthday, _today(condition, context))
    last = max((day + timedelta(days=condition.after_days + 1) for day in near), default=None)
    return None if last is None else datetime.combine(last, time(), ZoneInfo(condition.zone))


def _today(condition: Birthday, context: OfferContext) -> date:
    return context.at.astimezone(ZoneInfo(condition.zone)).date()


def _near(condition: Birthday, born: date, today: date) -> list[date]:
    """The birthdays around which `today` is one of the days."""
    years = (year for year in (today.year - 1, today.year, today.year + 1) if date.min.year <= year <= date.max.year)
    days = (_birthday(born, year) for year in years)
    return [day for day in days if -condition.before_days <= (today - day).days <= condition.after_days]


def _birthday(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def _open(window: Window, at: datetime) -> bool:
    return (window.starts_at is None or window.starts_at <= at) and (window.ends_at is None or at < window.ends_at)


def _closed(windows: tuple[Window, ...], at: datetime) -> WhyNot:
    coming = [window.starts_at for window in windows if window.starts_at is not None and window.starts_at > at]
    if coming:
        return why_not("not_started", min(coming).isoformat())
    return why_not("ended", max(window.ends_at for window in windows if window.ends_at is not None).isoformat())


def _began(span: Hours, local: datetime) -> list[date]:
    """The days on which a span began that `local` lies in; equal ends mean the whole day."""
    clock, today = local.time(), local.date()
    if span.start < span.end:
        return [today] if span.start <= clock < span.end else []
    if clock >= span.start:
        return [today]
    return [today - timedelta(days=1)] if clock < span.end else []


def _asked(condition: TimeCondition) -> str:
    days = " ".join(_DAYS[number - 1] for number in condition.weekdays)
    hours = " ".join(f"{span.start:%H:%M}-{span.end:%H:%M}" for span in condition.hours)
    return " ".join(part for part in (days, hours, condition.zone) if part)
