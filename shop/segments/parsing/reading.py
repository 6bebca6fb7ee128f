"""From words to frames: every step that no choice changes. What cannot be read is refused here, by name."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING

from shop.segments.parsing.calendar_words import Calendar
from shop.segments.parsing.clauses import Cutter
from shop.segments.parsing.elided import beside_this_year, with_elided_units, without_named_days
from shop.segments.parsing.frames import Frame
from shop.segments.parsing.hours import hours
from shop.segments.parsing.idioms import settled_idioms
from shop.segments.parsing.lexer import tokens
from shop.segments.parsing.merging import merged
from shop.segments.parsing.negations import settled_negations
from shop.segments.parsing.neighbours import settled_neighbours
from shop.segments.parsing.normalise import normalised
from shop.segments.parsing.outcome import Refusal, not_understood
from shop.segments.parsing.quantities import amounts, comparisons, durations
from shop.segments.parsing.refusing import refusal_of
from shop.segments.parsing.sequences import refuse_rank_within, refuse_sequence
from shop.segments.parsing.sharpening import sharpened
from shop.segments.parsing.shop_names import ShopNames
from shop.segments.parsing.spans import Spans
from shop.segments.parsing.tokens import Token

if TYPE_CHECKING:
    from shop.store.view import ShopView

MOST_SIGNS = 500


class Reader:
    """Reads words in one shop; `phrases` are words of the glossary that stand for others, `notes` what was mended."""

    def __init__(self, view: ShopView, state: sqlite3.Connection | None, phrases: Mapping[str, str]) -> None:
        self.view, self.state, self.phrases = view, state, phrases
        self.names = names_of(view)
        self.notes: list[str] = []

    def frames(self, words: str) -> list[Frame]:
        """Return the frames of the words; raises Refusal that names what was not understood."""
        if not words.strip():
            raise Refusal(
                "Say whom you mean, for example: ordered in the last 30 days.", "请说明要找谁，例如：近30天下过单。"
            )
        if len(words) > MOST_SIGNS:
            raise Refusal(
                f"At most {MOST_SIGNS} signs are read; these are {len(words)}.", f"最多读取 {MOST_SIGNS} 个字符。"
            )
        items = self._items(words)
        cutter = Cutter(settled_negations(items))
        frames = merged(cutter.cut())
        left = [
            token.text
            for token in cutter.left
            if token.kind not in ("either", "ever", "anything") and token.text not in ("a", "an")
        ]
        if left:
            raise not_understood(*left)
        refuse_sequence(frames)
        if not frames:
            raise Refusal("No condition was found in these words.", "没有找到任何条件。", (words,))
        return frames

    def _items(self, words: str) -> list[Token]:
        found = self._lexed(words)
        found = settled_neighbours(found)
        found = settled_idioms(found)
        self._refuse(found)
        today = self.view.at.date()
        calendar, spans = Calendar(today), Spans(today)
        found = [t for t in found if not all(s.kind == "skip" for s in t.senses)]
        found = durations(calendar.spans(amounts(hours(found))))
        found = spans.windows(calendar.windows(found))
        found = beside_this_year(without_named_days(with_elided_units(comparisons(found))))
        refuse_rank_within(found)
        found = sharpened(found, self.names, self._segments())
        self._refuse_left(found)
        return found

    def _lexed(self, words: str) -> list[Token]:
        text = normalised(words)
        for phrase, means in self.phrases.items():
            if phrase in text.text:
                text = normalised(text.text.replace(phrase, f" {means} "))
        found = tokens(text, self.names)
        self.notes += [f"{t.text!r} was read as {t.get('typo')!r}" for t in found if t.has("typo")]
        return found

    def _segments(self) -> dict[str, str]:
        """Return built-in and saved segments by name and title."""
        from shop.segments.words import segment_texts

        known: dict[str, str] = {}
        for name, texts in segment_texts().items():
            known[name] = known[name.replace("_", " ")] = name
            known |= {normalised(title).text: name for title in texts["title"].values()}
        if self.state is not None:
            from shop.segments.saved import saved_names

            known |= {normalised(name).text: name for name in saved_names(self.state)}
        return known

    def _refuse(self, found: list[Token]) -> None:
        for token in found:
            if token.has("refuse") and not token.has("entity"):
                raise refusal_of(token.get("refuse"), token.text)

    def _refuse_left(self, found: list[Token]) -> None:
        """Raise for words that are known but say too little, or speak of the future."""
        self._refuse_held_out(found)
        birthday = any(token.has("birthday") for token in found)
        for token in found:
            if token.has("future") and not birthday:
                raise Refusal(
                    f"{token.text!r} lies in the future: nothing is known of it.",
                    f"「{token.text}」是将来的时间，没有数据。",
                    (token.text,),
                )
            for kind, (english, chinese) in _VAGUE.items():
                if token.kind == kind:
                    raise Refusal(f"{token.text!r} {english}", f"「{token.text}」{chinese}", (token.text,))

    def _refuse_held_out(self, found: list[Token]) -> None:
        """Raise where no campaign of this shop's data names who was held out."""
        asked = next((token for token in found if token.has("event", "held_out")), None)
        if asked is not None and not self.names.held_out:
            raise Refusal(
                f"{asked.text!r}: no campaign in this shop's data says who was held out.",
                f"「{asked.text}」：本店的活动数据没有记录对照组。",
                (asked.text,),
            )


_VAGUE = {
    "undated": (
        "has no dates here: name them, or teach them with `copilot segment glossary set`.",
        "没有固定的日期：请写明起止日期，或用 `copilot segment glossary set` 定义。",
    ),
    "fuzzy_month": ("is no exact span: name the days.", "不是明确的时间段：请写明日期。"),
    "region": ("is no country or city of the data: name countries or cities.", "不是国家或城市：请写明国家或城市。"),
    "approx": ('is not exact: say "at least", "at most" or "between".', "不够明确：请用「至少」「至多」或「…到…」。"),
}


def names_of(view: ShopView) -> ShopNames:
    """Return the names of the view's shop; they are read once per view."""
    kept: ShopNames | None = view.__dict__.get("_names_for_parsing")
    if kept is None:
        kept = ShopNames(view).finish()
        view.__dict__["_names_for_parsing"] = kept
    return kept
