"""Spans of the calendar with the words around them: in, since, before, after, until, between … and …"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from shop.segments.parsing.rules import Matched, Rule, value
from shop.segments.parsing.tokens import Option, Pick, Sense
from shop.segments.tree.windows import CalendarUnit, Dates

Span = tuple[date, date]


def year_span(year: int) -> Sense:
    """Return a year of the calendar."""
    return Sense("span", (date(year, 1, 1), date(year, 12, 31)))


def _spans(matched: Matched) -> list[Span | Pick]:
    found: list[Span | Pick] = []
    for token in matched:
        if token is None:
            continue
        if token.has("span"):
            found.append(token.get("span"))
        elif token.has("yearnum"):
            found.append(year_span(int(token.get("yearnum"))).value)
    return found


def _each(span: Span | Pick, make: Callable[[Span], Dates]) -> Sense | None:
    """Apply `make` to a span, or to every option of a choice of spans."""
    if isinstance(span, Pick):
        options = tuple(o._replace(value=make(o.value)) for o in span.options)
        return Sense("window", Pick(span.phrase, options))
    made = make(span)
    return None if made is None else Sense("window", made)


def _inside(matched: Matched) -> Sense | None:
    [span] = _spans(matched)
    return _each(span, lambda s: Dates(first=s[0], last=s[1]))


def _since(matched: Matched) -> Sense | None:
    [span] = _spans(matched)
    return _each(span, lambda s: Dates(first=s[0]))


def _from(matched: Matched) -> Sense | None:
    """From March: since it or in it."""
    [span] = _spans(matched)
    if isinstance(span, Pick):
        return None
    words = " ".join(t.text for t in matched if t is not None)
    inside, since = Dates(first=span[0], last=span[1]), Dates(first=span[0])
    shown = f"{span[0]} – {span[1]}"
    options = (
        Option("since", since, f"{words}: since {span[0]}", f"{words}：自 {span[0]} 起"),
        Option("in", inside, f"{words}: in {shown}", f"{words}：{shown}"),
    )
    return Sense("window", Pick(words, options))


def _before(matched: Matched) -> Sense | None:
    [span] = _spans(matched)
    return _each(span, lambda s: Dates(last=s[0] - timedelta(days=1)))


def _after(matched: Matched) -> Sense | None:
    [span] = _spans(matched)
    return _each(span, lambda s: Dates(first=s[1] + timedelta(days=1)))


def _until(matched: Matched) -> Sense | None:
    [span] = _spans(matched)
    return _each(span, lambda s: Dates(last=s[1]))


def _through(matched: Matched) -> Sense | None:
    spans = _spans(matched)
    if len(spans) != 2 or isinstance(spans[0], Pick) or isinstance(spans[1], Pick):
        return None
    first, last = spans[0][0], spans[1][1]
    if last < first and (last.month, last.day) >= (first.month, first.day):
        return None
    return None if last < first else Sense("window", Dates(first=first, last=last))


def _calendar(matched: Matched) -> Sense | None:
    unit, _, offset = value(matched, 0, "cal").partition(":")
    return Sense("window", CalendarUnit(unit=unit, offset=int(offset)))


WINDOWS = (
    Rule("within? span within?", _inside),
    Rule("within yearnum", _inside),
    Rule("since span|yearnum since_end?", _since),
    Rule("span since_end", _since),
    Rule("span unit:years since_end", _since),
    Rule("fromword span|yearnum", _from),
    Rule("fromword span|yearnum since_end|onwards", _since),
    Rule("before span|yearnum ago?", _before),
    Rule("span ago", _before),
    Rule("after span|yearnum", _after),
    Rule("span after_end", _after),
    Rule("until span|yearnum", _until),
    Rule("between span|yearnum conj:and|to span|yearnum betweenend? within?", _through),
    Rule("since|fromword? span|yearnum to|until|since_end span|yearnum betweenend? within?", _through),
    Rule("within? cal within?", lambda m: _calendar((m[1],))),
)
