"""Who may do what: one enum of permits, what each role holds, and the person who acts. Scope (which class, which grade) is asked of the Actor."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from schoolapp.rules.people import ClassRef, Role


class Permit(StrEnum):
    """Every act of the app. A route names one of these; a role holds a set of them."""

    PUBLIC = "public"                      # anybody, no account: notice, login page, static files
    SIGNED_IN = "signed_in"                # anybody with an account: own page, password, today
    REGISTER_HOMEWORK = "register_homework"
    DECLARE_CLASS_NONE = "declare_class_none"
    SAMPLE_TIME = "sample_time"            # hands up per band in the own homeroom class
    PLAN_HOMEWORK = "plan_homework"        # a subject group's term plan: minutes a day per subject and grade
    LIST_HOLIDAY = "list_holiday"          # the homework list of a holiday
    ADD_SHEET = "add_sheet"                # sample sheets (作业样张)
    SEE_SHEETS = "see_sheets"
    REMIND = "remind"
    SEE_CLASS_DAY = "see_class_day"        # the day of a class: items, sums, history
    SEE_BOARD = "see_board"                # a grade's load
    SIGN_WEEK = "sign_week"                # a leader's weekly sign-off
    GRANT_SUBSTITUTE = "grant_substitute"
    LOG_SERVICE = "log_service"
    SEE_SERVICE = "see_service"
    PLAN_SERVICE = "plan_service"
    SEE_SIGN_UP = "see_sign_up"            # counts of who asked for the service and takes part, by class
    ENTER_SIGN_UP = "enter_sign_up"        # the homeroom teacher for the own class, the coordinator for all
    WALK_SERVICE = "walk_service"          # walk-throughs (巡查) of the service and what became of them
    OWN_HOURS = "own_hours"                # the own hours of the service, to confirm or object to
    SEE_HOURS = "see_hours"                # everybody's hours by name: nowhere else
    SIGN_HOURS = "sign_hours"
    SEE_FINDINGS = "see_findings"
    JUDGE_FINDINGS = "judge_findings"
    SEE_ISSUES = "see_issues"              # the problem list, as far as it is the person's business
    ADD_ISSUE = "add_issue"                # a problem by hand
    MANAGE_ISSUES = "manage_issues"        # naming owners, dates, what is not taken on; re-checks
    SEE_SELF_CHECK = "see_self_check"      # the checklist with what the records say of each item
    SEE_PACKS = "see_packs"
    MAKE_PACK = "make_pack"
    SEE_AUDIT = "see_audit"
    INVITE_INSPECTOR = "invite_inspector"
    SEE_LINKS = "see_links"                # the parents' links of classes
    RENEW_LINKS = "renew_links"
    SET_POLICY = "set_policy"
    SET_WORDING = "set_wording"            # the school's own wording rules
    NOTE_MONITORING = "note_monitoring"    # questionnaires that others put to the school (监测督)
    SET_PUBLIC = "set_public"              # what the school shows everybody: its notice board
    READ_SUGGESTIONS = "read_suggestions"  # what families wrote to the principal: nobody else's
    RUN_SURVEYS = "run_surveys"            # questionnaires: opened, closed and read; the coordinator those of a service programme
    SEE_SURVEYS = "see_surveys"            # what came of closed questionnaires; an inspector those inside the opened period
    ENTER_TALLY = "enter_tally"            # counts from paper: the homeroom teacher of the own class, the office of all
    ANSWER_SURVEY = "answer_survey"        # the teachers' own questionnaire
    SET_UP = "set_up"                      # school, calendar, staff, classes, import, school year
    SEE_JOBS = "see_jobs"


_P = Permit
_EVERYBODY = frozenset({_P.SIGNED_IN})
_WORKS = _EVERYBODY | {_P.OWN_HOURS}
HELD: dict[Role, frozenset[Permit]] = {
    Role.TEACHER: _WORKS | {_P.REGISTER_HOMEWORK, _P.SEE_CLASS_DAY, _P.LOG_SERVICE, _P.SEE_LINKS, _P.LIST_HOLIDAY, _P.ADD_SHEET, _P.SEE_SHEETS,
                                _P.ANSWER_SURVEY},
    Role.HOMEROOM: _WORKS | {_P.REGISTER_HOMEWORK, _P.DECLARE_CLASS_NONE, _P.REMIND, _P.SEE_CLASS_DAY, _P.LOG_SERVICE, _P.SEE_LINKS, _P.SAMPLE_TIME,
                                 _P.LIST_HOLIDAY, _P.ADD_SHEET, _P.SEE_SHEETS, _P.SEE_SIGN_UP, _P.ENTER_SIGN_UP, _P.ANSWER_SURVEY, _P.ENTER_TALLY},
    Role.SUBJECT_LEAD: _WORKS | {_P.SEE_CLASS_DAY, _P.SEE_BOARD, _P.PLAN_HOMEWORK, _P.ADD_SHEET, _P.SEE_SHEETS, _P.SEE_ISSUES},
    Role.GRADE_LEADER: _WORKS | {_P.SEE_CLASS_DAY, _P.SEE_BOARD, _P.SIGN_WEEK, _P.GRANT_SUBSTITUTE, _P.SEE_SERVICE, _P.SEE_FINDINGS, _P.SEE_LINKS,
                                     _P.SEE_SHEETS, _P.SEE_SIGN_UP, _P.WALK_SERVICE, _P.SEE_ISSUES, _P.ADD_ISSUE},
    Role.OFFICE: _WORKS | {_P.SEE_CLASS_DAY, _P.SEE_BOARD, _P.GRANT_SUBSTITUTE, _P.SEE_SERVICE, _P.SEE_FINDINGS, _P.JUDGE_FINDINGS, _P.SEE_PACKS,
                               _P.SEE_SELF_CHECK, _P.MAKE_PACK, _P.SEE_AUDIT, _P.SEE_LINKS, _P.RENEW_LINKS, _P.INVITE_INSPECTOR, _P.SEE_JOBS, _P.PLAN_HOMEWORK,
                               _P.SEE_SHEETS, _P.SET_WORDING, _P.SIGN_WEEK, _P.NOTE_MONITORING, _P.SEE_SIGN_UP, _P.WALK_SERVICE,
                               _P.ENTER_TALLY, _P.SEE_SURVEYS, _P.SEE_ISSUES, _P.ADD_ISSUE, _P.MANAGE_ISSUES},
    Role.COORDINATOR: _WORKS | {_P.SEE_HOURS, _P.SIGN_HOURS, _P.LOG_SERVICE, _P.SEE_SERVICE, _P.PLAN_SERVICE, _P.SEE_SIGN_UP, _P.ENTER_SIGN_UP,
                                _P.WALK_SERVICE, _P.RUN_SURVEYS, _P.SEE_SURVEYS, _P.SEE_ISSUES, _P.ADD_ISSUE},
    Role.PRINCIPAL: _WORKS | {_P.SEE_HOURS, _P.SEE_CLASS_DAY, _P.SEE_BOARD, _P.GRANT_SUBSTITUTE, _P.SEE_SERVICE, _P.SEE_FINDINGS, _P.JUDGE_FINDINGS,
                              _P.SEE_SELF_CHECK, _P.SEE_PACKS, _P.MAKE_PACK, _P.SEE_AUDIT, _P.SEE_LINKS, _P.RENEW_LINKS, _P.INVITE_INSPECTOR,
                              _P.SEE_JOBS, _P.SEE_SHEETS, _P.SET_PUBLIC, _P.NOTE_MONITORING, _P.READ_SUGGESTIONS, _P.SEE_SIGN_UP, _P.WALK_SERVICE,
                              _P.RUN_SURVEYS, _P.SEE_SURVEYS, _P.SEE_ISSUES, _P.ADD_ISSUE, _P.MANAGE_ISSUES},
    Role.INSPECTOR: _EVERYBODY | {_P.SEE_CLASS_DAY, _P.SEE_BOARD, _P.SEE_SERVICE, _P.SEE_FINDINGS, _P.SEE_PACKS, _P.SEE_AUDIT, _P.SEE_SHEETS, _P.SEE_SIGN_UP,
                                  _P.SEE_SURVEYS, _P.SEE_SELF_CHECK, _P.SEE_ISSUES},
    Role.ADMINISTRATOR: _EVERYBODY | {_P.SET_UP, _P.SET_POLICY, _P.SET_WORDING, _P.SEE_LINKS, _P.RENEW_LINKS, _P.SEE_JOBS, _P.SEE_AUDIT},
}
WHOLE_SCHOOL = frozenset({Role.OFFICE, Role.PRINCIPAL, Role.ADMINISTRATOR, Role.COORDINATOR})


class NotAllowed(Exception):
    """The actor may not do this. `code` says what is missing, for the security log and the page."""

    def __init__(self, code: str = "not_allowed") -> None:
        super().__init__(code)
        self.code = code


class NotFound(Exception):
    """There is no such thing, or the actor may not know of it: the same answer for both."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the operator at the command line) with the roles that hold now. `grades` = led or inspected grades;
    `homerooms` = ids of classes headed this school year; `period` limits what an inspector sees (inclusive days)."""

    staff_id: int | None
    name: str
    roles: frozenset[Role]
    led_grades: frozenset[int] = frozenset()
    inspected_grades: frozenset[int] = frozenset()
    lead_subjects: frozenset[str] = frozenset()
    homerooms: frozenset[int] = frozenset()
    taught_classes: frozenset[int] = frozenset()
    period: tuple[date, date] | None = None
    operator: bool = field(default=False)

    @property
    def permits(self) -> frozenset[Permit]:
        held: frozenset[Permit] = frozenset(Permit) if self.operator else frozenset({Permit.PUBLIC})
        for role in self.roles:
            held |= HELD[role]
        return held

    def may(self, permit: Permit) -> bool:
        return self.operator or permit is Permit.PUBLIC or any(permit in HELD[role] for role in self.roles)

    def needs(self, permit: Permit) -> None:
        """Raises NotAllowed where no role of this person holds the permit."""
        if not self.may(permit):
            raise NotAllowed(permit.value)

    def sees_grade(self, grade: int) -> bool:
        """Whether figures of a whole grade are this person's business."""
        return (self.operator or bool(self.roles & WHOLE_SCHOOL) or (Role.GRADE_LEADER in self.roles and grade in self.led_grades)
                or (Role.INSPECTOR in self.roles and grade in self.inspected_grades) or Role.SUBJECT_LEAD in self.roles)

    def sees_class(self, one: ClassRef) -> bool:
        """A class is seen by who teaches or heads it and by who sees its grade."""
        return one.id in self.homerooms or one.id in self.taught_classes or self.sees_grade(one.grade)

    def sees_day(self, day: date) -> bool:
        """An inspector sees only the period that was opened; everybody else sees every day."""
        return self.period is None or self.period[0] <= day <= self.period[1]


OPERATOR = Actor(None, "operator", frozenset(), operator=True)
