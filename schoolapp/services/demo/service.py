"""Carries out what happens in the demo school's after-school service: sessions logged, who stands in, walk-throughs. What happens when stands
in `afternoons`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolapp.records import hours as hours_records
from schoolapp.rules.afterschool_hours import pay_month_of
from schoolapp.rules.permits import Actor
from schoolapp.rules.session_heads import Finished, SessionHeads
from schoolapp.rules.walks import WalkMark, points_for
from schoolapp.services import afterschool
from schoolapp.services.afterschool import SessionDraft, hours, walks
from schoolapp.services.afterschool.choices import SESSION_REASONS, joined, usual_contents
from schoolapp.services.demo.acts import AnswerHours, Cover, FollowUp, Hold, SignHours, Walk
from schoolapp.services.demo.cast import heads_of
from schoolapp.services.school import standing_of

if TYPE_CHECKING:
    from schoolapp.services.demo.fill import Stage


def carry_out(stage: Stage, actor: Actor, act: Hold | Cover | Walk | FollowUp) -> None:
    """One act at its moment."""
    house, programme_id, day = stage.house, stage.programmes[act.programme.code], act.day
    match act:
        case Hold():
            afterschool.log_session(house=house, actor=actor, programme_id=programme_id, day=day, draft=_draft(stage, act), confirmed=True, now=act.at)
        case Cover():
            afterschool.arrange_cover(
                house=house, actor=actor, programme_id=programme_id, day=day, start=act.start, staff_id=stage.staff[act.instead], now=act.at)
        case Walk():
            points = {point: WalkMark.FOLLOW if point in act.follow else WalkMark.OK for point in points_for(act.programme.category)}
            walks.record_walk(
                house=house, actor=actor, programme_id=programme_id, day=day, start=act.start, points=points, note=act.note, now=act.at)
        case FollowUp():
            for walk in walks.list_walks(house=house, actor=actor, now=act.at).open:
                if (walk.row.day, walk.programme.id) == (day, programme_id):
                    walks.follow_up(house=house, actor=actor, walk_id=walk.row.id, note=act.note, now=act.at)


def say_hours(stage: Stage, actor: Actor, act: AnswerHours | SignHours) -> None:
    """A person's word on the own hours of a month, or the signature under all of them; who has none in it says nothing."""
    house, first = stage.house, pay_month_of(standing_of(house=stage.house).profiles, act.day).first
    with house.reading() as connection:
        if (logged := hours_records.first_session_day(connection)) is None or logged > act.day:
            return  # a quick look into a later week holds no session of that month
    if isinstance(act, SignHours):
        found = hours.all_hours(house=house, actor=actor, first_day=first, now=act.at)
        hours.sign_hours(house=house, actor=actor, first_day=first, minutes=found.minutes, people=len(found.people), now=act.at)
        return
    own = hours.own_hours(house=house, actor=actor, first_day=first, now=act.at)
    if own.lines:
        word = hours.Word.OBJECTED if act.note else hours.Word.CONFIRMED
        hours.answer_hours(house=house, actor=actor, first_day=first, word=word, note=act.note, minutes=own.hours.minutes, now=act.at)


def _draft(stage: Stage, act: Hold) -> SessionDraft:
    one = act.programme
    heads = tuple(SessionHeads(stage.classes[where], expected, present, Finished(band) if band else None) for where, expected, present, band in act.heads)
    content = joined(usual_contents(one.category), act.content) if act.held else ""
    return SessionDraft(
        act.held, act.start, act.end, heads_of(one) if act.held else None, act.present, content, act.reason, stage.staff[act.instead or one.staff], heads,
        act.planned_start, act.room, content_reason=SESSION_REASONS[0])
