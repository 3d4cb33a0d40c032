"""The demo school's problem list: a finding that was verified, and problems from an inspector's visit, an order and a walk-through, each a few
steps on its way. Plain acts, and how they are done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from schoolapp.records import issues as records
from schoolapp.rules.findings import FindingKind, FindingState
from schoolapp.rules.issues import Level, Source
from schoolapp.rules.permits import Actor
from schoolapp.services import findings
from schoolapp.services.demo.acts import Trouble
from schoolapp.services.demo.cast import COORDINATOR, LEADER_OF_3, OFFICE, PRINCIPAL
from schoolapp.services.demo.plan import at
from schoolapp.services.house import House
from schoolapp.services.issues import steps

_VISIT = "三年级作业公示栏有两天没有更新"
_ORDER = "家长反映个别日子离校时间早于公布的时间"
_WALK = "放学时两个项目同时离场，走廊拥挤"
# School day of the term, hour, who, which step, of which problem (its text, or the kind of its findings).
_STEPS: tuple[tuple[int, int, str, str, str], ...] = (
    (13, 10, PRINCIPAL, "list", FindingKind.OVER_CAP.value), (13, 11, PRINCIPAL, "office", FindingKind.OVER_CAP.value),
    (14, 9, OFFICE, "begin", FindingKind.OVER_CAP.value), (15, 16, OFFICE, "done", FindingKind.OVER_CAP.value),
    (44, 10, OFFICE, "visit", _VISIT), (44, 11, OFFICE, "assign", _VISIT), (45, 9, LEADER_OF_3, "begin", _VISIT),
    (52, 10, COORDINATOR, "walk", _WALK),
    (54, 9, PRINCIPAL, "order", _ORDER), (54, 10, PRINCIPAL, "service", _ORDER),
)


def listed_acts(days: Sequence[date], until: date) -> Iterator[Trouble]:
    """The steps on the term's school `days` up to a day."""
    for index, hour, staff, step, which in _STEPS:
        if index < len(days) and days[index] <= until:
            yield Trouble(at(days[index], hour, 5), staff, step, which, days[3])


def carry_out(house: House, actor: Actor, act: Trouble, staff: dict[str, int]) -> None:
    """One step; nothing where somebody has taken its problem on meanwhile."""
    if act.step == "list":
        _list(house, actor, act)
        return
    if act.step in ("visit", "order", "walk"):
        clause, grade = {"visit": ("C8", 3), "order": ("C16", None), "walk": ("C18", None)}[act.step]
        steps.add_issue(house=house, actor=actor, source=Source(act.step), text=act.which, clause=clause, level=Level.YELLOW, grade=grade,
                        found_on=act.at.date(), now=act.at)
        return
    with house.reading() as connection:
        row = next((row for row in records.list_issues(connection) if act.which in (row.text, row.kind)), None)
    if row is None:
        return
    same: dict[str, Any] = {"house": house, "actor": actor, "issue_id": row.id, "version": row.version, "now": act.at}
    match act.step:
        case "assign" | "office" | "service":
            owner = {"office": OFFICE, "service": COORDINATOR}.get(act.step, LEADER_OF_3)
            steps.assign(**same, owner_id=staff[owner], due_on=None)
        case "begin":
            steps.begin(**same, cause="分工没有写明，忙的时候就漏了", measure="每天放学前由年级组长看一遍，写进年级公约")
        case _:
            steps.report_done(**same, done="已开年级会说明，每天按上限协调")


def _list(house: House, actor: Actor, act: Trouble) -> None:
    """The findings of a day that were verified as true go to the list."""
    found = findings.findings_of(house=house, actor=actor, start=act.day, end=act.day, now=act.at)
    keys = [one.finding.key for one in found.stated if one.finding.kind.value == act.which and one.state is FindingState.TRUE]
    if keys:
        findings.judge_findings(house=house, actor=actor, keys=keys, start=act.day, end=act.day, state=FindingState.LISTED, reason="",
                                before=FindingState.TRUE, now=act.at)
