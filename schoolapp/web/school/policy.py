"""Pages of policy profiles: the list, one profile with the basis of each figure, a new one with its differences shown before it is
saved."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from flask import request

from schoolapp.rules.people import GRADES, Stage, stage_of
from schoolapp.rules.permits import Permit
from schoolapp.rules.policy import CLAUSES, Profile, national_cap, to_json
from schoolapp.services import policy as services
from schoolapp.services.house import Replayed
from schoolapp.web import gate
from schoolapp.web.forms.fields import blame
from schoolapp.web.forms.school import CHOICE_WORDS, FIGURES, GROUPS, PolicyForm, figures_of
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.web.school import door
from schoolapp.words import N_, format_number, grade_name

PROBLEM_WORDS = {
    "length": N_("请填写一至九年级"),
    "range": N_("数值不在可用范围内"),
    "weekday": N_("请选择周一至周五"),
    "low_grades_zero": N_("一二年级没有书面家庭作业，这里只能是 0"),
    "above_national": N_("不能高于国家上限（小学 60 分钟，初中 90 分钟）"),
    "below_national": N_("不能少于国家规定的 120 分钟"),
    "past": N_("已经判断过的日子不能改，请从今天或以后开始"),
    "taken": N_("这一天已经有一份标准，请换一天，或修改那一份"),
    "same": N_("与之前的标准完全一样，不用另存一份"),
    "begun": N_("这份标准已经开始执行，不能再改，请新建一份"),
    "basis": N_("请写明依据，最多 200 个字"),
    "personal": N_("依据里不能有身份证号或手机号"),
}
STATE_WORDS = {"now": N_("执行中"), "later": N_("尚未开始"), "past": N_("已停用")}


@door.get("/admin/policy")
@needs(Permit.SET_POLICY)
def policies() -> Any:
    lines = services.list_profiles(house=gate.house(), actor=gate.actor(), now=gate.now())
    counts = {line.id: len(services.differences_of(older.profile, line.profile)) for line, older in zip(lines, lines[1:], strict=False)}
    return page("school/policies.html", lines=lines, counts=counts, state_words=STATE_WORDS)


@door.get("/admin/policy/<int:profile_id>")
@needs(Permit.SET_POLICY)
def profile(profile_id: int) -> Any:
    lines = services.list_profiles(house=gate.house(), actor=gate.actor(), now=gate.now())
    line = services.get_profile(house=gate.house(), actor=gate.actor(), profile_id=profile_id, now=gate.now())
    older = next((one.profile for one in lines if one.profile.valid_from < line.profile.valid_from), None)
    return page(
        "school/profile.html",
        line=line,
        groups=_shown(line.profile),
        older=older,
        state_words=STATE_WORDS,
        differences=_told(services.differences_of(older, line.profile)) if older else [],
    )


@door.get("/admin/policy/new")
@needs(Permit.SET_POLICY)
def profile_new() -> Any:
    """A copy of the newest profile, from tomorrow or the day after the newest."""
    newest = services.list_profiles(house=gate.house(), actor=gate.actor(), now=gate.now())[0].profile
    first = max(gate.now().date(), newest.valid_from) + timedelta(days=1)
    return _page(PolicyForm(data={**figures_of(newest), "valid_from": first}), None)


@door.post("/admin/policy/new", endpoint="profile_new_posted")
@needs(Permit.SET_POLICY)
def profile_new_posted() -> Any:
    return _posted(None)


@door.get("/admin/policy/<int:profile_id>/edit")
@needs(Permit.SET_POLICY)
def profile_edit(profile_id: int) -> Any:
    line = services.get_profile(house=gate.house(), actor=gate.actor(), profile_id=profile_id, now=gate.now())
    if line.state != "later":
        return back_to("school.profile", profile_id=profile_id, text=_(PROBLEM_WORDS["begun"]), kind="warning")
    return _page(PolicyForm(data=figures_of(line.profile)), profile_id)


@door.post("/admin/policy/<int:profile_id>/edit", endpoint="profile_edit_posted")
@needs(Permit.SET_POLICY)
def profile_edit_posted(profile_id: int) -> Any:
    return _posted(profile_id)


@door.post("/admin/policy/<int:profile_id>/remove")
@needs(Permit.SET_POLICY)
def profile_remove(profile_id: int) -> Any:
    services.remove_profile(house=gate.house(), actor=gate.actor(), profile_id=profile_id, now=gate.now())
    return back_to("school.policies", text=_("已撤回，原来的标准继续执行"))


def _posted(profile_id: int | None) -> Any:
    """First the differences, then (with the very figures that were shown) the saving."""
    form = PolicyForm(request.form)
    if not form.validate():
        return _page(form, profile_id, status=400)
    typed = form.profile()
    seal = sha256(to_json(typed).encode()).hexdigest()[:24]
    if request.form.get("do") == "save" and form.checked.data == seal:
        try:
            saved = services.set_profile(
                house=gate.house(),
                actor=gate.actor(),
                profile=typed,
                profile_id=profile_id,
                request_key=form.request_key.data,
                now=gate.now(),
            )
        except Replayed as first:
            saved = int(first.result)
        except services.PolicyRefused as refused:
            return _refused(form, profile_id, refused.problems)
        return back_to("school.profile", profile_id=saved, text=_("标准已保存，从生效日起执行，以前的日子不受影响"))
    plan = services.plan_profile(house=gate.house(), actor=gate.actor(), profile=typed, profile_id=profile_id, now=gate.now())
    if plan.problems:
        return _refused(form, profile_id, list(plan.problems))
    form.checked.data = seal
    return _page(form, profile_id, plan=plan)


def _refused(form: Any, profile_id: int | None, problems: list[tuple[str, str]]) -> Any:
    for name, code in problems:
        field = name.replace("basis.", "basis_")
        if field in ("caps", "holiday_caps"):
            field += f"_{_grade_of(code, getattr(form.profile(), name))}"
        blame(form, field, _(PROBLEM_WORDS[code]))
    return _page(form, profile_id, status=400)


def _grade_of(code: str, caps: tuple[int, ...]) -> int:
    """The first grade that a refusal of the caps is about."""
    system = services.system_of(house=gate.house(), actor=gate.actor())
    wrong = {"low_grades_zero": lambda g, n: g <= 2 and n != 0, "above_national": lambda g, n: g > 2 and n > national_cap(system, g)}
    judge = wrong.get(code, lambda _g, n: not 0 <= n <= 240)
    return next((grade for grade, minutes in enumerate(caps, 1) if judge(grade, minutes)), 1)


def _page(form: Any, profile_id: int | None, *, plan: services.ProfilePlan | None = None, status: int = 200) -> Any:
    system = services.system_of(house=gate.house(), actor=gate.actor())
    stages = {grade: stage_of(system, grade) for grade in GRADES}
    return page(
        "school/profile_edit.html",
        status=status,
        form=form,
        profile_id=profile_id,
        plan=plan,
        figures=FIGURES,
        groups=GROUPS,
        stages=stages,
        primary=Stage.PRIMARY,
        differences=_told(plan.differences) if plan else [],
        clause_of=clause_of,
    )


def _shown(found: Profile) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    """(group, rows of label, value, basis, clause) as sentences."""
    return [
        (
            title,
            [
                (
                    _(FIGURES[name][0]),
                    figure_text(name, getattr(found, name)),
                    _(found.basis.get(name, "")),
                    clause_of(found.basis.get(name, "")),
                )
                for name in names
            ],
        )
        for title, names in GROUPS
    ]


def _told(differences: Any) -> list[tuple[str, str, str]]:
    """(what, before, from then on) of each difference."""
    told = []
    for d in differences:
        label = _(FIGURES[d.figure][0])
        if d.grade is not None:
            told.append((f"{label} · {grade_name(lang(), d.grade)}", _minutes(d.old), _minutes(d.new)))
        elif d.basis:
            told.append((_("%(figure)s的依据", figure=label), _(d.old), _(d.new)))
        else:
            told.append((label, figure_text(d.figure, d.old), figure_text(d.figure, d.new)))
    return told


def figure_text(name: str, value: Any) -> str:
    """A figure as people read it."""
    _label, _unit, kind = FIGURES[name]
    if kind == "grades":
        return _caps_text(value)
    if kind == "choice":
        key = {True: "1", False: "0", None: "0"}.get(value, value) if not hasattr(value, "value") else value.value
        return next((_(word) for code, word in CHOICE_WORDS[name] if code == str(key)), str(value))
    if isinstance(value, Decimal):
        return format_number(lang(), float(value * 100), 2) + "%"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return _("次日起算")
    return _minutes(value)


def _minutes(value: int) -> str:
    return _("%(n)s 分钟", n=value)


def _caps_text(caps: tuple[int, ...]) -> str:
    """Runs of grades with one cap: 一至二年级 0 分钟，三至六年级 60 分钟."""
    runs: list[tuple[int, int, int]] = []
    for grade, minutes in enumerate(caps, 1):
        if runs and runs[-1][2] == minutes:
            runs[-1] = (runs[-1][0], grade, minutes)
        else:
            runs.append((grade, grade, minutes))
    said = [
        (grade_name(lang(), a) if a == b else _("%(first)s至%(last)s", first=grade_name(lang(), a), last=grade_name(lang(), b)))
        + " "
        + _minutes(m)
        for a, b, m in runs
    ]
    return ("，" if lang() == "zh" else ", ").join(said)


def clause_of(basis: str) -> str:
    """The clause that a basis begins with, in the reader's words; '' where it names none."""
    found = CLAUSES.get(basis.split(" ", 1)[0].split("，", 1)[0])
    return "" if found is None else found.zh if lang() == "zh" else found.en
