"""Carries the demo's acts out through the use cases, each at its own moment, and opens the school with a workbook. What is done when stands
in `plan`, `afternoons` and `leading`; the acts of the last are done in `led`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from schoolapp.config import Config
from schoolapp.papers.pdf import MM, Page
from schoolapp.records import audit as audit_records
from schoolapp.records import homework as homework_records
from schoolapp.records import people as people_records
from schoolapp.records import school as school_records
from schoolapp.records.afterschool import list_programmes
from schoolapp.records.providers import provider_ids
from schoolapp.rules.findings import FindingState
from schoolapp.rules.permits import OPERATOR, Actor, NotFound
from schoolapp.rules.seals import SEALED_AT
from schoolapp.services import afterschool, calendar, feedback, findings, homework, login, monitoring, noticeboard, people, providers, seals
from schoolapp.services.afterschool import ProgrammeDraft, Slot, outside_care, plans, seasons
from schoolapp.services.afterschool.seasons import SeasonDraft
from schoolapp.services.afterschool.sign_up import BadSignUp, Entry, save_sign_up, sign_up_table
from schoolapp.services.demo import asked, listed, service, written
from schoolapp.services.demo.acts import (
    Act,
    Amend,
    Answer,
    AnswerHours,
    AttachPlan,
    CountHeads,
    Cover,
    Declare,
    Enter,
    FileProvider,
    FollowUp,
    Grant,
    Hold,
    Judge,
    MoveTimes,
    Note,
    NoteCare,
    Offer,
    OpenBox,
    OpenSurvey,
    Post,
    PublishFees,
    Reply,
    Sample,
    Sheets,
    SignHours,
    Solved,
    Trouble,
    Turn,
    Walk,
    Write,
)
from schoolapp.services.demo.cast import SCHOOL_NAME, Place
from schoolapp.services.demo.led import carry_lead
from schoolapp.services.demo.opening import school_workbook
from schoolapp.services.demo.plan import at
from schoolapp.services.demo.term import TermPlan
from schoolapp.services.homework import Draft
from schoolapp.services.house import Conflict, House, Work
from schoolapp.services.school import standing_of
from schoolapp.services.workbook import bring_in

_TURNED_DOWN = (
    homework.NoRoom,
    homework.Refused,
    homework.BadDraft,
    afterschool.BadSession,
    afterschool.BadProgramme,
    afterschool.Clashing,
    seasons.BadSeason,
    plans.BadPlan,
    outside_care.BadCare,
    BadSignUp,
    providers.BadProvider,
    afterschool.BadCover,
    calendar.CalendarRefused,
    people.PeopleRefused,
    Conflict,
    NotFound,
)


class FillingHouse(House):
    """The same school, opened to be filled by one process: no commit waits for the disk, and the standing facts are read again only after
    `forget`."""

    def __init__(self, config: Config) -> None:
        super().__init__(config, durable=False)

    def data_version(self) -> int:
        return 0


def open_school(house: House, plan: TermPlan) -> None:
    """The set-up before the term: school, calendar, staff, classes and lessons from the school's workbook, marked as a demo with it."""
    moment = at(plan.opening, 10, 30)

    def mark(work: Work) -> None:
        row_id = work.connection.execute(select(school_records.school.c.id)).scalar_one()
        work.change(school_records.school, row_id, is_demo=True)

    result = bring_in(house, OPERATOR, school_workbook(plan), name=f"{SCHOOL_NAME}.xlsx", dry_run=False, now=moment, language="zh", also=mark)
    if not result.ok:
        raise RuntimeError(f"the demo's workbook was refused: {result.errors}")
    house.forget()


def newest_moment(house: House) -> datetime | None:
    """The moment of the newest audit entry: everything up to it has been carried out."""
    with house.reading() as connection:
        newest = audit_records.newest_entries(connection, 1)
    return newest[0].at if newest else None


@dataclass(slots=True)
class Stage:
    """The school as the acts name it: staff, classes and programmes by their keys, what was registered. `again`: the school was filled
    before and visitors may have changed it, so an act that is turned down is left out."""

    house: House
    year: int
    again: bool
    staff: dict[str, int] = field(default_factory=dict)
    classes: dict[Place, int] = field(default_factory=dict)
    programmes: dict[str, int] = field(default_factory=dict)
    items: dict[tuple[date, str, Place], tuple[int, Draft]] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)

    def read(self) -> None:
        """Ids as they stand."""
        with self.house.reading() as connection:
            self.staff = {row.number: row.id for row in people_records.list_staff(connection)}
            self.classes = {(c.grade, c.number): c.id for c in people_records.list_classes(connection, self.year)}
            self.programmes = {row.code: row.id for row in list_programmes(connection)}

    def providers(self) -> dict[str, int]:
        """Outside providers on file by name."""
        with self.house.reading() as connection:
            return provider_ids(connection)

    def actor(self, number: str, now: datetime) -> Actor:
        """The person as use cases know them. Nobody's roles change during a demo's term."""
        if number not in self._actors:
            person = login.person_of(house=self.house, staff_id=self.staff[number], now=now)
            if person is None:
                raise NotFound
            self._actors[number] = person.actor
        return self._actors[number]

    def posted(self, start: date, end: date) -> set[tuple[date, str, int]]:
        """(day, subject, class id) of what is registered already, withdrawn or not."""
        with self.house.reading() as connection:
            return {(i.day, i.subject, i.class_id) for i in homework_records.items_on(connection, self.classes.values(), start, end, withdrawn=True)}


def carry_out(stage: Stage, acts: Iterable[Act]) -> None:
    """Every act in the given order, at its moment; after each day's last one the day is sealed, as the worker does it."""
    before: datetime | None = None
    for act in acts:
        if before is not None and act.at.date() > before.date():
            seals.seal_due(house=stage.house, now=max(before, datetime.combine(before.date(), SEALED_AT, before.tzinfo)))
        before = act.at
        try:
            _do(stage, act)
        except _TURNED_DOWN:
            if not stage.again:
                raise


def _do(stage: Stage, act: Act) -> None:
    if isinstance(act, Answer):
        _answer(stage, act)
        return
    if isinstance(act, Write):
        written.write(stage.house, act, stage.classes[act.place])
        return
    if isinstance(act, Solved):
        written.solved(stage.house, act)
        return
    house, actor = stage.house, stage.actor(act.staff, act.at)
    match act:
        case Post():
            posted = homework.post_homework(
                house=house,
                actor=actor,
                day=act.day,
                subject=act.subject,
                class_ids=[stage.classes[p] for p in act.places],
                drafts=act.drafts,
                reason=act.reason,
                now=act.at,
            )
            for n, place in enumerate(sorted(act.places)):
                stage.items[act.day, act.subject, place] = (posted.items[n * len(act.drafts)], act.drafts[0])
        case Amend():
            _amend(stage, actor, act)
        case Declare():
            class_id = stage.classes[act.place]
            if act.subject:
                homework.declare_none(house=house, actor=actor, class_id=class_id, subject=act.subject, now=act.at)
            else:
                homework.declare_class_none(house=house, actor=actor, class_id=class_id, now=act.at)
        case Hold() | Cover() | Walk() | FollowUp():
            service.carry_out(stage, actor, act)
        case AnswerHours() | SignHours():
            service.say_hours(stage, actor, act)
        case Offer():
            _offer(stage, actor, act)
        case Enter():
            term = standing_of(house=house).terms[-1]
            calendar.save_row(house=house, actor=actor, term_id=term.id, row_id=None, row=act.row, now=act.at)
            house.forget()
        case Sample():
            _sample(stage, actor, act)
        case Grant():
            people.grant_substitute(
                house=house,
                actor=actor,
                class_id=stage.classes[act.place],
                subject=act.subject,
                staff_id=stage.staff[act.instead],
                start=act.at.date(),
                end=act.end,
                request_key="",
                now=act.at,
            )
        case Judge():
            _judge(stage, actor, act)
        case Trouble():
            house.forget()
            listed.carry_out(house, actor, act, stage.staff)
        case Turn():
            feedback.turn(house=house, actor=actor, now=act.at, voice=act.voice, on=True)
            house.forget()
        case OpenBox():
            written.open_box(house, actor, act.at)
        case OpenSurvey():
            asked.ask(house, actor, act._replace(draft=act.draft._replace(programme_id=stage.programmes.get(act.programme))))
        case Sheets():
            asked.fill_in(house, act, stage.classes, {who: stage.actor(who, act.at) for who, _chosen in act.sheets if isinstance(who, str)})
        case Reply():
            written.reply(house, actor, act)
        case Note():
            monitoring.note_monitoring(house=house, actor=actor, noted=act.monitoring, now=act.at)
        case MoveTimes() | FileProvider() | AttachPlan() | NoteCare() | PublishFees() | CountHeads():
            _ground(stage, actor, act)
        case _:
            carry_lead(stage, actor, act)


def _answer(stage: Stage, act: Answer) -> None:
    one = standing_of(house=stage.house).get_class(stage.classes[act.place])
    form = feedback.answer_form(house=stage.house, one=one, day=act.day, now=act.at)
    if form.state is not feedback.AnswerState.OPEN:
        return  # nothing was published that day
    low = max(band.low for band in form.bands if band.low <= act.minutes)
    feedback.give_answer(house=stage.house, one=one, day=act.day, low=low, address=act.address, now=act.at)


def _amend(stage: Stage, actor: Actor, act: Amend) -> None:
    known = stage.items.get((act.day, act.subject, act.place))
    if known is None:
        return  # registered in an earlier run
    item_id, draft = known
    if act.minutes == 0:
        homework.withdraw_homework(house=stage.house, actor=actor, item_id=item_id, version=1, reason=act.reason, now=act.at)
        return
    minutes = draft.minutes - act.minutes
    in_school = None if draft.in_school is None else min(draft.in_school, minutes)
    homework.correct_homework(
        house=stage.house,
        actor=actor,
        item_id=item_id,
        version=1,
        draft=draft._replace(minutes=minutes, in_school=in_school),
        reason=act.reason,
        now=act.at,
    )


def _offer(stage: Stage, actor: Actor, act: Offer) -> None:
    one = act.programme
    draft = ProgrammeDraft(
        one.code,
        one.name,
        one.category.value,
        frozenset(one.grades),
        tuple(Slot(*slot) for slot in one.slots),
        stage.staff[one.staff],
        one.room,
        one.provider,
        True,
        tuple(stage.staff[number] for number in one.helping),
        one.capacity,
        provider_id=stage.providers().get(one.provider),
    )
    stage.programmes[one.code] = afterschool.save_programme(house=stage.house, actor=actor, programme_id=None, draft=draft, now=act.at)


def _ground(stage: Stage, actor: Actor, act: Act) -> None:
    """What the service stands on."""
    common: dict[str, Any] = {"house": stage.house, "actor": actor, "now": act.at}
    match act:
        case MoveTimes():
            season = seasons.save_season(season_id=None, draft=SeasonDraft(act.name, act.start, act.end), **common)
            seasons.shift_season(season_id=season, minutes=act.minutes, **common)
        case FileProvider():
            provider = providers.save_provider(provider_id=None, draft=act.provider, **common)
            for person in act.people:
                providers.save_person(provider_id=provider, person_id=None, draft=person, **common)
        case AttachPlan():
            plans.add_plan(data=_paper(act.title, act.lines), title=act.title, own_date=act.own_date, **common)
        case NoteCare():
            outside_care.save_care(care_id=None, draft=act.care, **common)
        case PublishFees():
            held = noticeboard.board_settings(house=stage.house, actor=actor)
            noticeboard.change_board(open_=held.open, fees=act.fees, seen=held.seen, **common)
        case CountHeads():
            tables = [sign_up_table(grade=grade, day=act.day, **common) for grade in sorted({place[0] for place in act.counts})]
            seen = {line.one.id: line.seen for table in tables for line in table.lines}
            entries = {stage.classes[place]: Entry(*counts[1:], seen=seen[stage.classes[place]]) for place, counts in act.counts.items()}
            save_sign_up(day=act.day, entries=entries, **common)


def _paper(title: str, lines: Iterable[str]) -> bytes:
    """A page that says that everything on it is invented."""
    page = Page(title)
    page.text(page.width / 2, 36 * MM, title, 18, align="center", strong=True)
    page.text(page.width / 2, 46 * MM, "演示学校，内容均为虚构", 11, align="center")
    for n, line in enumerate(lines):
        page.text(25 * MM, (64 + 11 * n) * MM, line, 12)
    return page.save()


def _sample(stage: Stage, actor: Actor, act: Sample) -> None:
    """Sampled times reach a school by its workbook; here one is written down as that does it."""
    values = {"class_id": stage.classes[act.place], "day": act.at.date(), "asked": act.asked, "mean_tenths": act.mean_tenths}
    with stage.house.writing(actor=actor, now=act.at) as work:
        row_id = work.add(homework_records.time_sample, **values, entered_at=act.at, import_id=None)
        work.audit("sample_entered", f"sample:{row_id}", None, values)


def _judge(stage: Stage, actor: Actor, act: Judge) -> None:
    stage.house.forget()
    found = findings.findings_of(house=stage.house, actor=actor, start=act.day, end=act.day, now=act.at)
    keys = [one.finding.key for one in found.stated if one.finding.kind is act.kind and (one.finding.grade, one.finding.number) == act.place]
    if keys:
        findings.judge_findings(
            house=stage.house,
            actor=actor,
            keys=keys,
            start=act.day,
            end=act.day,
            state=act.state,
            reason=act.reason,
            before=FindingState.TO_VERIFY,
            now=act.at,
        )
