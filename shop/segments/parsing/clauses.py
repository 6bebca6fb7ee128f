"""Cuts reduced tokens into frames: one condition each, with its head and what belongs to it.

A *head* says what kind of condition it is (an event, a measure, a stage, a place …); *modifiers* fill it: negation,
windows, counts, products. Where a modifier stands between two heads, English looks back ("bought beans in May") and
Chinese looks ahead (近30天买过). A piece without a head after "and", "or", "but" continues the frame before it.
"""

from __future__ import annotations

from shop.segments.parsing.connectors import Connecting
from shop.segments.parsing.frames import ACTIONS, OBJECTS, PLAIN, Frame, acts, fits
from shop.segments.parsing.heads import counts_orders, names_person, stands_for_review
from shop.segments.parsing.tokens import Sense, Token


class Cutter(Connecting):
    """Reads the items once from left to right."""

    def __init__(self, items: list[Token]) -> None:
        super().__init__()
        self.items = items

    def cut(self) -> list[Frame]:
        """Return the frames; `left` then holds what no frame took."""
        for place, item in enumerate(self.items):
            self._take(item, place)
        self._close()
        self.left += self.pending
        return self.frames

    def _close(self) -> None:
        """Give what waits to the frame before; a span after the last comma holds for every clause."""
        closing = self.pending[0] if len(self.pending) == 1 and self.pending[0].has("window") else None
        alone = closing is not None and self._since_conj and not self._spoken
        count = len(self.frames)
        self._flush()
        if alone and len(self.frames) == count and not self.pending:
            for frame in self.frames:
                frame.closing = closing if not frame.of("window") and not frame.excluded else None

    def _take(self, item: Token, place: int) -> None:
        if item.has("then"):
            self._then = True
            item = Token(item.text, (Sense("conj", "and"),), item.start, item.end)
        if item.has("conj") or item.has("except") or item.has("except_end") or item.kind in ("rel", "de", "either"):
            self._connect(item)
        elif self._is_head(item, place):
            self._open(item, place)
        else:
            self._modify(item, place)
            self._after_de = False

    def _is_head(self, item: Token, place: int) -> bool:
        if item.has("entity"):
            return names_person(item)
        if item.kind in ("qty", "cmp"):
            return counts_orders(item, self._last()) or self._rates(item, place)
        if item.kind == "device":
            return not self._beside_event(place)
        return item.kind in ACTIONS or item.kind in PLAIN

    def _beside_event(self, place: int) -> bool:
        """Say whether an event stands in the same clause, which a device belongs to: viewed on mobile, 用手机浏览."""
        last = self._last()
        return (last is not None and last.kind == "event") or self._action_ahead(place)

    def _rates(self, item: Token, place: int) -> bool:
        return stands_for_review(item, self._last(), self.items[place + 1 : place + 4])

    def _last(self) -> Frame | None:
        """Return the frame of the same clause that stands before, if any."""
        return self.frames[-1] if self.frames and not self._since_conj else None

    def _open(self, item: Token, place: int) -> None:
        counted = item.kind in ("qty", "cmp")
        event = "review" if counted and self._rates(item, place) else "order"
        head = Token(item.text, (Sense("event", event),), item.start, item.end) if counted else item
        action = acts(head)
        if not action:
            self._flush_for_plain()
        elif self._since_conj and self.pending and self._continues(self.pending) and not self._topic(head):
            self._flush()
        frame = Frame(head, link=self._link, strength=self._strength, contrast=self._contrast, excluded=self._excluding)
        frame.subject = self._after_de and not action
        frame.doubt = frame.subject and self._excluding and self._initial and bool(self.frames)
        frame.spoken, self._spoken = self._spoken, False
        frame.anew, self._anew = self._anew, False
        frame.then, self._then = self._then, False
        if counted:
            frame.mods.append(item)
        self._give_pending(frame, action)
        self.frames.append(frame)
        self._forget()
        self._since_conj = self._after_de = False

    def _topic(self, head: Token) -> bool:
        """Say whether what waits is what the coming verb is about: 面膜买了4次，精华一次都没买过."""
        alone = not self._spoken and self._clause == len(self.frames) and all(t.chinese for t in self.pending)
        before = self.frames[-1]
        first = before.objects[0][1][0].start < before.head.start if before.objects else False
        return alone and (first or head.has("group", "away"))

    def _give_pending(self, frame: Frame, action: bool) -> None:
        kept: list[Token] = []
        for token in self.pending:
            if token.kind == "neg":
                frame.neg = token
            elif token.kind in OBJECTS and action:
                self._object(frame, token, "and")
            elif action or (token.kind in ("channel", "either", "qty", "cmp", "window", "num") and fits(frame, token)):
                frame.mods.append(token)
                frame.leading = frame.leading or token.has("window")
            else:
                kept.append(token)
        self.pending = kept

    def _modify(self, item: Token, place: int) -> None:
        last = self._last()
        if item.kind == "nothing" and last is None and self.frames and self.frames[-1].kind == "event":
            self.pending += [  # bought beans but nothing in the last 30 days
                Token(item.text, (Sense("neg", "not"),), item.start, item.end),
                Token(item.text, (Sense("anything", "any"),), item.start, item.end),
            ]
            return
        if item.kind == "nothing" and last is not None and last.kind == "event" and last.neg is None:
            last.neg = Token(item.text, (Sense("neg", "not"),), item.start, item.end)  # bought nothing
            return
        if item.kind in OBJECTS and self._after_de and len(self.frames) > 1:
            self.left.append(item)  # a product after 的 could belong to any of the verbs
            return
        if item.kind == "neg" or (self.pending and any(t.kind == "neg" for t in self.pending)):
            self.pending.append(item)
            return
        target = None if self._since_conj else self._target(item, place)
        if target is None:
            self.pending.append(item)
        elif item.kind in OBJECTS:
            self._object(target, item, "and")
        else:
            target.mods.append(item)

    def _target(self, item: Token, place: int) -> Frame | None:
        """Return the frame before that a modifier belongs to; None when it waits for the next head."""
        if item.has("window") and item.chinese and self._action_ahead(place):
            return None
        if item.kind == "device" or item.kind in OBJECTS:
            for frame in reversed(self.frames[-2:]):
                if acts(frame.head):
                    return frame
            return None
        for frame in reversed(self.frames):
            if fits(frame, item):
                return frame
        return None

    def _action_ahead(self, place: int) -> bool:
        for item in self.items[place + 1 :]:
            if item.has("conj") or item.has("except"):
                return False
            if acts(item):
                return True
        return False
