"""What a piece without a head goes on with: an object after "or", a span at the end, a negation before another name.

bought beans or filters            the second name belongs to the same verb
bought beans but not filters       the verb once more, negated
ordered today or yesterday         the same condition in another span
"""

from __future__ import annotations

from shop.segments.parsing.frames import OBJECTS, Frame, acts, fits
from shop.segments.parsing.tokens import Sense, Token


class Continuing:
    """The frames so far, the pieces that wait for a head, and how the next frame hangs on the one before."""

    def __init__(self) -> None:
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

    def _forget(self) -> None:
        """Forget the connector: what follows stands beside what was said."""
        self._link, self._strength, self._contrast, self._commas = "and", 0, False, False

    def _continues(self, pending: list[Token]) -> bool:
        """Say whether headless pieces before a new head belong to the frame before: 买过咖啡或茶、浏览过…"""
        if not self.frames or not self.frames[-1].objects or not acts(self.frames[-1].head):
            return False
        return all(t.kind in OBJECTS for t in pending)

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
            self._forget()
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
        self._forget()
        self._since_conj = self._spoken = False
