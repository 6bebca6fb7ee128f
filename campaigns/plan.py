"""What a campaign is before it runs, and where plans are kept (state.sqlite)."""

from __future__ import annotations

import re
import sqlite3
from typing import Literal

from pydantic import Field

from campaigns.ids import MOST_IDS
from shop.errors import InvalidInput, NotFound
from shop.reason import ReasonKind
from shop.record import Channel, Id, Language, Record
from shop.segments.tree.nodes import Node
from shop.state import Migration

CAMPAIGN_MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "campaigns-1",
        "CREATE TABLE campaigns (id TEXT PRIMARY KEY, document TEXT NOT NULL, created_at TEXT NOT NULL);",
    ),
)

_ID = re.compile(r"[^\W_][\w-]{0,79}")


class CampaignPlan(Record):
    """Whom to write to, on which channel, and why. `reason` auto takes each person's strongest one."""

    id: str = Field(pattern=rf"^{_ID.pattern}$")
    segment: str
    channel: Channel
    reason: ReasonKind | Literal["auto"] = "auto"
    language: Language | None = None
    """Only people who are written to in this language; None: everyone in their own."""
    offers: bool = True
    """Whether an eligible promotion may be offered where the reason allows one."""
    limit: int | None = Field(default=None, ge=1)
    """At most this many messages, taken in order of the customers' ids."""
    tree: Node | None = None
    """The segment's tree as it was when the campaign was planned, where it is not a built-in one."""
    ids: tuple[Id, ...] | None = Field(default=None, max_length=MOST_IDS)
    """The customers themselves, in place of a segment; `segment` is then only a name in the outputs."""

    @property
    def addressees(self) -> str:
        """Whom the campaign is for, in words."""
        return f"segment {self.segment!r}" if self.ids is None else f"the {len(self.ids):,} ids"


def plan_id(text: str) -> str:
    """Turn a name in any script into a campaign id (lower case, dashes); raises InvalidInput when nothing is left."""
    slug = re.sub(r"[\W_]+", "-", text.lower()).strip("-")[:80]
    if not slug:
        raise InvalidInput(f"{text!r} cannot be used as a campaign id.", hint="Use letters and digits: spring-news.")
    return slug


def save_plan(state: sqlite3.Connection, plan: CampaignPlan, created_at: str) -> None:
    """Keep a new plan; the same plan again is fine, another one under the same id is refused."""
    document = plan.model_dump_json(exclude={"tree"} if plan.tree is None else None)
    state.execute("INSERT OR IGNORE INTO campaigns VALUES (?, ?, ?)", (plan.id, document, created_at))
    [kept] = state.execute("SELECT document FROM campaigns WHERE id = ?", (plan.id,)).fetchone()
    if CampaignPlan.model_validate_json(kept) != plan:
        raise InvalidInput(f"A different campaign {plan.id!r} exists.", hint="Choose another name.")


def load_plan(state: sqlite3.Connection, campaign_id: str) -> CampaignPlan:
    """Read a plan back; raises NotFound naming the nearest ones."""
    row = state.execute("SELECT document FROM campaigns WHERE id = ?", (campaign_id,)).fetchone()
    if row is None:
        known = [name for (name,) in state.execute("SELECT id FROM campaigns ORDER BY id")]
        raise NotFound("campaign", campaign_id, known, hint="Create one with `copilot campaign create`.")
    return CampaignPlan.model_validate_json(row[0])


def list_plans(state: sqlite3.Connection) -> list[CampaignPlan]:
    """Return every plan by id."""
    rows = state.execute("SELECT document FROM campaigns ORDER BY id").fetchall()
    return [CampaignPlan.model_validate_json(document) for (document,) in rows]
