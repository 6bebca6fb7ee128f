"""Cuts reduced tokens into frames: one condition each, with its head and what belongs to it.

A *head* says what kind of condition it is (an event, a measure, a stage, a place …); *modifiers* fill it: negation,
windows, counts, products. Where a modifier stands between two heads, English looks back ("bought beans in May") and
Chinese looks ahead (近30天买过). A piece without a head after "and", "or", "but" continues the frame before it.
"""

from __future__ import annotations

from shop.segments.parsing.frames import ACTIONS, OBJECTS, PLAIN, Frame, acts, fits
from shop.segments.parsing.heads import counts_orders, names_person, stands_for_review
from shop.segments.parsing.tokens import Sense, Token


class Cutter:
    """Reads the items once from left to right."""

    def __init__(self, items: list[Token]) -> None:
        self.items = items
        self.frames: list[Frame] = []
        self.pending: list[Token] = []
        self.left: list[Token] = []
        self._link, self._strength, self._contrast = "and", 0, False
        self._commas = False
        self._since_conj = False
        self._excluding = False
        self._initial = False
        self._after_de = False
        self._anew = False
        self._then = False
        self._spoken = False
        self._clause = 0

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

    def _connect(self, item: Token) -> None:
        if item.kind == "de":
            self._after_de = True
            return
        if item.kind == "rel":
            self._anew = True
            persons = self.frames and all(not acts(f.head) for f in self.frames)
            if persons and not self._excluding and not (self._since_conj and self._link == "or"):
                for frame in self.frames:
                    frame.subject = True
            return
        if item.kind == "either":
            self.pending.append(item)
            return
        self._flush(keep_leading=True)
        if any(token.kind == "channel" for token in self.pending) and item.has("conj", "and"):
            self.pending.append(Token("and", (Sense("either", "both"),), item.start, item.end))
        if item.has("except"):
            self._excluding, self._initial = True, not self.frames
        elif item.has("except_end"):
            self._end_exclusion(item)
        else:
            self._conjoin(item)
        self._since_conj = True

    def _end_exclusion(self, item: Token) -> None:
        """End 除了 … 以外; 以外, 除外 and 不要 alone leave out the clause that stands before them."""
        clause = self.frames[self._clause :]
        if self._excluding:
            for frame in self.frames:
                frame.doubt = False
        elif not clause or (item.get("except_end") != "clause" and len({acts(frame.head) for frame in clause}) > 1):
            self.left.append(item)  # a verb and a place before 以外: which of them is left out is not said
        else:
            for frame in clause:
                frame.excluded = True
        self._excluding = False

    def _conjoin(self, item: Token) -> None:
        word = item.get("conj")
        if word == "comma":
            if self._excluding and self._initial and self.frames and item.text != "、":
                self._excluding = False
            if item.text != "、":
                self._clause = len(self.frames)
            self._commas = True
            self._strength = max(self._strength, 1)
            return
        self._link = "or" if word == "or" else "and"
        self._spoken = True
        self._contrast = self._contrast or word == "but"
        self._clause = len(self.frames) if word == "but" else self._clause
        self._strength = max(self._strength, 2 if (self._commas or word == "but") else 1)

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
        elif self._since_conj and self.pending and self._continues(self.pending):
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
        self._link, self._strength, self._contrast, self._commas = "and", 0, False, False
        self._since_conj = self._after_de = False

    def _continues(self, pending: list[Token]) -> bool:
        """Say whether headless pieces before a new head belong to the frame before: 买过咖啡或茶、浏览过…"""
        if not self.frames or not self.frames[-1].objects or not acts(self.frames[-1].head):
            return False
        return all(t.kind in OBJECTS for t in pending)

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

    def _object(self, frame: Frame, token: Token, link: str) -> None:
        """Add a piece of a product's name to the object that it follows directly, else open another object."""
        if frame.objects and frame.objects[-1][1] and link == "and":
            last = frame.objects[-1][1][-1]
            if token.start - last.end <= 1 and not self._since_conj:
                frame.objects[-1][1].append(token)
                return
        frame.objects.append((link, [token]))

    def _flush_for_plain(self) -> None:
        """Before a head that takes no modifiers: what waits goes to the frame before, negation and windows stay."""
        if self._since_conj and self.pending and self._continues(self.pending):
            self._flush()

    def _flush(self, keep_leading: bool = False) -> None:
        """Give pieces without a head to the frame before: an object after "or", a window at the end."""
        if not self.pending or (keep_leading and (not self.frames or self._looks_ahead())):
            return
        pending, self.pending = self.pending, []
        if self.frames:
            pending = self._continue(self.frames[-1], pending)
        if keep_leading:
            self.pending = pending
        else:
            self.left += pending

    def _looks_ahead(self) -> bool:
        """Say whether what waits is a Chinese span between two connectors: 但最近30天又下单."""
        spans = [token for token in self.pending if token.has("window") and token.chinese]
        return bool(spans) and not any(token.kind in OBJECTS for token in self.pending) and self._since_conj

    def _continue(self, last: Frame, pending: list[Token]) -> list[Token]:
        neg = next((t for t in pending if t.kind == "neg"), None)
        rest = [t for t in pending if t.kind != "neg"]
        if self._said_anew(last, neg, rest):
            return []
        left: list[Token] = []
        first = True
        for token in rest:
            target = self._accepting(token)
            if target is None:
                left.append(token)
            elif token.has("window") and target.of("window") and self._since_conj:
                self._again_in(target, token)
            elif token.kind in OBJECTS:
                if first and self._since_conj:
                    target.objects.append((self._joining(), [token]))
                    first = False
                    self._since_conj = False
                else:
                    self._object(target, token, "and")
            else:
                target.mods.append(token)
                if token.kind == "channel" and self._link == "and" and self._since_conj:
                    target.mods.append(Token("and", (Sense("either", "both"),), token.start, token.end))
        if len(left) < len(rest):
            last.then, self._then = last.then or self._then, False
            self._link, self._strength, self._contrast, self._commas = "and", 0, False, False
            self._spoken = False
        return [*([neg] if neg else []), *left]

    def _said_anew(self, last: Frame, neg: Token | None, rest: list[Token]) -> bool:
        """Repeat the head where the piece turns its sense: but not filters; but one last year."""
        if neg is None and self._turns(last, rest):
            named = any(token.kind in OBJECTS for token in rest)
            self._copy(last, None, rest if named else [*rest, *(token for _, run in last.objects for token in run)])
            return True
        if neg is not None and rest and (acts(last.head) or all(t.kind == "channel" for t in rest)):
            self._copy(last, neg, rest)
            return True
        return False

    def _turns(self, last: Frame, rest: list[Token]) -> bool:
        """Say whether "but" takes a negation back: no order this year but one last year."""
        named = any(token.kind in OBJECTS or token.has("window") for token in rest)
        return named and last.neg is not None and last.kind == "event" and self._contrast and self._since_conj

    def _again_in(self, frame: Frame, window: Token) -> None:
        """Ordered today or yesterday: the same condition once more in another span."""
        mods = [mod for mod in frame.mods if not mod.has("window")]
        other = Frame(frame.head, frame.neg, [*mods, window], list(frame.objects), self._link)
        other.excluded, other.repeats, other.strength = self._excluding, True, 0
        self.frames.append(other)

    def _joining(self) -> str:
        if self._link == "or":
            return "or"
        return "comma" if self._commas and self._strength == 1 else "and"

    def _accepting(self, token: Token) -> Frame | None:
        if token.kind in OBJECTS:
            return next((f for f in reversed(self.frames) if acts(f.head)), None)
        return next((f for f in reversed(self.frames) if fits(f, token)), None)

    def _copy(self, last: Frame, neg: Token | None, rest: list[Token]) -> None:
        """Repeat the head for "but not filters"."""
        frame = Frame(last.head, neg=neg, link=self._link, strength=self._strength, contrast=True)
        frame.excluded = self._excluding
        for token in rest:
            if token.kind in OBJECTS:
                self._object(frame, token, "and")
            else:
                frame.mods.append(token)
        self.frames.append(frame)
        self._link, self._strength, self._contrast, self._commas = "and", 0, False, False
        self._since_conj = self._spoken = False
