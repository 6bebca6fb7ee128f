"""How moves become text: which wordings are possible for a brief, and which one is chosen.

A message of a run has a turn among those of its reason and language: wordings go round in an order shuffled anew for
every round, so none is used more often than the others. A message by itself has none: there the choice is by SHA-256 of
(campaign, customer, move). Either way the same brief always gets the same words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

from agent.offline.bank import SLOT, Arc, ChannelBank, Phrase
from agent.offline.conditions import conditions
from guard.fill import as_of_year, fill_parts
from render.channels import spec
from shop.evidence import NumberValue, TextValue
from tools.message_brief import MessageBrief

FALLBACKS: dict[str, tuple[str, ...]] = {
    "greeting": ("greeting", "greeting_named", "greeting_plain", "greeting_bare"),
    "offer_main": ("offer_every", "offer_main", "offer_code", "offer_threshold", "offer_plain"),
    "cta": ("cta", "cta_plain"),
    "signoff": ("signoff", "signoff_plain"),
    "lead": ("lead", "lead_plain"),
    "tail": ("tail", "tail_plain"),
}
"""Moves with poorer relatives: the first that the evidence allows is used."""

IN_THE_INBOX = ("subject", "preheader")
MOST_TRIED = 12
"""Wordings of a subject or preheader that are measured before the first one stands."""

OFFER_MOVES = ("offer_main", "offer_ceiling", "offer_sum", "offer_limit", "offer_terms", "offer_rule")
"""An offer is told once and whole: what it is, its ceiling, what it makes of P1, its limit, its small print, and by
which published rule it goes to some and not to others."""

NO_PROSE = frozenset(("yes", "no", "y", "n", "true", "false", "n/a", "none", "-", "是", "否", "有", "无", "不", "对"))
"""Answers to a column's heading: read inside a sentence ("the label says yes") they mean nothing."""


_STOP_AFTER_SLOT = re.compile(r"(\[\[(?P<id>[A-Z]\d*)\.(?P<field>\w+)\]\][\"”]?)[.。]")
_WORD_UNIT = re.compile(r"[A-Za-z]{4}")
_CHINESE_UNIT = re.compile(r"[\u4e00-\u9fff]")
_ENDS = (".", "!", "?", "…", "。", "！", "？", "~", "～")


@lru_cache(maxsize=4096)
def _slots(phrase: Phrase) -> tuple[tuple[str, str], ...]:
    return phrase.slots()


def _number(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")


@lru_cache(maxsize=4096)
def _round(campaign: str, move: str, number: int, count: int) -> tuple[int, ...]:
    """Return the order of one round through `count` wordings."""
    return tuple(sorted(range(count), key=lambda place: _number(f"{campaign}|{move}|{number}|{place}")))


def _in_turn(campaign: str, move: str, turn: int, count: int) -> int:
    number, place = divmod(turn, count)
    return _round(campaign, move, number, count)[place]


class Arrangement:
    """The wordings open to one brief."""

    def __init__(self, brief: MessageBrief, bank: ChannelBank) -> None:
        self.brief = brief
        self.bank = bank
        self.fields = {item.id: frozenset(item.fields) for item in brief.evidence.evidence}
        self.holds = conditions(brief)
        self.you = brief.brand.address if brief.brand else ""

    def arc(self, shift: int) -> Arc:
        """Return the order of moves for this person; `shift` steps on to the next one."""
        arcs = self.bank.arcs_for(self.brief.reason)
        return arcs[self._draw("arc", shift, len(arcs))]

    def say(self, move: str, shift: int = 0) -> str:
        """Return the words of a move with their slots, or nothing when the evidence allows none."""
        if move == "offer":
            return self._join([self.say(step, shift) for step in OFFER_MOVES]) if "O1" in self.fields else ""
        for name in FALLBACKS.get(move, (move,)):
            open_ = [phrase for phrase in self.bank.phrases(name, self.brief.reason) if self.allows(phrase)]
            if open_ and move in IN_THE_INBOX:
                return self._that_fits(move, shift, open_)
            if open_:
                return self.spoken(open_[self._draw(move, shift, len(open_))])
        return ""

    def _that_fits(self, move: str, shift: int, open_: Sequence[Phrase]) -> str:
        """Return the next wording whose filled text the inbox shows whole; the first one where none is short enough."""
        most, count = spec("email").limit(move).most, len(open_)
        places = (self._draw(move, shift + step, count) for step in range(min(count, MOST_TRIED)))
        said = [self.spoken(open_[place]) for place in places]
        return next((text for text in said if self._length(text) <= most), said[0])

    def _length(self, slots: str) -> int:
        """Return the length of a text once its slots are filled."""
        evidence = self.brief.evidence
        return len(fill_parts({"text": slots}, evidence, self.brief.locale, as_of_year(evidence)).parts["text"])

    def paragraph(self, moves: tuple[str, ...], without: frozenset[str], shift: int) -> str:
        """Return the moves that can be said, as one paragraph."""
        return self._join([self.say(move, shift) for move in moves if move not in without])

    def _join(self, sentences: list[str]) -> str:
        return ("" if self.brief.language == "zh" else " ").join(text for text in sentences if text)

    def _draw(self, move: str, shift: int, count: int) -> int:
        if self.brief.turn is not None:
            return _in_turn(self.brief.campaign_id, move, self.brief.turn + shift, count)
        return (_number(f"{self.brief.campaign_id}|{self.brief.customer_id}|{move}") + shift) % count

    def allows(self, phrase: Phrase) -> bool:
        """Whether the evidence proves everything that the phrase says."""
        return all(self._exists(*slot) for slot in _slots(phrase)) and all(map(self._holds, phrase.conditions))

    def _exists(self, id_: str, field: str) -> bool:
        if id_ == "B*":
            return bool(self._lines())
        present = self.fields.get(id_, frozenset())
        if field == "short_name" and field not in present:
            field = "name"
        return field in present and not self._is_bare_answer(id_, field) and not self._in_another_tongue(id_, field)

    def _is_bare_answer(self, id_: str, field: str) -> bool:
        """Whether an attribute says no more than yes or no."""
        if id_[0] != "P" or field in ("name", "short_name"):
            return False
        value = self.brief.evidence.value(id_, field)
        return isinstance(value, TextValue) and value.text.strip().strip(".。").casefold() in NO_PROSE

    def _in_another_tongue(self, id_: str, field: str) -> bool:
        """Whether a number has a unit that is a word of the other language (4 persons, 3人)."""
        value = self.brief.evidence.value(id_, field)
        unit = value.unit if isinstance(value, NumberValue) else ""
        return bool(_WORD_UNIT.search(unit) if self.brief.language == "zh" else _CHINESE_UNIT.search(unit))

    def _holds(self, condition: str) -> bool:
        name = condition.removeprefix("-")
        id_, _, field = name.partition(".")
        holds = self._exists(id_, field) if field else name in self.holds
        return holds != condition.startswith("-")

    def _lines(self) -> list[str]:
        return sorted(id_ for id_, fields in self.fields.items() if id_[0] == "B" and "line" in fields)

    def spoken(self, phrase: Phrase) -> str:
        """Point every slot at evidence that exists, and speak to the reader as the brand does."""
        spoken = SLOT.sub(lambda found: self._slot(found[1], found[2]), phrase.say)
        spoken = _STOP_AFTER_SLOT.sub(lambda found: found[1] if self._ends_itself(found) else found[0], spoken)
        return spoken.replace("您", "你") if self.you == "你" else spoken

    def _ends_itself(self, found: re.Match[str]) -> bool:
        """Whether the value of a slot already ends its sentence, so that our own stop would be a second one."""
        value = self.brief.evidence.value(found["id"], found["field"])
        return isinstance(value, TextValue) and value.text.rstrip().endswith(_ENDS)

    def _slot(self, id_: str, field: str) -> str:
        if id_ == "B*":
            lines = self._lines()
            id_ = lines[self._draw("line", 0, len(lines))]
        if field == "short_name" and field not in self.fields[id_]:
            field = "name"
        if field == "name" and "short_name" in self.fields[id_] and self._is_broken(id_):
            field = "short_name"
        return f"[[{id_}.{field}]]"

    def _is_broken(self, id_: str) -> bool:
        """Whether the full name ("Cotton Sock, set of 2") would break the sentence that it stands in."""
        name = self.brief.evidence.value(id_, "name")
        return isinstance(name, TextValue) and any(mark in name.text for mark in ",，;；")
