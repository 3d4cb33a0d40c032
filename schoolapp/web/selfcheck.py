"""The self-check in the browser: a period's answers by chapter, each with its figures, what it was compared with and where its records stand. Read only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import Blueprint, request, url_for

from schoolapp.rules.findings import FindingKind
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services import findings as finding_services
from schoolapp.services import school as school_services
from schoolapp.services import selfcheck as services
from schoolapp.services.findings import BadPeriod
from schoolapp.services.selfcheck import Item, ItemResult, Results, Verdict
from schoolapp.web import gate
from schoolapp.web.forms.fields import PeriodForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import page
from schoolapp.words import N_

door = Blueprint("selfcheck", __name__)

PERIOD_WORDS = {"order": N_("结束日期早于开始日期"), "long": N_("一次最多看三年")}
ATTENTION, PEOPLE, NO_DATA, OTHERS, ALL = "attention", "people", "no_data", "others", "all"
UNIT_WORDS = {
    "class_days": N_("班日"), "class_weeks": N_("班周"), "items": N_("条"), "days": N_("天"), "samples": N_("次"), "share": "", "grade_months": N_("年级月"),
    "grade_subjects": N_("年级学科"), "subject_days": N_("学科班日"), "decisions": N_("次"), "answers": N_("份"), "books": N_("本"), "grade_days": N_("年级日"),
    "grade_weeks": N_("年级周"), "pupils": N_("人"), "classes": N_("班"), "sessions": N_("场"), "papers": N_("份"), "programmes": N_("个"), "kinds": N_("类"),
    "minutes": N_("分钟"), "providers": N_("家"), "posts": N_("岗位"), "problems": N_("项"), "reports": N_("件"), "class_subjects": N_("门次"),
    "exams": N_("次"), "person_months": N_("人月"), "yuan": N_("元"), "teachers": N_("人"), "date": "",
}
# Where an item's records stand: kinds of findings, and pages with what they are called and the permit that opens them.
_KINDS = {
    "C8": (FindingKind.MISSING, FindingKind.LATE), "C9": (FindingKind.WORDING,), "C10": (FindingKind.OVER_CAP, FindingKind.HOME_WRITTEN,
                                                                                        FindingKind.SAMPLE_OVER_CAP),
    "C12": (FindingKind.WORDING,), "C13": (FindingKind.IN_SCHOOL_SHARE,), "C14": (FindingKind.WORDING,),
    "C15": (FindingKind.NO_SESSION, FindingKind.SHORT_DAY, FindingKind.COVERAGE), "C16": (FindingKind.EARLY_END,), "C21": (FindingKind.NEW_LESSON,),
    "X1": (FindingKind.OUTSIDE_SCHOOL_DAYS,), "X3": (FindingKind.NO_HOMEWORK_DAY,),
}
_PAGES: dict[str, tuple[tuple[str, str, Permit], ...]] = {
    "C6": (("load.board", N_("作业总量"), Permit.SEE_BOARD), ("afterschool.walks", N_("课后服务巡查"), Permit.WALK_SERVICE)),
    "C7": (("quota.plan", N_("学期作业计划"), Permit.SEE_BOARD),), "C8": (("load.board", N_("作业总量"), Permit.SEE_BOARD),),
    "C10": (("load.board", N_("作业总量"), Permit.SEE_BOARD),), "C15": (("afterschool.term", N_("课后服务学期日历"), Permit.SEE_SERVICE),),
    "C17": (("sign_up.show", N_("报名人数"), Permit.SEE_SIGN_UP),), "X2": (("sign_up.show", N_("报名人数"), Permit.SEE_SIGN_UP),),
    "C18": (("programmes.plans", N_("实施方案"), Permit.SEE_SERVICE),), "C23": (("providers.listing", N_("第三方机构"), Permit.SEE_SERVICE),),
    "C16": (("afterschool.term", N_("课后服务学期日历"), Permit.SEE_SERVICE),), "C19": (("afterschool.mix", N_("课后服务内容构成"), Permit.SEE_SERVICE),),
    "C20": (("afterschool.mix", N_("课后服务内容构成"), Permit.SEE_SERVICE),), "C53": (("hours.everybody", N_("课时统计"), Permit.SEE_HOURS),),
    "C54": (("hours.everybody", N_("课时统计"), Permit.SEE_HOURS),),
}


class Line(NamedTuple):
    """An item as the page shows it. `figure`: (numerator, denominator, unit) of its first figure with a denominator, None without one."""

    item: Item
    result: ItemResult
    sentence: str
    figure: tuple[int, int, str] | None
    links: tuple[tuple[str, str], ...]


@door.get("/selfcheck")
@needs(Permit.SEE_SELF_CHECK)
def show() -> Any:
    house, actor, now = gate.house(), gate.actor(), gate.now()
    standing = school_services.standing_of(house=house)
    first, last = finding_services.default_period(standing, actor, now.date())
    asked = request.args if request.args.get("start") or request.args.get("end") else None
    form = PeriodForm(asked, start=first, end=last)
    if form.validate():
        try:
            return _page(form, services.results_of(house=house, actor=actor, start=form.start.data, end=form.end.data, now=now))
        except BadPeriod as bad:
            form.end.errors = [_(PERIOD_WORDS[bad.code])]
        except NotFound:
            if actor.period is None:
                raise
            form.start.errors = [_("只能查看为您开放的时段")]
    return _page(form, services.results_of(house=house, actor=actor, start=first, end=last, now=now), status=400)


def _page(form: PeriodForm, found: Results, *, status: int = 200) -> Any:
    actor, checklist = gate.actor(), services.checklist()
    standing = school_services.standing_of(house=gate.house())
    here = {"start": found.start.isoformat(), "end": found.end.isoformat()}
    own = [item for item in checklist.items if item.of_school]
    lists: dict[str, tuple[str, list[Item]]] = {area.code: (_area_name(area), [item for item in own if item.area == area.code]) for area in checklist.areas}
    lists = {code: pair for code, pair in lists.items() if pair[1]}
    only = {
        ATTENTION: (_("不符合和部分符合"), [item for item in own if found.items[item.code].verdict in (Verdict.NOT_MET, Verdict.PARTLY)]),
        PEOPLE: (_("需人工佐证"), [item for item in own if any(p.verdict is Verdict.NEEDS_EVIDENCE for p in found.items[item.code].parts)]),
        NO_DATA: (_("无数据"), [item for item in own if found.items[item.code].verdict is Verdict.NO_DATA]),
        ALL: (_("学校的全部项目"), own),
    }
    rest = {OTHERS: (_("不由学校作答"), [item for item in checklist.items if not item.of_school])}
    sections = {**lists, **only, **rest}
    chosen = request.args.get("show", "")
    if chosen not in sections:
        chosen = ATTENTION if only[ATTENTION][1] else next(iter(lists))
    groups = [{"title": title, "items": [
        {"url": url_for("selfcheck.show", show=code, _anchor="items", **here), "label": words, "count": len(items), "current": code == chosen}
        for code, (words, items) in part.items()]} for title, part in ((_("清单"), lists), (_("只看"), only), (_("其他"), rest))]
    title, items = sections[chosen]
    counts = dict.fromkeys(Verdict, 0)
    for item in own:
        counts[found.items[item.code].verdict] += 1
    return page(
        "selfcheck/show.html", status=status, found=found, checklist=checklist, header=checklist.header(lang()), groups=groups, title=title, chosen=chosen,
        lines=[_line(actor, item, found, here) for item in items], counts=counts, own=len(own), form=form, here=here,
        editing=bool(form.errors) or request.args.get("edit") == "period", offered=services.periods_offered(standing, actor, gate.now().date()),
        verdict_words=services.VERDICT_WORDS, tag_words=services.TAG_WORDS, part_words=services.PART_WORDS, answers_words=services.ANSWERS_WORDS,
        unit_words=UNIT_WORDS, thresholds=services.thresholds(), Verdict=Verdict, speaks=lang(),
    )


def _area_name(area: services.Area) -> str:
    return f"{area.code} {area.said(lang())}" if area.code != "X" else area.said(lang())


def _line(actor: Actor, item: Item, found: Results, here: dict[str, str]) -> Line:
    result = found.items[item.code]
    kept = result.values.get("kept") is not False  # of what the school does not record here there is no figure
    figure = next(((one.numerator, one.denominator, one.unit) for one in result.facts if kept and one.numerator is not None and one.denominator),
                  None)
    return Line(item, result, services.sentence(result, lang()), figure, tuple(_links(actor, item.code, result, here)))


def _links(actor: Actor, code: str, result: ItemResult, here: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(words, address) of where the records stand, as far as the reader may go there."""
    if actor.may(Permit.SEE_FINDINGS):
        for kind in _KINDS.get(code, ()):
            n = sum(key.split("|", 1)[0] == kind.value for key in result.findings)
            if n:
                yield _("%(kind)s %(n)s 件", kind=_(finding_services.KIND_WORDS[kind].short), n=n), url_for("findings.show", kind=kind.value, **here)
    for endpoint, words, permit in _PAGES.get(code, ()):
        if actor.may(permit):
            yield _(words), url_for(endpoint)
