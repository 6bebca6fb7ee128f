"""The folder of a run: messages.jsonl, summary.json and the gallery. Written beside, then moved into place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from campaigns.folders import replaced
from campaigns.run import RunResult
from render.gallery import EngineNote, write_gallery
from render.summary import summary
from shop.errors import DamagedHome, InvalidInput, NotFound
from shop.home import PRIVATE_FILE, Home
from shop.record import Record
from shop.types import Message, ShopInfo

MOST_SHOWN = 300
"""Messages in a gallery page; all of them are in messages.jsonl."""


class Shown(Record):
    """How a gallery introduces itself."""

    title: str
    engine_note: str
    about: str = "Every message below was composed for one customer. Each fact in it is evidence, each check is code."


class Origin(Record):
    """What a run was made from: the build's file, the moment, and whether that was the shop's own present."""

    build: str
    as_of: str
    present: bool


class RunFolder:
    """Paths of one run's results."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def messages(self) -> Path:
        """One JSON record per line."""
        return self.path / "messages.jsonl"

    @property
    def summary(self) -> Path:
        """Counts, funnel and where the rest went."""
        return self.path / "summary.json"

    @property
    def gallery(self) -> Path:
        """The page to look at."""
        return self.path / "index.html"

    @property
    def offers(self) -> Path:
        """How the offer of each message was chosen: one JSON record per line, every candidate with its figures."""
        return self.path / "offers.jsonl"

    @property
    def origin(self) -> Path:
        """The build and the moment that the run was made from."""
        return self.path / "run.json"

    def read_origin(self) -> Origin:
        """Read back what the run was made from; raises InvalidInput for a run that did not note it."""
        try:
            return Origin.model_validate_json(self.origin.read_bytes())
        except (OSError, ValidationError) as error:
            raise InvalidInput(
                "The run does not say which facts it was made from, so they cannot be looked up again.",
                hint=f"Run it again: `copilot campaign run {self.path.name}`.", where=str(self.origin),
            ) from error  # fmt: skip

    def read_messages(self) -> list[Message]:
        """Read the records back; raises NotFound when the campaign was not run."""
        if not self.messages.exists():
            hint = f"Run it first: `copilot campaign run {self.path.name}`."
            raise NotFound("run of campaign", self.path.name, hint=hint)
        try:
            with self.messages.open(encoding="utf-8") as lines:
                return [Message.model_validate_json(line) for line in lines]
        except (ValidationError, UnicodeDecodeError) as error:
            raise DamagedHome(str(self.messages), f"a line is not a message ({error})") from error


def write_run(
    folder: RunFolder,
    results: Sequence[RunResult],
    shops: Mapping[str, ShopInfo],
    homes: Mapping[str, Home],
    shown: Shown,
    origin: Origin | None = None,
) -> None:
    """Write the results of one run, or of several shown together, replacing what an earlier run left there.

    `shops` and `homes` are keyed by shop id. A run without `origin` is only shown, never exported. The same results
    give the same bytes.
    """
    messages = [message for result in results for message in result.messages]
    summed = json.dumps(_summary(results, messages), ensure_ascii=False, indent=2)
    with replaced(folder.path) as fresh:
        _write(fresh / folder.messages.name, "".join(line + "\n" for line in _lines(messages)))
        _write(fresh / folder.summary.name, summed + "\n")
        _write(fresh / folder.offers.name, "".join(line + "\n" for line in _choices(results)))
        if origin is not None:
            _write(fresh / folder.origin.name, origin.model_dump_json(indent=2) + "\n")
        write_gallery(
            fresh,
            messages[:MOST_SHOWN],
            title=shown.title,
            heading=shown.title,
            intro=EngineNote(about=shown.about, engine=shown.engine_note),
            shops=shops,
            media={shop_id: home.media for shop_id, home in homes.items()},
        )


def _lines(messages: Iterable[Message]) -> Iterable[str]:
    return (
        json.dumps(message.model_dump(mode="json", by_alias=True), ensure_ascii=False, sort_keys=True)
        for message in messages
    )


def _choices(results: Iterable[RunResult]) -> Iterable[str]:
    return (
        json.dumps({"campaign_id": result.plan.id, **one.model_dump(mode="json")}, ensure_ascii=False, sort_keys=True)
        for result in results
        for one in result.offers
    )


def _summary(results: Sequence[RunResult], messages: Sequence[Message]) -> dict[str, object]:
    funnels = {result.plan.id: _steps(result) for result in results}
    return summary(messages, funnels)


def _steps(result: RunResult) -> dict[str, int]:
    """Return matched, every exclusion, eligible, everyone left out, and written: each person counted once."""
    excluded = {f"excluded: {item.reason}": item.count for item in result.funnel.excluded if item.count}
    left_out = {f"left out: {reason}": count for reason, count in result.left_out.items()}
    return {
        "matched": result.funnel.matched,
        **excluded,
        "eligible": result.funnel.eligible,
        **left_out,
        "written": len(result.messages),
    }


def _write(path: Path, text: str) -> None:
    path.touch(mode=PRIVATE_FILE)
    path.write_text(text, encoding="utf-8")
