"""The pages of the school's facts, calendar, policy and year: what is shown before saving, and each figure with its basis."""

from __future__ import annotations

import pytest

from schoolapp.rules.permits import OPERATOR
from schoolapp.services import people, policy, school
from schoolapp.services.audit import verify_chain
from schoolapp.web.forms.school import CHOICE_WORDS, FIGURES, GROUPS
from tests.cast import NOW, SmallSchool
from tests.conftest import on_sqlite
from tests.web.desk import Desk, form_of

pytestmark = on_sqlite


@pytest.fixture
def admin(small: SmallSchool) -> Desk:
    return Desk(small, "t08")


def test_the_hub_leads_everywhere(admin: Desk) -> None:
    page = admin.get("/admin")
    for path in (
        "/admin/staff",
        "/admin/classes",
        "/people/links",
        "/admin/school",
        "/admin/calendar",
        "/admin/policy",
        "/admin/year",
        "/audit",
    ):
        assert f'href="{path}"' in page
        admin.get(path)


def test_the_schools_facts(admin: Desk, small: SmallSchool) -> None:
    values = {**form_of(admin.get("/admin/school")), "name": "江北实验学校（东校区）", "report_phone": "abc"}
    refused = admin.post("/admin/school", 400, **values)
    assert "电话只能有数字" in refused and "东校区" in refused and school.shown_school(house=small.house).name == "江北实验学校"
    admin.post("/admin/school", **{**values, "report_phone": "023-6785 0121"})
    page = admin.get("/admin/school")
    assert "江北实验学校（东校区）" in page and "已保存" in page
    admin.post("/admin/school", 409, **values | {"report_phone": "023-1"})


def test_terms_and_rows_with_the_months(admin: Desk, small: SmallSchool) -> None:
    path = f"/admin/calendar/{small.term_id}"
    page = admin.get(path)
    assert "2027年的校历还没有确认" in page and "国庆节" in page and "补课" in page
    row = {"start": "2026-11-27", "end": "2026-11-27", "school": "1", "service": "0", "timetable_weekday": "0", "note": ""}
    refused = admin.post(path + "/rows/new", 400, **row)
    assert "没有课后服务的日子要写明原因" in refused and 'href="#note"' in refused
    admin.post(path + "/rows/new", **{**row, "note": "运动会"})
    page = admin.get(path)
    assert "上课，没有课后服务" in page and "无课后服务" in page
    weekend = admin.post(
        path + "/rows/new", 400, start="2026-11-23", end="2026-11-29", school="1", service="", timetable_weekday="0", note="x"
    )
    assert "跨周末" in weekend
    admin.post(
        path + "/rows/new", start="2026-12-05", end="2026-12-05", school="1", service="", timetable_weekday="5", grades=["3"], note="补课"
    )
    admin.post(path + "/rows/2/move", to="up", seen="1")
    admin.post(path + "/rows/2/move", 409, to="up", seen="1")
    assert "执行周五课表" in admin.get(path) and 'value="3" ' in admin.get(path + "/rows/2")
    admin.post(path + "/rows/1/remove")
    admin.get(path + "/rows/1", 404)
    admin.post("/admin/calendar/new", name="2027年春季学期", start="2027-02-22", end="2027-07-02")
    assert "重叠" in admin.post("/admin/calendar/new", 400, name="夏", start="2027-07-01", end="2027-07-20")
    assert verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_every_figure_is_asked_for_and_shows_its_basis(admin: Desk) -> None:
    assert set(FIGURES) == set(policy.FIGURES) == {name for _, names in GROUPS for name in names}
    page, form = admin.get("/admin/policy/1"), admin.get("/admin/policy/new")
    profile = policy.list_profiles(house=admin.small.house, actor=OPERATOR, now=NOW)[0].profile
    for name, (label, _unit, _kind) in FIGURES.items():
        assert label in page and f'id="basis_{name}"' in form
        assert page.count(profile.basis[name]) >= 1 and f'value="{profile.basis[name]}"' in form
    assert "书面作业总量不超上限，一二年级不带回家" in page  # the clause in words


def test_a_profile_is_saved_only_after_its_differences_were_shown(admin: Desk, small: SmallSchool) -> None:
    values = form_of(admin.get("/admin/policy/new"))
    assert values["valid_from"] == "2026-11-24" and values["near_cap"] == "90" and values["tier_mode"] == "one"
    values |= {"caps_3": "50", "near_cap": "85"}
    checked = admin.post("/admin/policy/new", 200, **values, do="save")  # saving unseen figures shows them first
    assert "将要改变的" in checked and "每天书面作业上限 · 三年级" in checked and "85%" in checked
    assert len(policy.list_profiles(house=small.house, actor=OPERATOR, now=NOW)) == 1
    shown = form_of(checked)
    other = admin.post("/admin/policy/new", 200, **{**shown, "caps_3": "40"}, do="save")  # changed after they were shown: shown anew
    assert "40 分钟" in other and len(policy.list_profiles(house=small.house, actor=OPERATOR, now=NOW)) == 1
    for _ in range(2):
        admin.post("/admin/policy/new", **shown, do="save")
    newest = policy.list_profiles(house=small.house, actor=OPERATOR, now=NOW)[0]
    assert newest.profile.cap(3) == 50 and newest.state == "later"
    assert "撤回这份标准" in admin.get(f"/admin/policy/{newest.id}")
    admin.post(f"/admin/policy/{newest.id}/remove")
    assert len(policy.list_profiles(house=small.house, actor=OPERATOR, now=NOW)) == 1
    assert verify_chain(house=small.house, actor=OPERATOR)[1] == []


@pytest.mark.parametrize(
    ("changes", "anchor", "words"),
    [
        ({"caps_5": "61"}, "caps_5", "不能高于国家上限"),
        ({"caps_2": "5"}, "caps_2", "一二年级没有书面家庭作业"),
        ({"near_cap": "许多"}, "near_cap", "请填写百分数"),
        ({"service_minutes": "100"}, "service_minutes", "120 分钟"),
        ({"basis_offwork": ""}, "basis_offwork", "请写明依据"),
        ({"valid_from": "2026-11-01", "caps_3": "50"}, "valid_from", "请从今天或以后开始"),
        ({"publish_by": ""}, "publish_by", "请填写这一项"),
    ],
)
def test_a_wrong_figure_is_named_at_its_place(admin: Desk, changes: dict[str, str], anchor: str, words: str) -> None:
    values = {**form_of(admin.get("/admin/policy/new")), **changes}
    page = admin.post("/admin/policy/new", 400, **values, do="check")
    assert f'href="#{anchor}"' in page and words in page
    typed = changes.get(anchor, "")
    assert f'id="{anchor}"' in page and f'value="{typed}"' in page


def test_a_profile_that_has_begun_is_not_edited(admin: Desk) -> None:
    admin.client.get("/admin/policy/1/edit")
    assert "已经开始执行" in admin.get("/admin/policy/1")
    values = {**form_of(admin.get("/admin/policy/new")), "caps_3": "50"}
    page = admin.post("/admin/policy/1/edit", 400, **values, do="check")
    assert "不能再改" in page


def test_choices_have_words(database_kind: str) -> None:
    assert set(CHOICE_WORDS) == {name for name, (_l, _u, kind) in FIGURES.items() if kind == "choice"}


def test_a_year_is_started_in_one_step_after_its_difference(admin: Desk, small: SmallSchool) -> None:
    page = admin.get("/admin/year")
    assert "二(1)班" in page and "九(1)班" in page and "2026—2027学年还没有结束" in page
    values = form_of(page)
    assert values["first_classes"] == "1" and values["year"] == "2027"
    assert "请先核对，再勾选" in admin.post("/admin/year", 400, **values)
    assert "0 到 40" in admin.post("/admin/year", 400, **{**values, "first_classes": "41"}, agree="y")
    for _ in range(2):
        admin.post("/admin/year", **values, agree="y")
    shown = people.list_classes(house=small.house, actor=OPERATOR, now=NOW, year=2027)
    assert len(shown.lines) == 10
    assert "2027—2028" in admin.get("/admin/classes?year=2027")
    assert "2028—2029" in admin.get("/admin/year")
    refused = admin.post("/admin/year", 400, **{**values, "request_key": "k"}, agree="y")
    assert "已经有 10 个班" in refused
    assert verify_chain(house=small.house, actor=OPERATOR)[1] == []
