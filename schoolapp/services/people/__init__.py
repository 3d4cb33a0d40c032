"""Use cases about people: staff and their codes, substitutes, inspectors, classes with counts and teaching, notice links, what the
audit page shows.
Logging in stands in `login`, the change of school year in `years`."""

from __future__ import annotations

from schoolapp.records.people import ClassHeads, RoleRow
from schoolapp.services.people.classes import (
    HEADS_MOST,
    ClassLine,
    ClassList,
    ClassPage,
    add_class,
    add_lesson,
    class_page,
    list_classes,
    remove_class,
    remove_lesson,
    set_count,
    set_homeroom,
)
from schoolapp.services.people.codes import Slip, SlipSheet, give_slips, list_waiting
from schoolapp.services.people.grounds import PeopleRefused
from schoolapp.services.people.inspectors import InspectorLine, end_inspector, invite_inspector, list_inspectors
from schoolapp.services.people.links import NOTICE_PATH, LinkLine, list_links, renew_link
from schoolapp.services.people.staff import (
    ACCOUNT_WORDS,
    PersonLine,
    PersonPage,
    RoleChoices,
    add_person,
    change_person,
    list_people,
    log_out_person,
    person_page,
    role_choices,
    set_active,
    staff_id_of,
)
from schoolapp.services.people.substitutes import SubstituteLine, end_substitute, grant_substitute, list_substitutes, substitute_choices
from schoolapp.services.people.trail import RECORD, SecurityLine, Trail, TrailLine, list_security, list_trail, may_see_security

__all__ = [
    "ACCOUNT_WORDS",
    "HEADS_MOST",
    "NOTICE_PATH",
    "RECORD",
    "ClassHeads",
    "ClassLine",
    "ClassList",
    "ClassPage",
    "InspectorLine",
    "LinkLine",
    "PeopleRefused",
    "PersonLine",
    "PersonPage",
    "RoleChoices",
    "RoleRow",
    "SecurityLine",
    "Slip",
    "SlipSheet",
    "SubstituteLine",
    "Trail",
    "TrailLine",
    "add_class",
    "add_lesson",
    "add_person",
    "change_person",
    "class_page",
    "end_inspector",
    "end_substitute",
    "give_slips",
    "grant_substitute",
    "invite_inspector",
    "list_classes",
    "list_inspectors",
    "list_links",
    "list_people",
    "list_security",
    "list_substitutes",
    "list_trail",
    "list_waiting",
    "log_out_person",
    "may_see_security",
    "person_page",
    "remove_class",
    "remove_lesson",
    "renew_link",
    "role_choices",
    "set_active",
    "set_count",
    "set_homeroom",
    "staff_id_of",
    "substitute_choices",
]
