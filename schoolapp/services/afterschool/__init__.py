"""The after-school service: what is due, logging it, the programmes, the week against 5+2. Heads only. Sums are made in rules."""

from schoolapp.services.afterschool.clashes import Clashing
from schoolapp.services.afterschool.log import (
    BadSession,
    Fault,
    SessionDraft,
    SessionForm,
    correct_session,
    form_of_session,
    log_session,
)
from schoolapp.services.afterschool.plan import (
    BadProgramme,
    ProgrammeDraft,
    Slot,
    check_programme,
    get_programme,
    list_programmes,
    programme_offer,
    save_programme,
)
from schoolapp.services.afterschool.today import DueDay, DueSession, DueState, sessions_due
from schoolapp.services.afterschool.week import GradeCell, GradeWeek, ServiceWeekBoard, week_board

__all__ = [
    "BadProgramme", "BadSession", "Clashing", "DueDay", "DueSession", "DueState", "Fault", "GradeCell", "GradeWeek", "ProgrammeDraft", "ServiceWeekBoard",
    "SessionDraft", "SessionForm", "Slot", "check_programme", "correct_session", "form_of_session", "get_programme", "list_programmes", "log_session",
    "programme_offer", "save_programme", "sessions_due", "week_board",
]
