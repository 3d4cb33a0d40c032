"""Views of homework load: the grade's board of a week, its chart as a picture, and the files to take away. Figures are made in services."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request, send_file, url_for

from schoolapp import words
from schoolapp.rules.permits import NotFound, Permit
from schoolapp.services import load as services
from schoolapp.services.load import Board, Cell, CellState, Look
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none, number
from schoolapp.web.colours import OTHER, slot
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import page

door = Blueprint("load", __name__)

_MIME = {"svg": "image/svg+xml", "png": "image/png", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_NAMED_MOST = 6


def _day(text: str) -> date:
    return gate.loaded(day_or_none(text))


@door.get("/load")
@needs(Permit.SEE_BOARD)
def board() -> Any:
    asked = request.args.get("day", "")
    grade, monday = services.start_of_board(house=gate.house(), actor=gate.actor(), grade=request.args.get("grade", type=number),
                                            day=_day(asked) if asked else None, now=gate.now())
    return redirect(url_for("load.week", grade=grade, day=monday.isoformat()))


@door.get("/load/<int:grade>/<day>")
@needs(Permit.SEE_BOARD)
def week(grade: int, day: str) -> Any:
    on = _day(day)
    shown = services.week_board(house=gate.house(), actor=gate.actor(), grade=grade, day=on, now=gate.now())
    asked = request.args.get("on", "")
    shown_day = shown.day_to_show(_day(asked) if asked else None)
    weekdays = {n: words.format_date(lang(), shown.monday + timedelta(days=n - 1), "weekday") for n in range(1, 8)}
    return page("load/board.html", board=shown, table=request.args.get("view") == "table", shown_day=shown_day, alt=chart_words(shown),
                legend=_legend(shown), weekdays=weekdays, span_words=span_words(*shown.span))


def span_words(first: date, last: date) -> str:
    """11月16日–20日: a month that both days share is said once."""
    if (first.year, first.month) != (last.year, last.month):
        return f"{words.format_date(lang(), first, 'day')} – {words.format_date(lang(), last, 'day')}"
    if lang() == "zh":
        return f"{words.format_date(lang(), first, 'day')}–{words.format_date(lang(), last, 'day_of_month')}"
    return f"{first.day}–{words.format_date(lang(), last, 'day')}"


def _legend(shown: Board) -> list[tuple[str, str]]:
    """(colour, short name) in stacking order; subjects without a colour of their own stand together as 其他."""
    named = [(slot(subject), _("道法") if subject == "道德与法治" else _(subject)) for subject in shown.subjects]
    coloured = [pair for pair in named if pair[0] != OTHER]
    return coloured + ([(OTHER, _("其他"))] if len(coloured) < len(named) else [])


def chart_words(shown: Board) -> str:
    """The plain facts of the chart for who cannot see it."""
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


def place_words(cell: Cell) -> str:
    return f"{words.class_name(lang(), cell.one.grade, cell.one.number)} {words.format_date(lang(), cell.day, 'weekday')}"


def _places(cells: list[Cell]) -> str:
    named = words.join(lang(), [place_words(cell) for cell in cells[:_NAMED_MOST]])
    return named if len(cells) <= _NAMED_MOST else _("%(list)s等", list=named)


@door.get("/load/<int:grade>/<day>/chart-<look>.svg")
@needs(Permit.SEE_BOARD)
def chart(grade: int, day: str, look: str) -> Any:
    """The picture in the page: kept by browsers, asked for again each time."""
    if look not in ("light", "dark"):
        raise NotFound
    drawn = _drawn(grade, _day(day), Look(lang(), dark=look == "dark"))
    response = Response(drawn, mimetype=_MIME["svg"])
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(hashlib.sha256(drawn).hexdigest()[:32])
    return response.make_conditional(request)


@door.get("/load/<int:grade>/<day>/chart.<fmt>")
@needs(Permit.SEE_BOARD)
def download(grade: int, day: str, fmt: str) -> Any:
    """The chart as a file of its own, with title, period, unit, cap, legend and source."""
    if fmt not in services.FORMATS:
        raise NotFound
    on = _day(day)
    return _file(_drawn(grade, on, Look(lang(), fmt, titled=True)), grade, on, fmt)


def _drawn(grade: int, day: date, look: Look) -> bytes:
    return services.week_chart(house=gate.house(), actor=gate.actor(), grade=grade, day=day, look=look, now=gate.now())


@door.get("/load/<int:grade>/<day>/load.xlsx")
@needs(Permit.SEE_BOARD)
def workbook(grade: int, day: str) -> Any:
    on = _day(day)
    made = services.week_workbook(house=gate.house(), actor=gate.actor(), grade=grade, day=on, lang=lang(), now=gate.now())
    return _file(made, grade, on, "xlsx")


def _file(content: bytes, grade: int, day: date, suffix: str) -> Response:
    name = f"{_('%(grade)s作业总量一览', grade=words.grade_name(lang(), grade))}-{day.isoformat()}.{suffix}"
    response = send_file(io.BytesIO(content), mimetype=_MIME[suffix], as_attachment=True, download_name=name, etag=False)
    response.headers["Cache-Control"] = "no-store"
    return response
