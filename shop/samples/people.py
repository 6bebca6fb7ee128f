"""Who the customers of a sample are: names, addresses, consents, and the latent traits that drive what they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from shop.samples.brand import Brand, Place, read_yaml, segments
from shop.samples.dice import Dice, Weighted, dice
from shop.samples.timeline import LAST, moment_text

CHANNEL_NAMES = ("email", "sms", "wecom")
OPENED_BEFORE = 300
"""The shop took sign-ups for this many days before the first order in the data."""


@dataclass(frozen=True, slots=True)
class Person:
    """One customer: the cells that are delivered, and the traits that are not."""

    index: int
    id: str
    cells: dict[str, str]
    place: Place
    currency: str
    segment: str
    interests: tuple[str, ...]
    sensitivity: float
    joined: int
    first_day: int
    last_day: int
    language: str
    staff: str
    left_after: int
    """Number of the past campaign after which the person unsubscribed from e-mail; -1: never."""

    def allows(self, channel: str, campaign: int) -> bool:
        """Return whether the person could be written to on `channel` when the campaign number `campaign` went out."""
        state = self.cells[f"{channel}_consent"]
        return state == "opted_in" or (channel == "email" and self.left_after >= campaign)


class People:
    """Makes the person of an index; holds the weights that all share."""

    def __init__(self, brand: Brand) -> None:
        self.brand = brand
        self._places = Weighted((place, place.share) for place in brand.places)
        self._segments = Weighted((name, segment.share) for name, segment in segments().items())
        self._interests = Weighted((category.key, category.weight) for category in brand.categories)

    def person(self, index: int, rng: Dice) -> Person:
        """Return the person of `index`; `rng` is theirs alone."""
        place, segment = self._places.draw(rng), self._segments.draw(rng)
        joined = int(-OPENED_BEFORE + (LAST - 4 + OPENED_BEFORE) * rng.random() ** 0.8)
        first = max(joined, 0)
        interests = tuple(dict.fromkeys(self._interests.draw(rng) for _ in range(2 + (rng.random() < 0.4))))
        quiet = segments()[segment].quiet
        last = max(first, LAST - rng.between(*quiet)) if quiet else LAST
        cells, left = self._cells(index, place, joined, rng)
        market = self.brand.info.markets[place.market]
        return Person(
            index, cells["customer_id"], cells, place, market.currency, segment, interests, rng.random(),
            joined, first, last, place.language, cells["staff_owner"], left,
        )  # fmt: skip

    def _cells(self, index: int, place: Place, joined: int, rng: Dice) -> tuple[dict[str, str], int]:
        brand = self.brand
        city, zone = place.cities[rng.below(len(place.cities))]
        cells = {
            "customer_id": f"{brand.prefix}{index:06d}", "language": place.language,
            "country": brand.info.markets[place.market].country, "city": city, "zone": zone,
            "birthday": _birthday(rng), "joined_at": moment_text(joined, rng.between(420, 1290)),
            "acquisition": rng.pick(brand.acquisition), "tier": "", "objects_to_profiling": "",
            "tags": rng.pick(brand.tags) if rng.random() < 0.2 else "", "staff_owner": "",
        }  # fmt: skip
        if rng.random() < 0.01:
            cells["objects_to_profiling"] = "true"
        cells |= _name(place.names, index, rng)
        left = self._consent(cells, index, place, joined, rng)
        return cells, left

    def _consent(self, cells: dict[str, str], index: int, place: Place, joined: int, rng: Dice) -> int:
        brand, left = self.brand, -1
        for channel in CHANNEL_NAMES:
            shares, luck, state = brand.consents[channel], rng.random(), "unknown"
            if luck < shares.opted_in:
                state = "opted_in"
            elif luck < shares.opted_in + shares.opted_out:
                state = "opted_out"
            cells[f"{channel}_consent"] = state
            there = shares.reach if channel != "wecom" or place.language == "zh" else 0.0
            if rng.random() >= there:
                cells[f"{channel}_consent"] = "unknown"
                cells["email" if channel == "email" else channel] = ""
            elif channel == "sms":
                cells["sms"] = phone_number(place.phone, index)
            elif channel == "wecom":
                cells["wecom"] = f"wm{brand.prefix.lower()}{index:08d}"
                cells["staff_owner"] = rng.pick(brand.staff) if brand.staff else ""
        if cells["email_consent"] == "opted_out" and cells["email"] and rng.random() < 0.5:
            left = rng.below(len(brand.campaigns))
        cells |= {"phone": cells.pop("sms", ""), "wecom_id": cells.pop("wecom", "")}
        cells |= {"consent_at": cells["joined_at"], "consent_wording": brand.consent_wording}
        cells["consent_source"] = rng.pick(brand.consent_source)
        cells["tracking_consent"] = _tracking(dice(brand.key, "tracking", cells["customer_id"]))
        return left


TRACKED, UNTRACKED = 0.55, 0.15
"""Shares of customers who allow that openings are read, and who refuse; the others were not asked."""


def _tracking(rng: Dice) -> str:
    """Return whether somebody allows it; dice of its own, so that nothing else about the person changes."""
    luck = rng.random()
    return "opted_in" if luck < TRACKED else "opted_out" if luck < TRACKED + UNTRACKED else "unknown"


def phone_number(kind: str, index: int) -> str:
    """Return a number of a range reserved for fiction, unique per index, or "" where the range is used up."""
    if kind == "us":
        return f"+1{201 + index // 100}55501{index % 100:02d}" if index < 79_000 else ""
    if kind == "uk":
        return f"+447700900{index:03d}" if index < 1000 else ""
    if kind == "de":
        return f"+49152000{index:05d}" if index < 100_000 else ""
    return f"+861{30 + index // 10_000}0000{index % 10_000:04d}" if index < 700_000 else ""


def _birthday(rng: Dice) -> str:
    if rng.random() >= 0.35:
        return ""
    return (date(1960, 1, 1) + timedelta(days=rng.below(45 * 365))).isoformat()


@cache
def _names() -> dict[str, Any]:
    names: dict[str, Any] = read_yaml("names.yaml")
    return names


def _name(kind: str, index: int, rng: Dice) -> dict[str, str]:
    bank = _names()[kind]
    if kind == "zh":
        return _chinese_name(bank, index, rng)
    first, last = rng.pick(bank["first"]), rng.pick(bank["last"])
    address = f"{first}.{last}{index}".lower().translate(_ASCII)
    domain = ("example.com", "example.org", "example.net")[index % 3]
    nickname = first[:3] + "_" + rng.pick(bank["nick"]) if rng.random() < 0.1 else ""
    return {"first_name": first, "last_name": last, "nickname": nickname, "email": f"{address}@{domain}"}


def _chinese_name(bank: dict[str, Any], index: int, rng: Dice) -> dict[str, str]:
    surname, latin = rng.pick(bank["surname"])
    given = rng.pick(bank["given"])
    if rng.random() < 0.35:
        given += rng.pick(bank["second"])
    nickname = rng.pick(bank["nick"]) if rng.random() < 0.45 else surname + given
    return {
        "first_name": given if rng.random() < 0.9 else "", "last_name": surname, "nickname": nickname,
        "email": f"{latin}{index}@example.{('com', 'org', 'net')[index % 3]}",
    }  # fmt: skip


_ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ñ": "n", "í": "i", "á": "a",
                        "ó": "o", "'": "", " ": "", "-": ""})  # fmt: skip
