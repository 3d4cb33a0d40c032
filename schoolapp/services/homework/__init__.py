"""Use cases of homework: registering under the cap, nones, corrections, what staff read. What parents see stands in `notices`, boards in
`load`."""

from __future__ import annotations

from schoolapp.services.homework.amend import correct_homework, withdraw_homework
from schoolapp.services.homework.drafts import LINES_MAX, BadDraft, ClassFigures, Draft, Fault, NoRoom, Offers, Refused
from schoolapp.services.homework.nones import declare_class_none, declare_none, undo_none
from schoolapp.services.homework.post import Posted, post_homework
from schoolapp.services.homework.reading import ClassDay, ItemView, MyDay, class_day, item_view, my_homework
from schoolapp.services.homework.register import Choices, choices, copy_targets, drafts_of_items, figures
from schoolapp.services.homework.today import DayHead, TeacherDay, day_head, teacher_day
from schoolapp.services.homework.twins import Twins
from schoolapp.services.homework.worded import NeedsWords

__all__ = [
    "LINES_MAX",
    "BadDraft",
    "Choices",
    "ClassDay",
    "ClassFigures",
    "DayHead",
    "Draft",
    "Fault",
    "ItemView",
    "MyDay",
    "NeedsWords",
    "NoRoom",
    "Offers",
    "Posted",
    "Refused",
    "TeacherDay",
    "Twins",
    "choices",
    "class_day",
    "copy_targets",
    "correct_homework",
    "day_head",
    "declare_class_none",
    "declare_none",
    "drafts_of_items",
    "figures",
    "item_view",
    "my_homework",
    "post_homework",
    "teacher_day",
    "undo_none",
    "withdraw_homework",
]
