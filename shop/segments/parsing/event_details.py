"""What is asked of an event besides how often, when and what: channel, device, hour, weekday, stars, discount."""

from __future__ import annotations

from typing import Any

from shop.segments.parsing.frames import Frame
from shop.segments.parsing.hours import Hours
from shop.segments.parsing.objects import CAMPAIGN_EVENTS, campaign_wheres
from shop.segments.parsing.scene import Scene, comparison
from shop.segments.tree.nodes import Comparison


def asked_of(frame: Frame, scene: Scene) -> tuple[Comparison, ...]:
    """Return what else is asked of the event: channel, device, stars, discount, state of a ticket."""
    wheres = list(campaign_wheres(frame, scene.names, scene.choices)) if frame.head.value in CAMPAIGN_EVENTS else []
    for mod in frame.of("device"):
        wheres.append(Comparison(field="device", value=mod.get("device")))
    for mod in frame.of("each_weekday"):
        wheres.append(_weekday(int(mod.get("each_weekday"))))
    for mod in frame.of("hours"):
        wheres += _clock(scene.choices.resolve(mod.get("hours")))
    for mod in frame.of("discounted"):
        wheres.append(Comparison(field="discounted", value=mod.get("discounted") == "yes"))
    for mod in frame.of("ticketstate"):
        wheres.append(Comparison(field="ticket_status", value=mod.get("ticketstate")))
    stars = comparison(frame, "star", "num") if frame.head.value == "review" else None
    if stars is not None:
        low = stars.low.value
        value: Any = low if stars.high is None else (low, stars.high.value)
        wheres.append(Comparison(field="rating", op=stars.op or "eq", value=value))
    return tuple(wheres)


def _clock(found: Hours) -> tuple[Comparison, ...]:
    """Return hours of the day as a comparison."""
    value: Any = found.first if found.last is None else (found.first, found.last)
    return (Comparison(field="hour", op=found.op, value=value),)


def _weekday(number: int) -> Comparison:
    """Return a day of the week; 15 are the working days, 67 the weekend."""
    if number > 7:
        return Comparison(field="weekday", op="le" if number == 15 else "ge", value=5 if number == 15 else 6)
    return Comparison(field="weekday", value=number)
