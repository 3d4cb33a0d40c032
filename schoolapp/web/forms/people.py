"""Forms of staff, slips, substitutes, inspectors and classes: shapes only; what is allowed is decided by the use cases."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField

from schoolapp.rules.people import GRADES, Role
from schoolapp.web.forms.fields import DayField, Form, KeyField, TextField, WholeField, filled, options
from schoolapp.web.language import _l
from schoolapp.words import N_


class PersonForm(Form):
    """A person with roles. Choices of roles, grades and subjects are set by the view."""

    number = TextField(_l("工号"), [filled(N_("请填写工号"))])
    name = TextField(_l("姓名"), [filled(N_("请填写姓名"))])
    roles = SelectMultipleField(_l("角色"), [filled(N_("请至少选一个角色"))], choices=options((r.value, r.value) for r in Role))
    led_grades = SelectMultipleField(_l("年级组长负责的年级"), coerce=int, choices=options((g, str(g)) for g in GRADES))
    lead_subjects = SelectMultipleField(_l("备课组长负责的学科"), choices=[])
    inspected_grades = SelectMultipleField(_l("责任督学可看的年级"), coerce=int, choices=options((g, str(g)) for g in GRADES))
    period_start = DayField(_l("责任督学可看的日期，从"))
    period_end = DayField(_l("到"))
    valid_to = DayField(_l("责任督学有效期至"))
    seen = HiddenField()
    request_key = KeyField()


class SlipsForm(Form):
    """Whom to give new codes."""

    staff = SelectMultipleField(_l("教职工"), coerce=int, choices=[])
    request_key = KeyField()


class SubstituteForm(Form):
    """A lesson, a colleague, and from when to when."""

    lesson = SelectField(_l("班级和学科"), [filled(N_("请选择班级和学科"))], choices=[])
    staff = SelectField(_l("代课教师"), [filled(N_("请选择代课教师"))], choices=[])
    start = DayField(_l("从"), [filled(N_("请填写开始日期"))])
    end = DayField(_l("到"), [filled(N_("请填写结束日期"))])
    request_key = KeyField()


class InspectorForm(Form):
    """An inspector's account: who, which grades, which days, for how long."""

    name = TextField(_l("姓名"), [filled(N_("请填写姓名"))])
    number = TextField(_l("登录工号"), [filled(N_("请填写工号"))])
    grades = SelectMultipleField(_l("可看的年级"), coerce=int, choices=[])
    start = DayField(_l("可看的日期，从"), [filled(N_("请填写开始日期"))])
    end = DayField(_l("到"), [filled(N_("请填写结束日期"))])
    days = RadioField(_l("账号有效期"), coerce=int, choices=[], default=1)
    request_key = KeyField()


class HeadsForm(Form):
    """Heads of a class from a day on."""

    valid_from = DayField(_l("从哪天起"), [filled(N_("请填写日期"))])
    pupils = WholeField(_l("学生数"), [filled(N_("请填写人数"))])
    asked = WholeField(_l("有课后服务需求"), [filled(N_("请填写人数"))])
    joined = WholeField(_l("参加课后服务"), [filled(N_("请填写人数"))])


class ClassForm(HeadsForm):
    """A further class."""

    grade = SelectField(_l("年级"), coerce=int, choices=[])
    number = WholeField(_l("班"), [filled(N_("请填写班号"))])
    request_key = KeyField()


class LessonForm(Form):
    """Who teaches which subject."""

    subject = TextField(_l("学科"), [filled(N_("请填写学科"))])
    staff = SelectField(_l("任课教师"), [filled(N_("请选择教师"))], choices=[])


class HomeroomForm(Form):
    """Who heads the class; empty = nobody."""

    staff = SelectField(_l("班主任"), choices=[])
