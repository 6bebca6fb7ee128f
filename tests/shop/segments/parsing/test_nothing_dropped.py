"""A wrong but confident answer is the worst outcome: no word is dropped in silence, and nothing breaks the parser."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from shop.segments.parsing import Outcome, Parsed, Question, Refused
from shop.segments.parsing.lexicon import lexicon

HERE = Path(__file__).parent
Asked = Callable[[str, str], Outcome]
NONSENSE = {"en": "zorblaxed", "zh": "魑魅"}


def _right(language: str) -> list[dict[str, Any]]:
    loaded: dict[str, Any] = yaml.safe_load((HERE / f"phrases.{language}.yaml").read_text(encoding="utf-8"))
    return list(loaded["right"])


def test_a_word_that_nobody_knows_is_named_wherever_it_stands(asked: Asked) -> None:
    dice = random.Random(7)
    for language in ("en", "zh"):
        for entry in dice.sample(_right(language), 15):
            words: str = entry["words"]
            pieces = words.split(" ") if language == "en" else [words]
            place = dice.randrange(len(pieces) + 1)
            said = " ".join([*pieces[:place], NONSENSE[language], *pieces[place:]])
            outcome = asked(entry["shop"], said)
            assert isinstance(outcome, Refused), said


def test_an_unknown_product_names_the_nearest(asked: Asked) -> None:
    outcome = asked("coffee", "bought a gooseneck kettel")
    assert isinstance(outcome, Refused)
    assert any("Gooseneck" in name for name in outcome.nearest)


def test_any_mixture_of_known_words_is_answered_without_an_error(asked: Asked) -> None:
    dice = random.Random(11)
    forms = sorted(lexicon())
    for _ in range(100):
        said = " ".join(dice.choice(forms) for _ in range(dice.randrange(1, 9)))
        assert isinstance(asked("coffee", said), Parsed | Question | Refused), said


def test_hostile_text_is_refused(asked: Asked) -> None:
    for said in (
        "",
        "   ",
        "x" * 501,
        "'; DROP TABLE customers; --",
        "\x00\x01",
        "((((((((",
        "🙂🙂🙂",
        "1" * 400,
        "9" * 30 + "天",
    ):
        assert isinstance(asked("coffee", said), Refused), said


def test_the_same_words_give_the_same_answer(asked: Asked) -> None:
    for said in ("bought beans and kettles", "US customers with 3+ orders", "VIP"):
        assert asked("coffee", said) == asked("coffee", said)
