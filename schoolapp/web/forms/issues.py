"""Forms of the problem list. Shapes only; what a step needs is decided in services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField, TextAreaField

from schoolapp.web.forms.fields import DayField, Form, KeyField, TextField, filled, options
from schoolapp.web.language import _, _l
from schoolapp.words import N_

_AREA = {"rows": 3}


class NewForm(Form):
    """A problem by hand."""

    request_key = KeyField()
    text = TextAreaField(_l("问题描述"), render_kw={"rows": 3, "maxlength": 300})
    source = RadioField(_l("来源"), validate_choice=False)
    level = RadioField(_l("等级"), validate_choice=False)
    clause = SelectField(_l("条款"), validate_choice=False)
    grade = SelectField(_l("年级"), validate_choice=False)
    found_on = DayField(_l("发现日期"), [filled(N_("请填写发现日期"))])
    due_on = DayField(_l("整改时限"))


class AssignForm(Form):
    """Who mends it until when."""

    version = HiddenField()
    owner = SelectField(_l("责任人"), validate_choice=False)
    due_on = DayField(_l("整改时限"))
    recheck_by = SelectField(_l("复查人"), validate_choice=False)
    reason = TextAreaField(_l("调整的理由"), render_kw=_AREA)


class BeginForm(Form):
    """The cause and the measure."""

    version = HiddenField()
    cause = TextAreaField(_l("原因分析"), render_kw=_AREA)
    measure = TextAreaField(_l("整改措施"), render_kw=_AREA)


class DoneForm(Form):
    """What was done."""

    version = HiddenField()
    done = TextAreaField(_l("完成情况"), render_kw=_AREA)


class RecheckForm(Form):
    """The opinion of the re-check."""

    version = HiddenField()
    opinion = TextAreaField(_l("复查意见"), render_kw=_AREA)


class ReasonForm(Form):
    """Why a problem is not taken on, or that it is there again."""

    version = HiddenField()
    request_key = KeyField()
    reason = TextAreaField(_l("理由"), render_kw=_AREA)


class PaperForm(Form):
    """A paper that shows what was done."""

    file = FileField(_l("选择文件"))
    title = TextField(_l("材料名称"))
    dated_on = DayField(_l("材料日期"))
    confirmed = BooleanField(_l("材料里没有学生的姓名、照片和名单"))

    def upload(self) -> tuple[bytes, str]:
        """The bytes and the name of the chosen file, b'' without one."""
        chosen: Any = self.file.data
        name = getattr(chosen, "filename", "") or ""
        return (bytes(chosen.read()), name) if name and hasattr(chosen, "read") else (b"", name)


def people(found: Iterable[tuple[int, str]], empty: str) -> Any:
    """The choices of a person."""
    return options([("", empty), *((str(staff_id), label) for staff_id, label in found)])


def grades(found: Iterable[tuple[int, str]]) -> Any:
    return options([("", _("全校")), *((str(grade), label) for grade, label in found)])
