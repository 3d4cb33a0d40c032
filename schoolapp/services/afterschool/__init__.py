"""The after-school service: what is due, logging it, the programmes, the week against 5+2. Heads only. Sums are made in rules."""

from schoolapp.services.afterschool.log import (
    BadSession,
    Fault,
    SessionDraft,
    SessionForm,
    correct_session,
    form_of_session,
    log_session,
)
from schoolapp.services.afterschool.plan import BadProgramme, ProgrammeDraft, Slot, get_programme, list_programmes, save_programme
from schoolapp.services.afterschool.today import DueDay, DueSession, DueState, sessions_due
from schoolapp.services.afterschool.week import GradeCell, GradeWeek, ServiceWeekBoard, week_board

__all__ = [
    "BadProgramme", "BadSession", "DueDay", "DueSession", "DueState", "Fault", "GradeCell", "GradeWeek", "ProgrammeDraft", "ServiceWeekBoard",
    "SessionDraft", "SessionForm", "Slot", "correct_session", "form_of_session", "get_programme", "list_programmes", "log_session", "save_programme",
    "sessions_due", "week_board",
]
