"""Use cases of homework load: the grade's board with its chart and workbook, and what of it asks for somebody. Registering stands in
`homework`, findings in `findings`."""

from __future__ import annotations

from schoolapp.services.load.attention import Attention, attention_of
from schoolapp.services.load.board import Board, BoardDay, BoardRow, DaysOff, chart_facts, read_board, start_of_board, week_board
from schoolapp.services.load.cells import Cell, CellState, Line, LineKind, Mean
from schoolapp.services.load.drawings import FORMATS, Look, week_chart, week_workbook

__all__ = [
    "FORMATS", "Attention", "Board", "BoardDay", "BoardRow", "Cell", "CellState", "DaysOff", "Line", "LineKind", "Look", "Mean",
    "attention_of", "chart_facts", "read_board", "start_of_board", "week_board", "week_chart", "week_workbook",
]
