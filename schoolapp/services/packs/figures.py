"""The figures of a pack, each with numerator, denominator, missing days and the rows it comes from; and the gaps of the record.
Nothing is computed here that a rule computes: rows are counted, rules are asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from schoolapp.papers.facts import ClassDayRow, ClassRow, DayState, Figure, Gap, HomeworkRow, SampleRow, SessionRow, Source
from schoolapp.rules.afterschool import Coverage, coverage_of
from schoolapp.rules.figures import ClassDayFact, figures_of_period, service_is_known
from schoolapp.rules.findings import FindingKind, FindingState, in_school_share, rounded
from schoolapp.rules.homework import WRITTEN_KINDS
from schoolapp.rules.load import planned_figures
from schoolapp.rules.policy import LOW_GRADES
from schoolapp.rules.seals import unsealed
from schoolapp.services.findings import FIGURE_WORDS, KIND_WORDS, StatedFinding
from schoolapp.services.packs.snapshot import Snapshot
from schoolapp.words import N_, gettext, grade_name

_RECORDED = (DayState.OK, DayState.NEAR, DayState.OVER, DayState.NONE)
_WRITTEN = frozenset(kind.value for kind in WRITTEN_KINDS)


def _share(part: int, whole: int) -> int | float | None:
    """A part of a whole to four decimals; None without a whole."""
    return rounded(Fraction(part, whole), 4) if whole else None


class FigureMaker:
    """Makes the figures of one pack from its snapshot and its rows."""

    def __init__(
        self,
        snapshot: Snapshot,
        *,
        homework: Sequence[HomeworkRow],
        class_days: Sequence[ClassDayRow],
        samples: Sequence[SampleRow],
        sessions: Sequence[SessionRow],
        classes: Sequence[ClassRow],
        stated: Sequence[StatedFinding],
    ) -> None:
        self.snapshot, self.lang = snapshot, snapshot.lang
        self.homework, self.class_days, self.samples, self.sessions, self.classes, self.stated = homework, class_days, samples, sessions, classes, stated
        self.sums = figures_of_period(snapshot.period)
        period = snapshot.period
        self.owed = (period.start, max(period.start, period.due_to))
        self.known = (period.start, max(period.start, snapshot.known_to))
        self.missing = self.sums["class_days_expected"] - self.sums["class_days_recorded"]
        self.service = service_is_known(period.facts)

    def say(self, message: str, **values: object) -> str:
        return gettext(self.lang, message, **values)

    def all(self) -> tuple[Figure, ...]:
        """Every figure, in a fixed order."""
        return (
            *self._homework(),
            *(figure for grade in self._grades() for figure in self._of_grade(grade)),
            *self._service(),
            *self._heads(),
            *self._findings(),
        )

    def _sum(self, key: str, *sources: Source, known: bool = True, **more: object) -> Figure:
        label, unit = FIGURE_WORDS[key]
        value = self.sums[key] if more.pop("there", True) else None
        return Figure(key, self.say(label), self.say(unit), value, sources=sources, window=self.known if known else self.owed, **more)  # type: ignore[arg-type]

    def _homework(self) -> Iterable[Figure]:
        sums, say = self.sums, self.say
        recorded = [row for row in self.class_days if row.state in _RECORDED]
        over = sum(row.state is DayState.OVER for row in recorded)
        expected, done = sums["class_days_expected"], sums["class_days_recorded"]
        days = Source("class_days", len(recorded), say("状态不是未公示、不要求"))
        owed = Source("class_days", done, say("应公示的班日中状态不是未公示的，算到 %(day)s", day=self.owed[1].isoformat()))
        yield self._sum("school_days", Source("calendar", sums["school_days"], say("上课为是，算到 %(day)s", day=self.owed[1].isoformat())), known=False)
        yield self._sum("class_days_recorded", owed, known=False, numerator=done, denominator=expected, missing=self.missing)
        yield Figure("publication_rate", say("作业公示率"), "", _share(done, expected), done, expected, self.missing, (owed,), self.owed, True)
        yield Figure(
            "class_days_over_cap",
            say("超过上限的班日"),
            say("班日"),
            over,
            over,
            len(recorded),
            self.missing,
            (Source("class_days", over, say("状态为超限")),),
            self.known,
        )
        yield self._sum("homework_items", Source("homework", len(self.homework)), missing=self.missing)
        late = [row.record for row in self.homework if row.late]
        yield self._sum("late_items", Source("homework", len(late), records=tuple(late)), numerator=len(late), denominator=len(self.homework))
        yield self._sum("written_minutes_total", days, missing=self.missing)
        yield self._sum("home_minutes_total", days, missing=self.missing)

    def _grades(self) -> list[int]:
        return sorted({row.grade for row in self.class_days if row.grade not in LOW_GRADES})

    def _loads(self, grade: int) -> list[ClassDayFact]:
        """The grade's class-days with a written load."""
        period = self.snapshot.period
        return [row for row in period.days if row.written > 0 and period.classes[row.class_id].ref.grade == grade]

    def _of_grade(self, grade: int) -> Iterable[Figure]:
        """Highest planned day, mean of planned days and sampled mean, side by side, never mixed; and the share done in school."""
        say, name = self.say, grade_name(self.lang, grade)
        rows = [row for row in self.class_days if row.grade == grade]
        recorded = [row for row in rows if row.state in _RECORDED]
        missing = sum(row.state is DayState.MISSING for row in rows)
        planned = planned_figures(row.written or 0 for row in recorded)
        days = Source("class_days", len(recorded), say("%(grade)s，状态不是未公示", grade=name))
        top = [row.record for row in recorded if planned and row.written == planned.highest]
        yield Figure(
            f"highest_day_g{grade}",
            say("%(grade)s书面作业最多的班日", grade=name),
            say("分钟"),
            planned.highest if planned else None,
            missing=missing,
            sources=(Source("class_days", len(top), records=tuple(top)),),
            window=self.known,
        )
        yield Figure(
            f"mean_day_g{grade}",
            say("%(grade)s书面作业班日均值", grade=name),
            say("分钟"),
            planned.mean_tenths / 10 if planned else None,
            sum(row.written or 0 for row in recorded),
            len(recorded),
            missing,
            (days,),
            self.known,
        )
        sampled = [row for row in self.samples if row.grade == grade and row.counts]
        asked = sum(row.asked for row in sampled)
        spent = round(sum(row.asked * row.mean for row in sampled), 1)
        yield Figure(
            f"sampled_mean_g{grade}",
            say("%(grade)s作业用时抽测均值（有效抽测，按人数）", grade=name),
            say("分钟"),
            round(spent / asked, 1) if asked else None,
            spent if asked else None,
            asked if asked else None,
            0,
            (Source("samples", len(sampled), records=tuple(r.record for r in sampled)),),
            self.known,
        )
        facts = self._loads(grade)
        share, stated = in_school_share(facts), sum(row.stated_written for row in facts)
        yield Figure(
            f"in_school_share_g{grade}",
            say("%(grade)s书面作业校内完成占比", grade=name),
            "",
            None if share is None else rounded(share, 4),
            stated - sum(row.stated_home for row in facts) if stated else None,
            stated or None,
            missing,
            (
                Source(
                    "homework",
                    sum(r.grade == grade and r.kind in _WRITTEN and r.in_school is not None for r in self.homework),
                    say("%(grade)s，书面与电子，校内完成已填", grade=name),
                ),
            ),
            self.known,
            True,
        )

    def _service(self) -> Iterable[Figure]:
        sums, say, there = self.sums, self.say, self.service
        held = [row for row in self.sessions if row.held]
        of_held = Source("service_sessions", len(held), say("状态为已开展"))
        yield self._sum("sessions_held", of_held, there=there)
        yield self._sum("sessions_cancelled", Source("service_sessions", len(self.sessions) - len(held), say("状态为取消")), there=there)
        met, weeks = sums["weeks_5plus2_met"], sums["weeks_5plus2_total"]
        yield self._sum("weeks_5plus2_met", of_held, known=False, there=there, numerator=met if there else None, denominator=weeks if there else None)
        yield Figure(
            "weeks_5plus2_share",
            say("5+2 达标率（年级周）"),
            "",
            _share(met, weeks) if there else None,
            met if there else None,
            weeks if there else None,
            0,
            (of_held,),
            self.owed,
            True,
        )
        yield self._sum("staff_minutes_total", of_held, there=there)

    def _heads(self) -> Iterable[Figure]:
        say, source = self.say, Source("classes", len(self.classes))
        heads = coverage_of(Coverage(row.pupils, row.asked, row.joined) for row in self.classes)
        for key in ("pupils", "pupils_asked", "pupils_joined"):
            yield self._sum(key, source, known=False)
        yield Figure("coverage", say("课后服务需求覆盖率"), "", _share(heads.joined, heads.asked), heads.joined, heads.asked, 0, (source,), self.owed, True)
        yield Figure(
            "participation",
            say("课后服务参与率（不作为指标）"),
            "",
            _share(heads.joined, heads.pupils),
            heads.joined,
            heads.pupils,
            0,
            (source,),
            self.owed,
            True,
        )

    def _findings(self) -> Iterable[Figure]:
        for kind, words in KIND_WORDS.items():
            if kind.value.startswith("service.") and not self.service:
                continue
            count = sum(one.finding.kind is kind for one in self.stated)
            yield Figure(
                f"findings.{kind.value}",
                self.say("待核实事项：%(kind)s", kind=self.say(words.title)),
                self.say("件"),
                count,
                sources=(Source("findings", count, self.say("类型代码为 %(code)s", code=kind.value)),),
                window=self.known,
            )

    def gaps(self) -> tuple[Gap, ...]:
        """What is missing from the record, said first and without being asked."""
        return tuple(self._gaps())

    def _gaps(self) -> Iterable[Gap]:
        say, lang = self.say, self.lang
        span = say("%(start)s 至 %(end)s", start=self.owed[0].isoformat(), end=self.owed[1].isoformat())
        for grade in sorted({row.grade for row in self.class_days}):
            missing = sum(row.grade == grade and row.state is DayState.MISSING for row in self.class_days)
            if missing:
                yield Gap(
                    say("未公示班日"),
                    f"{grade_name(lang, grade)}　{span}",
                    missing,
                    say("没有记录不等于没有作业，均值只按已公示的班日计算"),
                    say("由任课教师补录并写明原因，或由班主任声明全班当日无作业"),
                )
        weeks = sum(one.finding.kind is FindingKind.MISSING for one in self.stated) - self.missing
        if weeks > 0:
            yield Gap(say("一、二年级整周未公示"), span, weeks, say("按周公示的年级，这些班周没有任何记录"), say("由任课教师补录并写明原因"))
        unstated = sum(row.kind in _WRITTEN and row.in_school is None for row in self.homework)
        if unstated:
            yield Gap(
                say("书面作业未填校内完成时间"),
                say("作业明细"),
                unstated,
                say("未填的按全部回家完成计算，校内完成占比只按已填的计算"),
                say("登记时填写校内完成的分钟数"),
            )
        for grade in self._grades():
            if any(fact.written > 0 for fact in self._loads(grade)) and in_school_share(self._loads(grade)) is None:
                yield Gap(
                    say("校内完成占比不能给出"),
                    f"{grade_name(lang, grade)}　{span}",
                    sum(row.grade == grade and row.kind in _WRITTEN and row.in_school is None for row in self.homework),
                    say("填了校内完成时间的不足书面作业总量的八成"),
                    say("登记时填写校内完成的分钟数"),
                )
        if not self.samples:
            yield Gap(say("没有作业用时抽测"), span, 0, say("只有预计用时，没有学生实际用时可以对照"), say("按年级抽测，每次不少于 10 人或全班四分之一"))
        few = sum(not row.counts for row in self.samples)
        if few:
            yield Gap(say("抽测人数偏少"), say("作业用时抽测"), few, say("不足 10 人且不足全班四分之一的抽测不作为依据"), say("补测足够人数"))
        if not self.service:
            yield Gap(say("没有课后服务项目"), span, 0, say("课后服务各项数字为无数据"), say("在系统中录入或导入课后服务项目与记录"))
        without = sum(one.finding.kind is FindingKind.NO_SESSION for one in self.stated)
        if without:
            yield Gap(say("应开展而没有场次记录的年级日"), span, without, say("没有记录的按未开展计算"), say("确已开展的补记，未开展的写明原因"))
        heads = sum(row.held and (row.present is None or row.expected is None) for row in self.sessions)
        if heads:
            yield Gap(say("课后服务场次未记人数"), say("课后服务记录"), heads, say("这些场次没有应到或实到人数"), say("由负责人更正补记"))
        open_days = unsealed(self.snapshot.period.due_days, self.snapshot.seals)
        if open_days:
            where = say("%(start)s 至 %(end)s", start=open_days[0].isoformat(), end=open_days[-1].isoformat())
            yield Gap(
                say("没有每日存证的上课日"),
                where,
                len(open_days),
                say("这些天的记录由其后最近一次存证和本材料包的链尾固定"),
                say("晚上 10 点让电脑开着，系统自动存证"),
            )
        waiting = sum(one.state is FindingState.TO_VERIFY for one in self.stated)
        if waiting:
            yield Gap(say("待核实事项尚未核实"), span, waiting, say("系统按规则列出，尚未经人核实，不是结论"), say("由校长室或教导处逐项核实"))


STEPS = {
    "facts": N_("读取记录"),
    "ledgers": N_("写入台账"),
    "data": N_("写入数据表"),
    "charts": N_("绘制图表"),
    "evidence": N_("收入附件"),
    "manifest": N_("清单与签名"),
}
