"""Use cases of homework load: the grade's board and its charts with their files, and what of it asks for somebody. Registering stands in
`homework`, findings in `findings`."""

from __future__ import annotations

from schoolapp.services.load.attention import Attention, attention_of
from schoolapp.services.load.board import Board, BoardDay, BoardRow, DaysOff, chart_facts, period_board, read_board, start_of_board, week_board
from schoolapp.services.load.cells import Cell, CellState, Line, LineKind, Mean
from schoolapp.services.load.charts import CHARTS, ChartPage, chart_page
from schoolapp.services.load.drawings import FORMATS, Look, board_workbook, chart_workbook, period_chart, warm_up, week_chart, week_workbook
from schoolapp.services.load.finished import FinishedMonth, finished_months
from schoolapp.services.load.plan import PlanAgainst, PlannedSubject, plan_against
from schoolapp.services.load.scene import ChartKind
from schoolapp.services.load.spans import Span, SpanKind

__all__ = [
    "CHARTS", "FORMATS", "Attention", "Board", "BoardDay", "BoardRow", "Cell", "CellState", "ChartKind", "ChartPage", "DaysOff", "FinishedMonth",
    "Line", "LineKind", "Look",
    "Mean", "PlanAgainst", "PlannedSubject", "Span", "SpanKind", "attention_of", "board_workbook", "chart_facts", "chart_page", "chart_workbook",
    "finished_months",
    "period_board", "period_chart", "plan_against", "read_board", "start_of_board", "warm_up", "week_board", "week_chart", "week_workbook",
]
