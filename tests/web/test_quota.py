"""The page of the term plan: who may type where, sums and refusals with both figures, starters and copies that save nothing by themselves."""

from __future__ import annotations

from schoolapp.services import quota
from schoolapp.services.homework import Draft
from schoolapp.services.load import plan_against
from schoolapp.services.quota import PlanEntry
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.web.homework_browser import Visitor, fields_of, text_of

pytestmark = on_sqlite
PAGE = "/homework/plan"


def plan(small: SmallSchool, **minutes: int) -> None:
    entries = [PlanEntry(3, subject, m, "", (None, "")) for subject, m in minutes.items()]
    quota.save_plan(house=small.house, actor=small.actor("t05"), term_id=small.term_id, entries=entries, now=NOW)


def planned(small: SmallSchool, grade: int = 3) -> dict[str, int | None]:
    found = quota.term_plan(house=small.house, actor=small.actor("t05"), now=NOW)
    return {c.subject: c.minutes for p in found.grades if p.grade == grade for c in p.cells}


def form(visitor: Visitor, **typed: str) -> dict[str, list[str]]:
    """The page's form as it stands, with some cells typed over; `_` in a name stands for -."""
    fields = fields_of(visitor.get(PAGE), "plan")
    fields.pop("csrf")
    return fields | {name.replace("_", "-"): [value] for name, value in typed.items()}


def test_the_office_plans_a_grade(small: SmallSchool) -> None:
    office = Visitor(small, "t05")
    page = office.get(PAGE)
    assert "一年级、二年级不留回家的书面作业，不设计划" in text_of(page)
    done = office.post(PAGE, **form(office, minutes_3_语文="20", minutes_3_数学="２０", minutes_3_英语="15 分钟", note_3_语文="含阅读"), do="save")
    assert "计划已保存" in text_of(office.after(done))
    assert planned(small) == {"语文": 20, "数学": 20, "英语": 15}
    shown = text_of(office.get(PAGE))
    assert "55/60分钟·机动5" in shown and "0/90分钟·机动90" in shown and "周舟" in shown
    assert "没有改动" in text_of(office.after(office.post(PAGE, **form(office), do="save")))


def test_over_the_cap_is_refused_with_both_figures(small: SmallSchool) -> None:
    plan(small, 语文=20, 数学=20, 英语=15)
    office = Visitor(small, "t05")
    refused = office.post(PAGE, **form(office, minutes_3_语文="30"), do="save")
    text = text_of(refused.get_data(as_text=True))
    assert refused.status_code == 400
    assert "三年级语文：合计65分钟，上限60分钟，请调减5分钟" in text and "65/60分钟·▲超5" in text
    assert planned(small)["语文"] == 20
    assert fields_of(refused.get_data(as_text=True), "plan")["minutes-3-语文"] == ["30"]


def test_what_cannot_be_read_stays_in_its_field(small: SmallSchool) -> None:
    office = Visitor(small, "t05")
    answer = office.post(PAGE, **form(office, minutes_3_语文="二十五左右", minutes_3_数学="20"), do="save")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400 and "三年级语文：请填写整数分钟" in text_of(html)
    assert fields_of(html, "plan")["minutes-3-语文"] == ["二十五左右"] and planned(small)["数学"] is None


def test_a_starter_fills_empty_cells_and_saves_nothing(small: SmallSchool) -> None:
    plan(small, 数学=25)
    office = Visitor(small, "t05")
    html = office.post(PAGE, **form(office, minutes_3_英语="10"), do="starter").get_data(as_text=True)
    filled = fields_of(html, "plan")
    assert [filled[f"minutes-3-{s}"] for s in ("语文", "数学", "英语")] == [["20"], ["25"], ["10"]]
    assert filled["minutes-9-语文"] == ["20"] and "还没有保存" in text_of(html) and "55/60分钟" in text_of(html)
    assert planned(small) == {"语文": None, "数学": 25, "英语": None}
    filled.pop("csrf")
    office.post(PAGE, **filled, do="save")
    assert planned(small) == {"语文": 20, "数学": 25, "英语": 10}


def test_sums_while_typing(small: SmallSchool) -> None:
    office = Visitor(small, "t05")
    html = office.post(PAGE, **form(office, minutes_3_语文="70"), do="check").get_data(as_text=True)
    assert 'id="sum-3"' in html and "70/60分钟·▲超10" in text_of(html)
    assert planned(small)["语文"] is None


def test_a_lead_types_the_led_subject_only(small: SmallSchool) -> None:
    plan(small, 数学=20)
    lead = Visitor(small, "t10")
    fields = form(lead)
    assert {name.split("-")[-1] for name in fields if name.startswith("minutes-")} == {"语文"}
    lead.post(PAGE, **form(lead, minutes_3_语文="20", minutes_3_数学="5", was_3_数学="20|"), do="save")
    assert planned(small) == {"语文": 20, "数学": 20, "英语": None}


def test_others_read_or_are_turned_away(small: SmallSchool) -> None:
    plan(small, 语文=20)
    leader = Visitor(small, "t02")
    assert "<form id=\"plan\"" not in leader.get(PAGE) and "语文20" in text_of(leader.get(PAGE))
    assert leader.post(PAGE, do="save").status_code == 403
    teacher = Visitor(small, "t01")
    assert teacher.client.get(PAGE).status_code == 403
    assert Visitor(small, "t05").client.get(f"{PAGE}?term=99").status_code == 404


def test_somebody_was_quicker(small: SmallSchool) -> None:
    office = Visitor(small, "t05")
    typed = form(office, minutes_3_语文="25")
    plan(small, 语文=20)
    answer = office.post(PAGE, **typed, do="save")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "有人刚刚改过计划" in text_of(html) and planned(small)["语文"] == 20
    kept = fields_of(html, "plan")
    kept.pop("csrf")
    assert kept["minutes-3-语文"] == ["25"]
    assert office.post(PAGE, **kept, do="save").status_code == 303 and planned(small)["语文"] == 25


def test_the_trail_names_the_act(small: SmallSchool) -> None:
    plan(small, 语文=20)
    assert "保存学期作业计划" in text_of(Visitor(small, "t05").get("/audit"))


def test_the_profile_page_asks_for_the_hour(small: SmallSchool) -> None:
    html = Visitor(small, "t08").get("/admin/policy/new")
    assert "各科计划用时当天保留到" in text_of(html)
    assert 'name="quota_until" type="time" value="16:00"' in html.replace('class="control" id="quota_until" ', "")


def test_the_boards_part(small: SmallSchool) -> None:
    plan(small, 语文=20, 数学=20)
    post(small, "t03", [(3, 1)], Draft("作文", 35), day=MONDAY)
    app = Visitor(small, "t02").client.application
    against = plan_against(house=small.house, actor=small.actor("t02"), grade=3, start=MONDAY, end=MONDAY, now=at(MONDAY, 17))
    with app.test_request_context():
        module = app.jinja_env.get_template("load/plan.html").make_module({"_": app.jinja_env.globals["_"]})
        text = text_of(module.against_panel(against))  # type: ignore[attr-defined]
    assert "语文20▲35.011" in text and "数学200.000" in text and "合计40/6035.01" in text and "三年级，分钟/天·机动20" in text
    whole = plan_against(house=small.house, actor=small.actor("t02"), grade=3, start=TERM[0], end=TERM[1], now=NOW)
    assert whole.days == 1
