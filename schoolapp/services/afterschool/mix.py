"""What the service is filled with (内容构成): minutes of held sessions by category, for each grade or each month of a term; as chart, table, workbook."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from schoolapp.papers.chart_facts import ChartWords, Group, GroupChartFacts, Slot, Stack
from schoolapp.papers.ledgers import write_workbook
from schoolapp.papers.period_charts import group_chart
from schoolapp.papers.tables import Cell, Column, ColumnKind, Ledger, Mark
from schoolapp.rules.afterschool import Category, SessionFact
from schoolapp.rules.afterschool_figures import minutes_by_category
from schoolapp.rules.calendar import Term
from schoolapp.rules.permits import Actor, Permit
from schoolapp.services.afterschool.term import grades_key, read_term, seen_term
from schoolapp.services.house import House
from schoolapp.services.load import Look
from schoolapp.services.school import read_standing, shown_school
from schoolapp.words import N_, format_date, gettext, grade_name

# A category is drawn in the colour of a subject: the same nine that are told apart in the charts of load.
COLOURS = {
    Category.HOMEWORK_HELP: "语文", Category.SCIENCE: "科学", Category.SPORTS: "数学", Category.ARTS: "道德与法治", Category.LABOUR: "地理",
    Category.READING: "英语", Category.INTEREST: "历史", Category.CLUB: "生物学", Category.EXTENDED_CARE: "其他",
}


class MixBy(StrEnum):
    """What the bars stand for."""

    GRADE = "grade"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Mix:
    """Minutes by category at each place (grade or month, in words) in order; `categories` that occur. `held`: sessions that were counted."""

    term: Term
    by: MixBy
    places: tuple[tuple[str, dict[Category, int]], ...]
    categories: tuple[Category, ...]
    held: int
    words: ChartWords


def content_mix(*, house: House, actor: Actor, term_id: int | None, by: MixBy, lang: str, now: datetime) -> Mix:
    """Of the grades and days of a term that the actor sees; kept by data version. NotFound as for the term's calendar."""
    actor.needs(Permit.SEE_SERVICE)
    term, start, end, grades = seen_term(house, actor, term_id, now)
    today = now.date()

    def make() -> Mix:
        with house.reading() as connection:
            read = read_term(connection, read_standing(connection), start, end, grades, today)
        sessions = [s for s in read.facts.sessions if s.held and s.day <= today]
        seen = sorted({one.ref.grade for one in read.facts.classes})

        def places_of(session: SessionFact) -> list[int]:
            if by is MixBy.MONTH:
                return [session.day.year * 100 + session.day.month]
            return [grade for grade in sorted(session.grades) if grade in seen]

        minutes = minutes_by_category(sessions, places_of)
        first_days = {s.day.year * 100 + s.day.month: s.day for s in sessions}
        order = seen if by is MixBy.GRADE else sorted(minutes)
        named = tuple((grade_name(lang, key) if by is MixBy.GRADE else format_date(lang, first_days[key], "month"), dict(minutes.get(key, {})))
                      for key in order)
        used = tuple(category for category in Category if any(category in found for _name, found in named))
        note = gettext(lang, N_("几个年级一起上的场次，每个年级都计")) if by is MixBy.GRADE else gettext(lang, N_("每场计一次"))
        title = gettext(lang, N_("课后服务内容构成，按年级")) if by is MixBy.GRADE else gettext(lang, N_("课后服务内容构成，按月"))
        last = min(end, today)
        subtitle = gettext(lang, N_("%(first)s 至 %(last)s　单位：分钟"), first=start.isoformat(), last=max(start, last).isoformat())
        source = gettext(lang, N_("来源：课后服务记录（已开展）%(n)s 场，含延时托管；取消的不计"), n=len(sessions))
        return Mix(term, by, named, used, len(sessions), ChartWords(title, subtitle, note, source))

    name = f"service_mix:{term.id}:{by}:{lang}:{start}:{end}:{today}:{grades_key(grades)}"
    found: Mix = house.remembered(name, house.data_version(), make)
    return found


def mix_chart(*, house: House, actor: Actor, term_id: int | None, by: MixBy, look: Look, now: datetime) -> bytes:
    """The chart as SVG or PNG; drawn once per data version."""
    found = content_mix(house=house, actor=actor, term_id=term_id, by=by, lang=look.lang, now=now)
    name = f"mix_chart:{found.term.id}:{by}:{look}:{found.words.subtitle}:{found.held}:{len(found.places)}"

    def make() -> bytes:
        return group_chart(_drawing(found, look.lang), look.lang, "png" if look.fmt == "png" else "svg", look.dark, look.titled)

    drawn: bytes = house.remembered(name + ":" + ",".join(place for place, _ in found.places), house.data_version(), make)
    return drawn


def _drawing(found: Mix, lang: str) -> GroupChartFacts:
    groups = []
    for name, minutes in found.places:
        parts = tuple((COLOURS[category], float(minutes[category])) for category in found.categories if minutes.get(category))
        total = sum(minutes.values())
        groups.append(Group(name, (Slot("", "", (Stack(parts, str(total)),) if parts else ()),)))
    legend = tuple((COLOURS[category], gettext(lang, category.value)) for category in found.categories)
    return GroupChartFacts(found.words, gettext(lang, "分钟"), tuple(groups), legend, inside=True)


def mix_workbook(*, house: House, actor: Actor, term_id: int | None, by: MixBy, lang: str, now: datetime) -> bytes:
    """The table behind the chart."""
    found = content_mix(house=house, actor=actor, term_id=term_id, by=by, lang=lang, now=now)
    columns = (Column(N_("年级") if by is MixBy.GRADE else N_("月份"), ColumnKind.TEXT, 14),
               *(Column(category.value, ColumnKind.INT, 11) for category in found.categories), Column(N_("合计"), ColumnKind.INT, 11))
    rows: list[tuple[tuple[Cell, ...], Mark]] = [((name, *(minutes.get(category, 0) for category in found.categories), sum(minutes.values())), Mark.PLAIN)
                                                 for name, minutes in found.places]
    words = found.words
    ledger = Ledger("service_mix", gettext(lang, N_("内容构成")), words.title, f"{words.subtitle}　{words.note}　{words.source}", columns, len(rows),
                    lambda: iter(rows))
    out = io.BytesIO()
    write_workbook(out, [ledger], school=shown_school(house=house).name, made_at=now, lang=lang)
    return out.getvalue()
