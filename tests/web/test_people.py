"""The pages of staff, slips, substitutes, inspectors, classes and links: forms keep what was typed, codes are shown once, each role its
own."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from schoolapp.config import Config
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import login, people, school
from schoolapp.services.audit import verify_chain
from tests.cast import MONDAY, NOW, SmallSchool, make_school
from tests.conftest import on_sqlite
from tests.web.desk import Desk

pytestmark = on_sqlite


@pytest.fixture
def admin(small: SmallSchool) -> Desk:
    return Desk(small, "t08")


def sound(small: SmallSchool) -> bool:
    return verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_the_list_filters_by_state_and_words(admin: Desk) -> None:
    page = admin.get("/admin/staff")
    assert "林晓梅" in page and "年级组长 (三年级)" in page
    assert "林晓梅" not in admin.get("/admin/staff?q=陈") and "没有符合的人" in admin.get("/admin/staff?show=left")


def test_a_person_is_added_once_however_often_the_form_is_sent(admin: Desk, small: SmallSchool) -> None:
    key = admin.key("/admin/staff/new")
    for _ in range(2):
        admin.post("/admin/staff/new", number="n1", name="周周", roles=["教师", "年级组长"], led_grades=["2"], request_key=key)
    staff_id = people.staff_id_of(house=small.house, actor=OPERATOR, number="n1")
    assert "还没有登录码" in admin.get(f"/admin/staff/{staff_id}")
    assert sound(small)


def test_a_refused_form_keeps_what_was_typed_and_names_the_place(admin: Desk) -> None:
    page = admin.post("/admin/staff/new", 400, number="t01", name="周周", roles=["教师", "年级组长"], request_key="k")
    assert "请选择年级组长负责的年级" in page and 'href="#led_grades"' in page and 'value="t01"' in page and 'value="周周"' in page
    page = admin.post("/admin/staff/new", 400, number="t01", name="周周", roles=["教师"], request_key="k")
    assert "这个工号已经有人用了" in page and 'href="#number"' in page
    page = admin.post("/admin/staff/new", 400, number="", name="", request_key="k")
    assert page.index("error summary") < page.index('<form method="post" novalidate')


def test_a_person_is_changed_and_a_stale_form_is_refused(admin: Desk, small: SmallSchool) -> None:
    path = f"/admin/staff/{small.staff['t04']}"
    seen = admin.value(path, "seen")
    admin.post(path, name="罗建国", roles=["教师", "备课组长"], lead_subjects=["语文"], seen=seen)
    assert "罗建国" in admin.get(path)
    admin.post(path, 409, name="罗建军", roles=["教师"], seen=seen)
    assert sound(small)


def test_the_number_of_a_person_stays(admin: Desk, small: SmallSchool) -> None:
    path = f"/admin/staff/{small.staff['t04']}"
    admin.post(path, number="t99", name="罗建国", roles=["教师"], seen=admin.value(path, "seen"))
    assert people.staff_id_of(house=small.house, actor=OPERATOR, number="t04") == small.staff["t04"]


def test_deactivating_and_logging_out(admin: Desk, small: SmallSchool) -> None:
    other = Desk(small, "t03")
    path = f"/admin/staff/{small.staff['t03']}"
    assert "1 处" in admin.get(path)
    admin.post(path + "/logout")
    assert other.client.get("/me").status_code == 302
    admin.post(path + "/active", 400)
    admin.post(path + "/active", active="0")
    assert "恢复账号" in admin.get(path)
    admin.post(path + "/active", active="1")
    admin.post(f"/admin/staff/{small.staff['t08']}/active", active="0")
    assert "不能停用自己的账号" in admin.get(f"/admin/staff/{small.staff['t08']}")


def test_codes_are_shown_once_on_slips(admin: Desk, small: SmallSchool) -> None:
    page = admin.get(f"/admin/staff/slips?only={small.staff['t01']}")
    assert "SCHOOLAPP_PUBLIC_URL" in page
    key = admin.key("/admin/staff/slips")
    sheet = admin.post("/admin/staff/slips", 200, staff=[small.staff["t01"], small.staff["t02"]], request_key=key)
    codes = re.findall(r'class="slip-code">([A-Z2-9]{4}-[A-Z2-9]{4})<', sheet)
    assert len(codes) == 2 and '<svg class="qr"' not in sheet and "http://localhost/login" in sheet and "SCHOOLAPP_PUBLIC_URL" in sheet
    again = admin.post("/admin/staff/slips", 410, staff=[small.staff["t01"], small.staff["t02"]], request_key=key)
    assert "登录码已经显示过" in again and not any(code in again for code in codes)
    opened = login.log_in(house=small.house, number="t01", password=codes[0], address="", device="", browser="", now=NOW)
    assert opened.must_change
    assert "请至少选一个人" in admin.post("/admin/staff/slips", 400, request_key="other")


def test_slips_carry_the_code_to_the_login_page(database: Config) -> None:
    house = school.open_house(Config(database.data_dir, public_url="https://zy.example.edu.cn"))
    small = make_school(house)
    admin = Desk(small, "t08")
    sheet = admin.post("/admin/staff/slips", 200, staff=[small.staff["t01"]], request_key=admin.key("/admin/staff/slips"))
    assert 'class="qr"' in sheet and "zy.example.edu.cn/login" in sheet and "SCHOOLAPP_PUBLIC_URL" not in sheet and "style=" not in sheet
    assert 'href="/static/slips.css' in sheet
    house.close()


def test_a_leader_grants_and_ends_a_substitute(small: SmallSchool) -> None:
    leader = Desk(small, "t02")
    page = leader.get("/people/substitutes")
    assert "三(1)班 · 语文" in page and "四(1)班" not in page and "欧阳雨桐 · t08" not in page
    values = {"lesson": f"{small.classes[3, 1]}:语文", "staff": small.staff["t04"], "start": "2026-11-23", "end": "2026-11-27"}
    key = leader.key("/people/substitutes")
    for _ in range(2):
        leader.post("/people/substitutes", request_key=key, **values)
    page = leader.get("/people/substitutes")
    assert page.count(">提前结束<") == 1 and "罗建军" in page
    refused = leader.post("/people/substitutes", 400, request_key="k2", **values)
    assert "罗建军在这段时间已经有这一课的代课" in refused and 'href="#staff"' in refused
    leader.post("/people/substitutes", 400, request_key="k3", **{**values, "lesson": f"{small.classes[4, 1]}:语文"})
    row = people.list_substitutes(house=small.house, actor=OPERATOR, now=NOW)[0]
    leader.post(f"/people/substitutes/{row.id}/end")
    assert ">提前结束<" not in leader.get("/people/substitutes")
    assert sound(small)


def test_the_principal_opens_and_ends_an_inspectors_account(small: SmallSchool) -> None:
    principal = Desk(small, "t07")
    key = principal.key("/people/inspectors")
    values = {"name": "司马文博", "number": "dx1", "grades": ["3"], "start": "2026-09-01", "end": "2026-11-23", "days": "1"}
    sheet = principal.post("/people/inspectors", 200, request_key=key, **values)
    assert len(re.findall("slip-code", sheet)) == 1
    assert "登录码已经显示过" in principal.post("/people/inspectors", 410, request_key=key, **values)
    assert "11月24日 15:00" in principal.get("/people/inspectors")
    staff_id = people.staff_id_of(house=small.house, actor=OPERATOR, number="dx1")
    principal.post(f"/people/inspectors/{staff_id}/end")
    assert "已到期" in principal.get("/people/inspectors")
    refused = principal.post("/people/inspectors", 400, request_key="k2", **{**values, "start": "2026-12-01"})
    assert "结束日期不能早于开始日期" in refused
    Desk(small, "t02").get("/people/inspectors", 403)


def test_what_is_missing_of_an_inspector_is_told_in_the_order_of_the_form(small: SmallSchool) -> None:
    page = Desk(small, "t07").post("/people/inspectors", 400, request_key="k1")
    assert page.index('href="#name"') < page.index('href="#number"') < page.index('id="name"') < page.index('id="number"')


def test_whose_code_is_out_is_not_counted_as_waiting_for_one(small: SmallSchool) -> None:
    """The tab holds everybody without an own password, given a code or not, and says so."""
    admin = Desk(small, "t08")
    key = admin.key("/admin/staff/slips")
    admin.post("/admin/staff/slips", 200, request_key=key, staff=str(small.staff["t01"]))
    page = admin.get("/admin/staff?show=waiting")
    assert "待用" in page and "未设密码" in page and "待发登录码" not in page


def test_the_office_hub_shows_what_each_may_do(small: SmallSchool) -> None:
    assert "责任督学账号" in Desk(small, "t05").get("/people/office")
    assert "责任督学账号" not in Desk(small, "t02").get("/people/office")
    Desk(small, "t01").get("/people/office", 403)


def test_classes_counts_lessons_and_homeroom(admin: Desk, small: SmallSchool) -> None:
    assert "三(2)班" in admin.get("/admin/classes")
    path = f"/admin/classes/{small.classes[3, 1]}"
    admin.post(path + "/heads", valid_from="2026年11月23日", pupils="４２", asked="40", joined="39")
    assert "现在用这个数" in admin.get(path) and "42" in admin.get(path)
    refused = admin.post(path + "/heads", 400, valid_from="2026-11-23", pupils="40", asked="30", joined="31")
    assert "参加人数不能多于有需求的 30 人" in refused and 'value="31"' in refused
    admin.post(path + "/lessons", subject="体育", staff=small.staff["t04"])
    assert "体育与健康" in admin.get(path)
    lesson = people.class_page(house=small.house, actor=OPERATOR, class_id=small.classes[3, 1], now=NOW).lessons[-1]
    admin.post(f"{path}/lessons/{lesson.id}/remove")
    admin.post(path + "/homeroom", staff=small.staff["t10"])
    assert people.class_page(house=small.house, actor=OPERATOR, class_id=small.classes[3, 1], now=NOW).homeroom == "阿依古丽·买买提"
    values = {"grade": "3", "number": "3", "pupils": "30", "asked": "0", "joined": "0", "valid_from": "2026-11-23"}
    admin.post("/admin/classes", request_key=admin.key("/admin/classes"), **values)
    assert "这个班已经有了" in admin.post("/admin/classes", 400, request_key="k", **values)
    added = next(
        x.one.id for x in people.list_classes(house=small.house, actor=OPERATOR, now=NOW).lines if (x.one.grade, x.one.number) == (3, 3)
    )
    admin.post(f"/admin/classes/{added}/remove")
    assert "三(3)班" not in admin.get("/admin/classes")
    assert sound(small)


def test_links_by_role_and_renewing(small: SmallSchool, admin: Desk) -> None:
    teacher = Desk(small, "t04").get("/people/links")
    assert "一(1)班" in teacher and "三(1)班" not in teacher and "更换链接" not in teacher
    page = admin.get("/people/links")
    assert page.count("更换链接") == 10 and "SCHOOLAPP_PUBLIC_URL" in page
    one = small.classes[1, 1]
    before = next(x.token for x in people.list_links(house=small.house, actor=OPERATOR, now=NOW) if x.ref.id == one)
    admin.post(f"/people/links/{one}/renew", generation="1")
    assert before not in admin.get("/people/links")
    admin.post(f"/people/links/{one}/renew", 409, generation="1")
    Desk(small, "t01").post(f"/people/links/{one}/renew", 403, generation="2")


def test_everything_reads_in_english_too(admin: Desk, small: SmallSchool) -> None:
    people.grant_substitute(
        house=small.house,
        actor=OPERATOR,
        class_id=small.classes[3, 1],
        subject="语文",
        staff_id=small.staff["t04"],
        start=MONDAY,
        end=MONDAY + timedelta(days=1),
        request_key="",
        now=NOW,
    )
    for path in (
        "/admin",
        "/admin/staff",
        "/admin/staff/new",
        "/admin/staff/1",
        "/admin/staff/slips",
        "/admin/classes",
        "/admin/classes/1",
        "/people/links",
    ):
        assert 'lang="en"' in admin.get(path + "?lang=en")
