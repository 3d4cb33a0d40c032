"""The quick reader of the register form against the form itself."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from schoolapp.services.wording import REASONS
from schoolapp.web.forms.homework import RegisterForm, read_plainly


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"publish_at": "15:30"},
        {"publish_at": "other", "publish_time": "07:05"},
        {"publish_at": "other", "publish_time": ""},
        {"publish_at": "25:00"},
        {"items-0-in_school": "20", "items-0-help": "20"},
        {"items-0-in_school": "10", "items-0-help": ""},
        {"items-0-why": REASONS[0], "items-0-seen": "C9 C14"},
    ],
)
def test_the_quick_reader_reads_what_the_form_reads(changes: dict[str, Any]) -> None:
    fields = MultiDict({
        "subject": "数学", "classes": "3", "day": "2026-11-23", "request_key": "k", "items-0-text": "口算", "items-0-minutes": "15",
        "items-0-kind": "书面", "items-0-tier": "全体", "items-0-in_school": "", "items-0-minutes_other": "", "items-0-help": "",
    } | changes)
    plain = read_plainly(fields)
    if plain is not None:
        form = RegisterForm.posted(fields)
        assert (plain.subject, plain.classes, plain.day, plain.drafts, plain.time) == (
            form.subject.data, form.classes.data, form.day.data, form.drafts(), form.at
        )
        assert plain.reasons == ({0: changes["items-0-why"]} if "items-0-why" in changes else {})
        assert plain.seen == ({0: ["C9", "C14"]} if "items-0-seen" in changes else {})
    else:
        assert changes.get("publish_time", None) == "" or changes.get("publish_at") == "25:00"
