"""Damage to who is addressed, who is quoted, what the code is and where a link leads."""

from __future__ import annotations

import random
import re

from evals.faults.operators.fault import at_one_place, items, texts
from evals.faults.worlds import GoodText
from shop.evidence import TextValue


def other_name(good: GoodText, dice: random.Random) -> str | None:
    """Greet or address somebody else."""
    own = [text for field in ("first_name", "nick") for text in texts(items(good, "C"), field) if text in good.text]
    if not own:
        return None
    return good.text.replace(
        own[0], dice.choice(("Megan", "Oliver", "Priya") if own[0].isascii() else ("雅婷", "建国", "思远"))
    )


def foreign_url(good: GoodText, dice: random.Random) -> str | None:
    """Lead to another host."""
    return at_one_place(
        good,
        re.compile(r"https?://[\w.-]+"),
        dice,
        lambda url: dice.choice(
            ("https://outlet-deals.example.net", url.replace(".example", "-shop.example"), "http://bit.example/x")
        ),
    )


def look_alike_url(good: GoodText, dice: random.Random) -> str | None:
    """Replace a letter of the host by one that looks the same."""
    return at_one_place(
        good,
        re.compile(r"https?://[\w.-]+"),
        dice,
        lambda url: (
            re.sub("[aeo]", lambda m: {"a": "а", "e": "е", "o": "о"}[m.group()], url, count=1)
            if re.search("[aeo]", url)
            else url
        ),
    )


def invisible(good: GoodText, dice: random.Random) -> str | None:
    """Put a character that nobody sees into a number."""
    return at_one_place(
        good, re.compile(r"\d{2,}"), dice, lambda word: word[0] + dice.choice("\u200b\u2060\u00ad") + word[1:]
    )


def changed_quote(good: GoodText, dice: random.Random) -> str | None:
    """Change the words of a quotation."""

    def change(quoted: str) -> str:
        inner = quoted[1:-1]
        cut = inner.split(" ") if good.language == "en" else list(inner)
        place = dice.randrange(len(cut))
        cut[place] = "truly" if good.language == "en" else "超"
        return quoted[0] + (" " if good.language == "en" else "").join(cut) + quoted[-1]

    said = [value.text for item in items(good, "R") for value in item.values() if isinstance(value, TextValue)]
    quoted = [found for found in re.findall(r"“[^“”]+”", good.text) if any(found[1:-1] in text for text in said)]
    if not quoted:
        return None
    one = dice.choice(quoted)
    changed = change(one)
    return None if changed == one else good.text.replace(one, changed, 1)


def code_changed(good: GoodText, dice: random.Random) -> str | None:
    """Change a letter or digit of a code."""
    return at_one_place(
        good,
        re.compile(r"(?<![A-Za-z0-9])[A-Z]{2,}\d{2,}(?![A-Za-z0-9])"),
        dice,
        lambda code: code[:-1] + str((int(code[-1]) + 3) % 10),
    )
