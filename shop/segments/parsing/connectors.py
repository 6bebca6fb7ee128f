"""What connectors say: and, or, but, commas, relative pronouns, and where an exclusion begins and ends."""

from __future__ import annotations

from shop.segments.parsing.continuing import Continuing
from shop.segments.parsing.frames import acts
from shop.segments.parsing.tokens import Sense, Token


class Connecting(Continuing):
    """Reads connectors; they decide how the next frame hangs on those before."""

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
