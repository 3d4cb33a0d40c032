"""The after-school service: what is due, logging it, walk-throughs, the programmes, the week against 5+2. Heads only. Sums are made in rules."""

from schoolapp.services.afterschool.clashes import Clashing
from schoolapp.services.afterschool.cover import BadCover, arrange_cover
from schoolapp.services.afterschool.form import RoomClass, SessionForm, form_of_session
from schoolapp.services.afterschool.log import (
    BadSession,
    Fault,
    SessionDraft,
    Upload,
    content_hits,
    correct_session,
    decision_file,
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
    "BadCover", "BadProgramme", "BadSession", "Clashing", "DueDay", "DueSession", "DueState", "Fault", "GradeCell", "GradeWeek", "ProgrammeDraft",
    "RoomClass", "ServiceWeekBoard", "SessionDraft", "SessionForm", "Slot", "Upload", "arrange_cover", "check_programme", "content_hits", "correct_session",
    "decision_file", "form_of_session", "get_programme", "list_programmes", "log_session", "programme_offer", "save_programme", "sessions_due", "week_board",
]
