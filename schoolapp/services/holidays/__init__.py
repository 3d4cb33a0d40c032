"""Holiday lists (假期作业清单) of classes: what each subject gives for a holiday of three days or more, under one line for all of them; how
staff, paper and the parents' notice read it."""

from __future__ import annotations

from schoolapp.services.holidays.amend import correct_item, withdraw_item
from schoolapp.services.holidays.lists import (
    LINES_MAX,
    BadList,
    ClassSum,
    Fault,
    HolidayDraft,
    HolidayFull,
    HolidayOffer,
    HolidayRefused,
    Listed,
    add_items,
    figures,
    holiday_offer,
)
from schoolapp.services.holidays.overview import ClassHoliday, HolidayPage, holiday_page
from schoolapp.services.holidays.reading import HolidayItemView, ListView, PublicList, holiday_list_for_notice, list_view, printed_list
from schoolapp.services.holidays.worded import holiday_words
from schoolapp.services.homework.worded import NeedsWords

__all__ = [
    "LINES_MAX",
    "BadList",
    "ClassHoliday",
    "ClassSum",
    "Fault",
    "HolidayDraft",
    "HolidayFull",
    "HolidayItemView",
    "HolidayOffer",
    "HolidayPage",
    "HolidayRefused",
    "ListView",
    "Listed",
    "NeedsWords",
    "PublicList",
    "add_items",
    "correct_item",
    "figures",
    "holiday_list_for_notice",
    "holiday_offer",
    "holiday_page",
    "holiday_words",
    "list_view",
    "printed_list",
    "withdraw_item",
]
