"""What people read when a use case about people refuses, and small choices that several pages share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import SelectChoice

from schoolapp import words
from schoolapp.rules.people import Role
from schoolapp.services.people import PeopleRefused, PersonLine
from schoolapp.web.forms.fields import blame, options
from schoolapp.web.language import _, lang
from schoolapp.web.menu import ROLE_WORDS
from schoolapp.words import N_

REFUSED_WORDS = {
    "number": N_("工号只能用字母、数字、汉字和 . _ @ -，最多 32 位"),
    "number_id": N_("请不要用身份证号作工号"),
    "number_taken": N_("这个工号已经有人用了"),
    "name": N_("姓名最多 40 个字，不能含身份证号或手机号"),
    "no_role": N_("请至少选一个角色"),
    "led_grades": N_("请选择年级组长负责的年级"),
    "lead_subjects": N_("请选择备课组长负责的学科"),
    "inspector_alone": N_("责任督学只能查看，不能兼任其他角色"),
    "inspector_end": N_("请填写责任督学的有效期"),
    "last_administrator": N_("至少要保留一名系统管理员"),
    "self": N_("不能停用自己的账号"),
    "nobody": N_("请至少选一个人"),
    "own": N_("自己的密码请在“我的”里修改，不要给自己发登录码"),
    "lesson": N_("这个班没有这一科的任课，请先在班级页登记任课"),
    "colleague": N_("请选择在职的教师"),
    "teaches": N_("%(name)s本来就任这一课，不需要代课"),
    "granted": N_("%(name)s在这段时间已经有这一课的代课"),
    "order": N_("结束日期不能早于开始日期"),
    "past": N_("结束日期已经过去，请填今天或以后"),
    "too_early": N_("开始日期最多往前 %(days)s 天"),
    "too_far": N_("结束日期不能超过本学年（7月31日）"),
    "days": N_("有效期是 1 到 %(most)s 天"),
    "grade": N_("请选择一至九年级"),
    "class_number": N_("班号是 1 到 %(most)s 的整数"),
    "class_taken": N_("这个班已经有了"),
    "year": N_("这个学年还没有开始，请先在“学年”页开始新学年"),
    "in_use": N_("这个班已经有记录，不能删除"),
    "lesson_there": N_("这条任课已经有了"),
    "subject": N_("学科名最多 20 个字，一次填一科"),
    "heads": N_("人数是 0 到 %(most)s 的整数"),
    "joined_asked": N_("参加人数不能多于有需求的 %(asked)s 人"),
    "joined_pupils": N_("参加人数不能多于学生数 %(pupils)s 人"),
    "valid_from": N_("日期要在这个学年内（%(start)s 至 %(end)s）"),
}


def sentence(refused: PeopleRefused) -> str:
    """The refusal in the reader's language."""
    return _(REFUSED_WORDS[refused.code], **refused.values) if refused.values else _(REFUSED_WORDS[refused.code])


def blamed(form: Any, refused: PeopleRefused) -> None:
    """Puts the refusal beside the field that it is about."""
    blame(form, refused.field, sentence(refused))


def role_word(role: Role) -> str:
    return _(ROLE_WORDS[role])


def roles_text(person: PersonLine) -> str:
    """The roles in one line, a leader's grades and a group's subjects with them."""
    said = {}
    for row in person.given:
        if row.role is Role.GRADE_LEADER and row.grades:
            said[row.role] = words.join(lang(), [words.grade_name(lang(), g) for g in sorted(row.grades)])
        elif row.role is Role.SUBJECT_LEAD and row.subjects:
            said[row.role] = words.join(lang(), [_(s) for s in sorted(row.subjects)])
    return words.join(lang(), [role_word(r) + (f" ({said[r]})" if r in said else "") for r in person.roles])


def people_choices(people: Iterable[PersonLine], *, nobody: str = "") -> list[SelectChoice]:
    """Colleagues for a select: name and staff number, and what they teach."""
    said = [
        (str(p.id), f"{p.name} · {p.number}" + (f" · {words.join(lang(), [_(s) for s in p.subjects])}" if p.subjects else ""))
        for p in people
    ]
    return options([("", nobody or _("请选择")), *said])


def grade_choices(grades: Iterable[int]) -> list[SelectChoice]:
    return options((g, words.grade_name(lang(), g)) for g in grades)
