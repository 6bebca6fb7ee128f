"""What each channel can carry: limits as data, each with its source, and the version they were read from."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import Field

from render.data_files import load
from render.sms import septets, utf16_units
from shop.errors import NotFound
from shop.record import Channel, Record
from shop.types.message import Severity

Unit = Literal["characters", "bytes", "septets", "utf16"]


class Limit(Record):
    """One limit of a channel: `what` may have at most `most` (and at least `least`) units of `count`."""

    what: str
    count: Unit
    most: int = Field(gt=0)
    least: int = 0
    severity: Severity
    note: str = ""
    source: str


class ChannelSpec(Record):
    """A channel with its limits, strictest severity first for each thing that is limited."""

    channel: Channel
    label: str
    limits: tuple[Limit, ...]

    def limit(self, what: str, severity: Severity | None = None) -> Limit:
        """Return the first limit of `what` (with this severity, if given); raises NotFound."""
        for limit in self.limits:
            if limit.what == what and severity in (None, limit.severity):
                return limit
        raise NotFound(f"limit of {self.channel}", what, (limit.what for limit in self.limits))


@cache
def version() -> str:
    """Return id and version of the channel data, as recorded with results."""
    data = load("channels")
    return f"{data['id']}@{data['version']}"


@cache
def spec(channel: Channel) -> ChannelSpec:
    """Return the spec of one channel; raises NotFound for a channel without one."""
    channels = load("channels")["channels"]
    if channel not in channels:
        raise NotFound("channel", channel, channels)
    return ChannelSpec(channel=channel, **channels[channel])


def measure(text: str, unit: Unit) -> int:
    """Count `text` in the unit of a limit: code points, UTF-8 bytes, GSM septets or UTF-16 units."""
    if unit == "characters":
        return len(text)
    if unit == "bytes":
        return len(text.encode("utf-8", "surrogatepass"))
    return sum(map(septets if unit == "septets" else utf16_units, text))
