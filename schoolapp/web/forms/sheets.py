"""The forms of sample sheets: one file from a phone's camera or from the files, what it is of, the uploader's word; taking one back. Shapes only."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FileField, HiddenField, SelectField

from schoolapp.web.forms.fields import DayField, Form, KeyField, TextField
from schoolapp.web.language import _l

# Types by name too: a phone then hands over a photo as JPEG, and files of the right kinds are offered.
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf,.docx,.xlsx,.pptx"


class SheetForm(Form):
    """`photo` and `file` are two ways to the same thing; exactly one is chosen. Place and day are asked for where there is no item."""

    photo = FileField(_l("拍照"))
    file = FileField(_l("选择文件"))
    place = SelectField(_l("年级和学科"), validate_choice=False)
    day = DayField(_l("哪一天的作业"))
    title = TextField(_l("标题"))
    note = TextField(_l("说明"))
    confirmed = BooleanField(_l("我已检查：没有学生姓名、面容和成绩、评语"))
    item = HiddenField()
    request_key = KeyField()

    def uploads(self) -> list[Any]:
        """The files that were chosen, as the browser sent them."""
        return [f.data for f in (self.photo, self.file) if hasattr(f.data, "read") and getattr(f.data, "filename", "")]


class WithdrawForm(Form):
    """Why a sheet goes, and whether its content has to go for good."""

    reason = TextField(_l("撤下原因"))
    erase = BooleanField(_l("上面有学生姓名、面容、成绩或评语，文件内容一并删除"))
