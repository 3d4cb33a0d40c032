"""Carries out what teachers and leaders of the demo school do beside registering, through the use cases. What is done when stands in
`leading`."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from schoolapp.rules.permits import Actor
from schoolapp.services import holidays, homework_template, quota, sampling, sheets
from schoolapp.services.demo.acts import Act, Ask, Hands, HolidayWork, Often, Plan, Sheet, Spread
from schoolapp.services.homework import requests, ways
from schoolapp.services.homework.long_task import my_tasks, post_long_task
from schoolapp.services.quota import PlanEntry
from schoolapp.services.sheets import Place as SheetPlace

if TYPE_CHECKING:
    from schoolapp.services.demo.fill import Stage

_PAGE = (900, 1240)
_INK, _FAINT = (33, 37, 41), (150, 160, 165)


def carry_lead(stage: Stage, actor: Actor, act: Act) -> None:
    """One act of `leading`, at its moment."""
    match act:
        case Plan():
            _plan(stage, actor, act)
        case Hands():
            sampling.enter_sample(house=stage.house, actor=actor, class_id=stage.classes[act.place], day=act.day, subject=act.subject,
                                  hands=act.hands, now=act.at)
        case Sheet():
            sheets.add_sheet(house=stage.house, actor=actor, data=drawn(act.title, act.lines), place=SheetPlace(act.grade, act.subject), day=act.day,
                             title=act.title, note=act.note, confirmed=True, now=act.at)
        case HolidayWork():
            holidays.add_items(house=stage.house, actor=actor, start=act.start, class_ids=[stage.classes[p] for p in act.places], subject=act.subject,
                               drafts=act.drafts, now=act.at)
        case Spread() if not _stands_already(stage, actor, act):
            post_long_task(house=stage.house, actor=actor, subject=act.subject, class_ids=[stage.classes[p] for p in act.places], days=act.days,
                           draft=act.draft, now=act.at)
        case Often():
            for draft in act.drafts:
                homework_template.add_template(house=stage.house, actor=actor, subject=act.subject, draft=draft, now=act.at)
        case Ask():
            _ask(stage, actor, act)


def _plan(stage: Stage, actor: Actor, act: Plan) -> None:
    """The starter's minutes where nothing is planned yet."""
    found = quota.term_plan(house=stage.house, actor=actor, now=act.at)
    open_cells = {(plan.grade, cell.subject) for plan in found.grades for cell in plan.cells if cell.own and cell.minutes is None}
    entries = [PlanEntry(grade, subject, minutes, "", (None, "")) for (grade, subject), minutes in sorted(found.starters.items())
               if (grade, subject) in open_cells and (not act.subjects or subject in act.subjects)]
    quota.save_plan(house=stage.house, actor=actor, term_id=found.term.id, entries=entries, now=act.at)


def _stands_already(stage: Stage, actor: Actor, act: Spread) -> bool:
    """A demo that is opened again on a later day has the leader's work for the days to come from before."""
    return stage.again and any(one.task.text == act.draft.text for one in my_tasks(house=stage.house, actor=actor, now=act.at))


def _ask(stage: Stage, actor: Actor, act: Ask) -> None:
    """Asks as the refusal offers it; nothing where a visitor left room."""
    class_ids, drafts = [stage.classes[act.place]], [act.draft]
    full = ways.judge_now(house=stage.house, actor=actor, day=act.day, subject=act.subject, class_ids=class_ids, drafts=drafts, now=act.at)
    if full is None:
        return
    offered = ways.ways_out(house=stage.house, actor=actor, full=full, day=act.day, subject=act.subject, drafts=drafts, now=act.at).asks
    if offered:
        requests.ask_colleagues(house=stage.house, actor=actor, day=act.day, subject=act.subject, class_ids=class_ids, drafts=drafts,
                                items={one.item_id: one.minutes for one in offered}, now=act.at)


def drawn(title: str, lines: tuple[str, ...]) -> bytes:
    """A worksheet as a teacher would photograph it: a title and tasks with room to write, nobody's name on it."""
    from PIL import Image, ImageDraw, ImageFont
    from pylopdf_fonts_zh_cn import sans_path

    page = Image.new("RGB", _PAGE, (253, 253, 250))
    pen = ImageDraw.Draw(page)
    head, body = (ImageFont.truetype(str(sans_path()), size) for size in (44, 30))
    pen.text((_PAGE[0] / 2, 90), title, fill=_INK, font=head, anchor="mm")
    pen.line((80, 140, _PAGE[0] - 80, 140), fill=_INK, width=3)
    y = 210
    for line in lines:
        pen.text((90, y), line, fill=_INK, font=body)
        for n in (1, 2):
            pen.line((120, y + 50 + 55 * n, _PAGE[0] - 120, y + 50 + 55 * n), fill=_FAINT, width=1)
        y += 200
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()
