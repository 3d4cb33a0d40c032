"""Views of homework load: the grade's board of a week, month or term, the charts of the period, and the files to take away. What stands in
their heads and small cells is put into words here, figures are made in services."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import Blueprint, Response, redirect, request, send_file, url_for

from schoolapp import words
from schoolapp.rules.permits import NotFound, Permit
from schoolapp.services import load as services
from schoolapp.services import sign_off
from schoolapp.services.homework import inbox
from schoolapp.services.load import Board, Cell, CellState, ChartKind, ChartPage, Look, Span, SpanKind
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none, number
from schoolapp.web.colours import OTHER, slot
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import page
from schoolapp.words import N_

door = Blueprint("load", __name__)

_MIME = {"svg": "image/svg+xml", "png": "image/png", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_SUBJECTS = ChartKind.SUBJECTS.value
_NAMED_MOST = 6
_KIND_WORDS = {SpanKind.WEEK: N_("周"), SpanKind.MONTH: N_("月"), SpanKind.TERM: N_("学期")}


def _day(text: str) -> date:
    return gate.loaded(day_or_none(text))


@door.get("/load")
@needs(Permit.SEE_BOARD)
def board() -> Any:
    asked = request.args.get("day", "")
    day, grade = _day(asked) if asked else None, request.args.get("grade", type=number)
    try:
        grade, monday = services.start_of_board(house=gate.house(), actor=gate.actor(), grade=grade, day=day, now=gate.now())
    except NotFound:
        if asked:
            raise
        return page("load/empty.html")
    return redirect(url_for("load.week", grade=grade, day=monday.isoformat()))


@door.get("/load/<int:grade>/<day>")
@needs(Permit.SEE_BOARD)
def week(grade: int, day: str) -> Any:
    on = _day(day)
    shown = services.week_board(house=gate.house(), actor=gate.actor(), grade=grade, day=on, now=gate.now())
    asked = request.args.get("on", "")
    shown_day = shown.day_to_show(_day(asked) if asked else None)
    weekdays = {n: words.format_date(lang(), shown.monday + timedelta(days=n - 1), "weekday") for n in range(1, 8)}
    signed = sign_off.sign_off_of(house=gate.house(), actor=gate.actor(), grade=grade, monday=shown.monday, now=gate.now())
    pending = inbox.pending_in(house=gate.house(), actor=gate.actor(), grades=[grade], start=shown.monday, end=shown.monday + timedelta(days=6), now=gate.now())
    return page("load/board.html", board=shown, pending=pending, head=head_of(shown), table=request.args.get("view") == "table",
                shown_day=shown_day, alt=week_alt(shown), legend=legend_of(shown.subjects), against=_against(shown), sign_off=signed, weekdays=weekdays)


@door.get("/load/<int:grade>/month/<month>")
@needs(Permit.SEE_BOARD)
def month(grade: int, month: str) -> Any:
    return _long_board(grade, SpanKind.MONTH, month)


@door.get("/load/<int:grade>/term/<int:term>")
@needs(Permit.SEE_BOARD)
def term(grade: int, term: int) -> Any:
    return _long_board(grade, SpanKind.TERM, str(term))


def _long_board(grade: int, kind: SpanKind, key: str) -> Any:
    shown = services.period_board(house=gate.house(), actor=gate.actor(), grade=grade, kind=kind, key=key, now=gate.now())
    return page("load/period.html", board=shown, head=head_of(shown), signs=signs_of(shown), against=_against(shown),
                **_ways_of(shown, ChartKind.SUBJECTS))


def _against(shown: Board) -> services.PlanAgainst:
    """The term plan of the subjects against what was registered in the period."""
    start, end = shown.span_of.start, shown.span_of.end
    return services.plan_against(house=gate.house(), actor=gate.actor(), grade=shown.grade, start=start, end=end, now=gate.now())


def _ways_of(shown: Board, chart: ChartKind) -> dict[str, Any]:
    """The address of a chart by its parts, and the files to take away."""
    ways = {"grade": shown.grade, "kind": shown.kind.value, "key": shown.span_of.key, "chart": chart.value}
    return {"ways": ways, "files": [(fmt.upper(), url_for("load.take", fmt=fmt, **ways)) for fmt in ("png", "svg", "xlsx")]}


@door.get("/load/<int:grade>/<any(week,month,term):kind>/<key>/<chart>")
@needs(Permit.SEE_BOARD)
def charts(grade: int, kind: str, key: str, chart: str) -> Any:
    """One chart of the period, as a picture or as its table."""
    shown = services.chart_page(house=gate.house(), actor=gate.actor(), grade=grade, kind=SpanKind(kind), key=key, chart=chart, lang=lang(), now=gate.now())
    finished: tuple[services.FinishedMonth, ...] = ()
    if shown.kind is ChartKind.SHARE:
        finished = services.finished_months(house=gate.house(), actor=gate.actor(), grade=grade, kind=SpanKind(kind), key=key, now=gate.now())
    return page("load/charts.html", board=shown.board, shown=shown, finished=finished, head=head_of(shown.board, shown.kind), legend=legend_of(shown.subjects),
                table=request.args.get("view") == "table", alt=chart_alt(shown), **_ways_of(shown.board, shown.kind))


@door.get("/load/<int:grade>/<any(week,month,term):kind>/<key>/<chart>/picture-<look>.svg")
@needs(Permit.SEE_BOARD)
def picture(grade: int, kind: str, key: str, chart: str, look: str) -> Any:
    """The picture in the page: kept by browsers, asked for again each time."""
    return _kept_by_browsers(_drawn(grade, kind, key, chart, Look(lang(), dark=_is_dark(look))))


@door.get("/load/<int:grade>/<any(week,month,term):kind>/<key>/<chart>/chart.<fmt>")
@needs(Permit.SEE_BOARD)
def take(grade: int, kind: str, key: str, chart: str, fmt: str) -> Any:
    """A chart as a file of its own, with title, period, unit, cap, legend and source; or its table."""
    if fmt == "xlsx":
        made = services.chart_workbook(house=gate.house(), actor=gate.actor(), grade=grade, kind=SpanKind(kind), key=key, chart=chart, lang=lang(),
                                       now=gate.now())
    elif fmt in services.FORMATS:
        made = _drawn(grade, kind, key, chart, Look(lang(), fmt, titled=True))
    else:
        raise NotFound
    return _file(made, grade, f"{key}-{chart}", fmt)


@door.get("/load/<int:grade>/<any(week,month,term):kind>/<key>/load.xlsx")
@needs(Permit.SEE_BOARD)
def days(grade: int, kind: str, key: str) -> Any:
    """Every class and day of the period as a workbook."""
    made = services.board_workbook(house=gate.house(), actor=gate.actor(), grade=grade, kind=SpanKind(kind), key=key, lang=lang(), now=gate.now())
    return _file(made, grade, key, "xlsx")


@door.get("/load/<int:grade>/<day>/chart-<look>.svg")
@needs(Permit.SEE_BOARD)
def chart(grade: int, day: str, look: str) -> Any:
    """The picture of a week's board."""
    dark = _is_dark(look)
    return _kept_by_browsers(_drawn(grade, "week", _day(day).isoformat(), _SUBJECTS, Look(lang(), dark=dark)))


@door.get("/load/<int:grade>/<day>/chart.<fmt>")
@needs(Permit.SEE_BOARD)
def download(grade: int, day: str, fmt: str) -> Any:
    """The same as a file of its own."""
    if fmt not in services.FORMATS:
        raise NotFound
    on = _day(day).isoformat()
    return _file(_drawn(grade, "week", on, _SUBJECTS, Look(lang(), fmt, titled=True)), grade, on, fmt)


@door.get("/load/<int:grade>/<day>/load.xlsx")
@needs(Permit.SEE_BOARD)
def workbook(grade: int, day: str) -> Any:
    on = _day(day)
    made = services.week_workbook(house=gate.house(), actor=gate.actor(), grade=grade, day=on, lang=lang(), now=gate.now())
    return _file(made, grade, on.isoformat(), "xlsx")


def _is_dark(look: str) -> bool:
    if look not in ("light", "dark"):
        raise NotFound
    return look == "dark"


def _drawn(grade: int, kind: str, key: str, chart: str, look: Look) -> bytes:
    return services.period_chart(house=gate.house(), actor=gate.actor(), grade=grade, kind=SpanKind(kind), key=key, chart=chart, look=look, now=gate.now())


def _kept_by_browsers(drawn: bytes) -> Response:
    response = Response(drawn, mimetype=_MIME["svg"])
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(hashlib.sha256(drawn).hexdigest()[:32])
    return response.make_conditional(request)


def _file(content: bytes, grade: int, what: str, suffix: str) -> Response:
    name = f"{_('%(grade)s作业总量一览', grade=words.grade_name(lang(), grade))}-{what}.{suffix}"
    response = send_file(io.BytesIO(content), mimetype=_MIME[suffix], as_attachment=True, download_name=name, etag=False)
    response.headers["Cache-Control"] = "no-store"
    return response


class Head(NamedTuple):
    """What stands above board and charts: the title, the period in words, the switches (address, words, whether it is here)."""

    title: str
    period: str
    dates: str
    grades: list[tuple[str, str, bool]]
    spans: list[tuple[str, str, bool]]
    charts: list[tuple[str, str, bool]]
    previous: str
    following: str
    back: str
    now: date | None


def head_of(shown: Board, chart: ChartKind | None = None) -> Head:
    """The head of a board, or of one of its charts: then every way on keeps to the chart."""

    def way(grade: int, span: Span | None) -> str:
        if span is None:
            return ""
        if chart is None:
            return board_url(grade, span) + ("#now" if span.kind is not SpanKind.WEEK and span.holds(shown.today) else "")
        return url_for("load.charts", grade=grade, kind=span.kind.value, key=span.key, chart=chart.value)

    here = shown.span_of
    first, last = shown.span
    dates = span_words(first, last)
    if here.kind is SpanKind.WEEK:
        period, dates = (_("第%(n)s周", n=shown.week), dates) if shown.week else (dates, "")
    elif here.kind is SpanKind.MONTH:
        period = words.format_date(lang(), here.start, "month")
    else:
        period = here.term.name if here.term else ""
    return Head(
        _("%(grade)s作业总量一览", grade=words.grade_name(lang(), shown.grade)), period, dates,
        [(way(grade, here), words.grade_name(lang(), grade), grade == shown.grade) for grade in shown.grades] if len(shown.grades) > 1 else [],
        [(way(shown.grade, span), _(_KIND_WORDS[kind]), kind is here.kind) for kind, span in (shown.spans or {}).items()],
        [(url_for("load.charts", grade=shown.grade, kind=here.kind.value, key=here.key, chart=kind.value), _(name), kind is chart)
         for kind, name in services.CHARTS],
        way(shown.grade, shown.previous), way(shown.grade, shown.following), board_url(shown.grade, here),
        max((column.day for column in shown.days if column.day <= shown.today), default=None))


def board_url(grade: int, span: Span) -> str:
    if span.kind is SpanKind.WEEK:
        return url_for("load.week", grade=grade, day=span.key)
    return url_for("load.month", grade=grade, month=span.key) if span.kind is SpanKind.MONTH else url_for("load.term", grade=grade, term=int(span.key))


def span_words(first: date, last: date) -> str:
    """11月16日–20日: a month that both days share is said once."""
    if (first.year, first.month) != (last.year, last.month):
        return f"{words.format_date(lang(), first, 'day')} – {words.format_date(lang(), last, 'day')}"
    if lang() == "zh":
        return f"{words.format_date(lang(), first, 'day')}–{words.format_date(lang(), last, 'day_of_month')}"
    return f"{first.day}–{words.format_date(lang(), last, 'day')}"


def legend_of(subjects: Iterable[str]) -> list[tuple[str, str]]:
    """(colour, short name) in stacking order; subjects without a colour of their own stand together as 其他."""
    named = [(slot(subject), _("道法") if subject == "道德与法治" else _(subject)) for subject in subjects]
    coloured = [pair for pair in named if pair[0] != OTHER]
    return coloured + ([(OTHER, _("其他"))] if len(coloured) < len(named) else [])


class Small(NamedTuple):
    """A cell of a month or term: its class in the stylesheet, address, figure or sign, the mini bar's fill in percent (None: no bar), and what
    readers hear before it."""

    klass: str
    url: str
    text: str
    fill: int | None
    said: str


class Signs(NamedTuple):
    """The small cells of a long board, row by row; `fills` that occur, and the key of the signs that occur: (sign, words)."""

    rows: list[list[Small]]
    fills: list[int]
    key: list[tuple[str, str]]


def signs_of(shown: Board) -> Signs:
    """Month and term: a figure with its mini bar, and signs in place of words; said once here, since there are very many cells."""
    blank = {CellState.MISSING: words.pgettext(lang(), "cell", "未"), CellState.NOT_YET: words.pgettext(lang(), "cell", "待"),
             CellState.NONE: words.pgettext(lang(), "cell", "无")}
    late, planned, said = words.pgettext(lang(), "cell", "补"), words.pgettext(lang(), "cell", "计"), words.pgettext(lang(), "cell", "登")
    spoken = {CellState.OVER: _("超限"), CellState.NEAR: _("接近上限"), CellState.MISSING: _("未公示"), CellState.NOT_YET: _("今天尚未公示")}
    before = {CellState.OVER: "▲", CellState.NEAR: "△"}
    rows, states, ends = [], set(), set()
    for row in shown.rows:
        at = url_for("homework.day", class_id=row.one.id, day="-").removesuffix("-")
        small = []
        for cell in row.cells:
            state = cell.state
            end = [word for word, holds in ((said, cell.as_it_is), (late, cell.late), (planned, cell.ahead and cell.recorded)) if holds]
            text = blank.get(state) or ("—" if cell.figure is None else f"{before.get(state, '')}{cell.figure}")
            fill = min(round(cell.figure * 80 / cell.cap), 100) if cell.figure is not None and cell.cap else None
            small.append(Small(state.value, at + cell.day.isoformat(), "".join([text, *end]), fill, spoken.get(state, "")))
            states.add(state)
            ends.update(end)
        rows.append(small)
    quiet = states & {CellState.TODO, CellState.NOT_ASKED, CellState.OFF}
    key = ((CellState.OVER in states, "▲", _("超限")), (said in ends, f"▲{said}", _("超限·已登记")), (CellState.NEAR in states, "△", _("接近上限")),
           (CellState.MISSING in states, blank[CellState.MISSING], _("未公示")), (CellState.NOT_YET in states, blank[CellState.NOT_YET], _("今天尚未公示")),
           (CellState.NONE in states, blank[CellState.NONE], _("无作业")), (bool(quiet), "—", _("未到或不要求")), (late in ends, late, _("补录")),
           (planned in ends, planned, _("计划")))
    return Signs(rows, sorted({one.fill for small in rows for one in small if one.fill is not None}), [(sign, told) for occurs, sign, told in key if occurs])


def week_alt(shown: Board) -> str:
    """The plain facts of a week's chart for who cannot see it."""
    head = _("柱状图：%(grade)s各班每日回家书面作业用时，按学科。") if shown.home else _("柱状图：%(grade)s各班每日书面作业用时，按学科。")
    said = [head % {"grade": words.grade_name(lang(), shown.grade)}]
    over = [cell for cell in shown.cells if cell.state is CellState.OVER]
    missing = [cell for cell in shown.cells if cell.state is CellState.MISSING]
    highest = max((cell for cell in shown.cells if cell.figure is not None), key=lambda cell: cell.figure or 0, default=None)
    if highest is None:
        said.append(_("还没有公示记录。"))
    else:
        said.append(_("最高 %(n)s 分钟，%(where)s。", n=highest.figure, where=place_words(highest)))
        said.append(_("超过上限 %(n)s 个班日：%(where)s。", n=len(over), where=_places(over)) if over else _("没有班日超过上限。"))
    if missing:
        said.append(_("未公示 %(n)s 个班日：%(where)s。", n=len(missing), where=_places(missing)))
    return "".join(said) if lang() == "zh" else " ".join(said)


def chart_alt(shown: ChartPage) -> str:
    """What a chart is called; its figures stand in its table."""
    return _("%(title)s。数字见表。", title=shown.words.title)


def place_words(cell: Cell) -> str:
    return f"{words.class_name(lang(), cell.one.grade, cell.one.number)} {words.format_date(lang(), cell.day, 'weekday')}"


def _places(cells: list[Cell]) -> str:
    named = words.join(lang(), [place_words(cell) for cell in cells[:_NAMED_MOST]])
    return named if len(cells) <= _NAMED_MOST else _("%(list)s等", list=named)
