"""The audit page: plain words for every act, one record's history, the check with its limits, the security log for two roles."""

from __future__ import annotations

import ast
from pathlib import Path

from schoolapp import services as package
from schoolapp.records import people as people_records
from schoolapp.records.tables import AUDITED
from schoolapp.services import people
from schoolapp.web.audit import ACT_WORDS, RECORD_WORDS
from tests.cast import MONDAY, NOW, SmallSchool
from tests.conftest import on_sqlite
from tests.web.desk import Desk

pytestmark = on_sqlite


def acts() -> set[str]:
    """Every act that a use case writes as a plain word."""
    found = set()
    for path in Path(str(package.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "audit" and node.args:
                choices = [node.args[0].body, node.args[0].orelse] if isinstance(node.args[0], ast.IfExp) else [node.args[0]]
                found |= {str(c.value) for c in choices if isinstance(c, ast.Constant)}
    return found


def test_every_act_and_record_has_plain_words(database_kind: str) -> None:
    assert acts() <= set(ACT_WORDS)
    assert set(AUDITED.values()) <= set(RECORD_WORDS)


def test_the_newest_entries_in_plain_words(small: SmallSchool) -> None:
    one = small.classes[3, 1]
    people.set_count(
        house=small.house, actor=small.actor("t08"), class_id=one, valid_from=MONDAY, heads=people.ClassHeads(42, 40, 39), now=NOW
    )
    page = Desk(small, "t05").get("/audit")
    assert "登记班级人数" in page and "欧阳雨桐" in page and "pupils: 42" in page and "服务器命令行" in page
    mine = Desk(small, "t05").get(f"/audit?record=class:{one}")
    assert "登记班级人数" in mine and "设置初始密码" not in mine
    assert "种类:编号" in Desk(small, "t05").get("/audit?record=<b>'") and "没有这样的记录" in Desk(small, "t05").get(
        "/audit?record=class:999"
    )


def test_an_inspector_sees_acts_without_persons_and_values(small: SmallSchool) -> None:
    people.set_count(
        house=small.house,
        actor=small.actor("t08"),
        class_id=small.classes[3, 1],
        valid_from=MONDAY,
        heads=people.ClassHeads(42, 40, 39),
        now=NOW,
    )
    page = Desk(small, "t09").get("/audit")
    assert "登记班级人数" in page and "欧阳雨桐" not in page and "pupils" not in page and "登录安全日志" not in page


def test_the_check_tells_its_result_and_its_limit(small: SmallSchool) -> None:
    desk = Desk(small, "t07")
    page = desk.post("/audit/check", 200)
    assert "全部对得上" in page and "只有与保存在别处的链尾" in page
    with small.house.plain_writing() as connection:
        connection.execute(people_records.staff.update().where(people_records.staff.c.number == "t01").values(name="改名"))
    page = desk.post("/audit/check", 200)
    assert "有 1 处对不上" in page and f"教职工 {small.staff['t01']}" in page and "只有与保存在别处的链尾" in page


def test_the_security_log_is_for_two_roles(small: SmallSchool) -> None:
    for number, status in (("t07", 200), ("t08", 200), ("t05", 404), ("t09", 404), ("t01", 403)):
        Desk(small, number).get("/audit/security", status)
    page = Desk(small, "t08").get("/audit/security")
    assert "登录" in page and "没有权限" in page and "林晓梅" in page
