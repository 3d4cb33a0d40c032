"""What the register form offers and asks, without script: everything is a submit button that answers with the same form. The posts
themselves stand in `test_homework`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schoolapp.rules.permits import OPERATOR
from schoolapp.services import homework_template
from schoolapp.services.homework import Draft
from schoolapp.services.wording import REASONS
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import day_row, items_of, post
from tests.web.homework_browser import Visitor, fields_of, text_of

pytestmark = on_sqlite
FRIDAY = MONDAY - timedelta(days=3)
STOPPED = "口算一页，家长检查后签字"


class Form:
    """The register form in one visitor's hands."""

    def __init__(self, small: SmallSchool, who: str = "t01", path: str = "/homework/new") -> None:
        self.visitor = Visitor(small, who)
        self.html = self.visitor.get(path)
        self.fields = fields_of(self.html, "register")
        self.status = 200

    def press(self, do: str, **typed: str) -> Form:
        """Types, presses a button and stands before the answer; a redirect is followed."""
        self.fields |= {name.replace("__", "-"): [value] for name, value in typed.items()} | {"do": [do]}
        answer = self.visitor.post("/homework/new", **self.fields)
        self.status = answer.status_code
        self.html = self.visitor.after(answer) if answer.status_code == 303 else answer.get_data(as_text=True)
        if 'id="register"' in self.html:
            self.fields = fields_of(self.html, "register")
        return self

    @property
    def text(self) -> str:
        return text_of(self.html)

    def line(self, name: str, n: int = 0) -> str:
        return (self.fields.get(f"items-{n}-{name}") or [""])[0]


def test_both_parallel_classes_come_from_the_card_of_one(small: SmallSchool) -> None:
    visitor = Visitor(small, "t01")
    assert f"/homework/new?class={small.classes[3, 1]}&amp;subject=%E6%95%B0%E5%AD%A6&amp;beside=1" in visitor.get("/today")
    both = fields_of(visitor.get(f"/homework/new?class={small.classes[3, 2]}&subject=数学&beside=1"), "register")["classes"]
    assert both == [str(small.classes[3, 1]), str(small.classes[3, 2])]


def test_the_newest_kind_and_tier_are_remembered_and_stand_on_the_fold(small: SmallSchool) -> None:
    from schoolapp.rules.homework import Kind, Tier

    post(small, "t01", [(3, 1)], Draft("说一说", 5, Kind.ORAL, Tier.RAISED), day=FRIDAY, now=at(FRIDAY))
    form = Form(small)
    assert (form.line("kind"), form.line("tier")) == ("口头", "提高") and "口头，不计入书面时间·提高" in form.text


def test_minutes_in_school_are_filled_in_where_they_can_be_seen(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 50, in_school=50))
    form = Form(small)
    assert form.line("in_school") == "" and "校内完成未填" in form.text and "还有10分钟没有安排作业" in form.text
    form.press("check", items__0__text="口算", items__0__minutes="15")
    assert form.line("in_school") == "10" and "校内完成10分钟·取自当天的作业辅导" in form.text and "预填10分钟" in form.text
    form.press("check", items__0__minutes="5")
    assert form.line("in_school") == "5"
    form.press("check", items__0__in_school="3")
    assert form.line("in_school") == "3" and "取自当天的作业辅导" not in form.text
    form.press("check", items__0__minutes="10")
    assert form.line("in_school") == "3"  # the teacher's own figure stays
    form.press("check", items__0__in_school="")
    form.press("publish")
    assert form.status == 303 and [i.in_school for i in items_of(small, (3, 1)) if i.subject == "数学"] == [None]


def test_nobody_states_what_was_never_on_the_page(small: SmallSchool) -> None:
    form = Form(small).press("publish", items__0__text="口算", items__0__minutes="10")
    assert form.status == 303 and items_of(small, (3, 1))[0].in_school is None


def test_several_lines_share_the_time_that_is_left(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1), (3, 2)], Draft("抄写", 45, in_school=45))
    form = Form(small).press("add", items__0__text="口算", items__0__minutes="10")
    form.press("check", items__1__text="应用题", items__1__minutes="10")
    assert (form.line("in_school"), form.line("in_school", 1)) == ("10", "5")


def test_figures_filled_in_shrink_with_the_line(small: SmallSchool) -> None:
    form = Form(small).press("check", items__0__text="口算", items__0__minutes="20")
    form.press("publish", items__0__minutes="10")  # quicker than the page
    assert form.status == 303 and items_of(small, (3, 1))[0].in_school == 10
    visitor, item = Visitor(small, "t01"), items_of(small, (3, 1))[0].id
    html = visitor.get(f"/homework/{item}")
    assert '<input id="help" name="help" type="hidden" value="10">' in html
    typed = {"text": "口算", "minutes": "5", "kind": "书面", "tier": "全体", "in_school": "10", "help": "10", "version": "1", "reason": "估多了"}
    assert visitor.post(f"/homework/{item}", **typed).status_code == 303 and items_of(small, (3, 1))[0].in_school == 5


def test_shortening_takes_a_stated_share_with_it(small: SmallSchool) -> None:
    form = Form(small).press("shorten-0-5", items__0__text="口算", items__0__minutes="20", items__0__in_school="12")
    assert (form.line("minutes"), form.line("in_school")) == ("5", "5")


def test_own_lines_fill_the_form_with_their_page_number(small: SmallSchool) -> None:
    actor = small.actor("t01")
    draft = Draft("口算第＿＿页", 12)
    found = homework_template.add_template(house=small.house, actor=actor, subject="数学", draft=draft, now=NOW)
    form = Form(small)
    assert "常用作业" in form.text
    form.press(f"template-{found}", template_page="36")
    assert form.line("text") == "口算第36页" and form.line("minutes_other") == "12"
    form.press(f"template-{found}", template_page="37")  # the line before is somebody's words now
    assert form.line("text", 1) == "口算第37页" and form.line("text") == "口算第36页"
    form.press("remove-1").press(f"template-{found}").press(f"template-{found}", template_page="40")
    assert form.line("text", 1) == "口算第40页" and form.line("text", 2) == ""  # an unchanged one is replaced
    assert Visitor(small, "t03").post("/homework/new", subject="语文", do=f"template-{found}").status_code == 404


def test_usual_minutes_are_offered_and_taken(small: SmallSchool) -> None:
    for back in (3, 4):
        day = MONDAY - timedelta(days=back)
        post(small, "t01", [(3, 1), (3, 2)], Draft(f"口算第{back}页", 15), day=day, now=at(day))
    form = Form(small).press("check", items__0__text="口算第9页")
    assert "往常约15分钟（近2次）" in form.text
    form.press("usual-0-15")
    assert form.line("minutes") == "15" and "往常约" not in form.text


def test_quotas_stand_in_the_dock(small: SmallSchool) -> None:
    from schoolapp.records import quota

    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        for subject in ("语文", "数学"):
            work.add(quota.homework_plan, term_id=small.term_id, grade=3, subject=subject, minutes=20, note="", set_by=None, set_at=NOW)
        work.audit("plan_saved", f"term:{small.term_id}", None, {})
    assert "计划20·16:00前给其他学科留20·可用40" in Form(small).text


def test_a_time_may_be_chosen(small: SmallSchool) -> None:
    form = Form(small)
    assert "现在发布" in form.text
    form.press("check", items__0__text="口算", items__0__minutes="10", publish_at="16:30")
    assert "16:30发布·2个班" in form.text
    form.press("publish")
    assert form.status == 303 and "将于16:30发布到三(1)班、三(2)班" in form.text and items_of(small, (3, 1)) == []
    tomorrow = Form(small, path=f"/homework/new?day={MONDAY + timedelta(days=1)}")
    tomorrow.press("publish", items__0__text="口算", items__0__minutes="10", publish_at="other", publish_time="07:30")
    assert "将于11月24日周二07:30发布" in tomorrow.text


@pytest.mark.parametrize(("chosen", "typed", "said"), [("other", "", "请填写时间"), ("other", "14:59", "要晚于现在"), ("09:00", "", "要晚于现在")])
def test_a_time_that_cannot_be_is_told(small: SmallSchool, chosen: str, typed: str, said: str) -> None:
    form = Form(small).press("publish", items__0__text="口算", items__0__minutes="10", publish_at=chosen, publish_time=typed)
    assert form.status == 400 and said in form.text and items_of(small, (3, 1)) == []
    assert form.fields["publish_at"] == [chosen] and form.line("text") == "口算"


def test_a_time_for_the_classes_that_have_room_leaves_the_others_in_the_form(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 55))
    form = Form(small).press("fit", items__0__text="口算", items__0__minutes="10", publish_at="16:30")
    assert form.status == 200 and "将于16:30发布到三(2)班。三(1)班还没有发布" in form.text
    assert form.fields["classes"] == [str(small.classes[3, 1])] and form.line("text") == "口算"


def test_stopped_words_are_shown_mended_or_published_with_a_reason(small: SmallSchool) -> None:
    form = Form(small).press("publish", items__0__text=STOPPED, items__0__minutes="10")
    assert form.status == 400 and "发布前请看一下措辞，还没有发布" in form.text and "“家长检查后签字”" in form.text
    assert "选理由后发布·2个班" in form.text and items_of(small, (3, 1)) == []
    better = Form(small).press("check", items__0__text=STOPPED, items__0__minutes="10").press("mend-0")
    assert "家长" not in better.line("text") and "发布前请看一下措辞" not in better.text
    form.press("publish", items__0__why=REASONS[1])
    assert form.status == 303 and [i.wording_reason for i in items_of(small, (3, 1))] == [REASONS[1]]
    path = f"/homework/day/{small.classes[3, 1]}/{MONDAY}"
    for who, sees in (("t01", True), ("t02", True), ("t05", True), ("t03", False)):
        assert ("措辞说明" in Visitor(small, who).get(path)) is sees, who
    item = items_of(small, (3, 1))[0].id
    assert REASONS[1] in Visitor(small, "t05").get(f"/homework/{item}")


def test_lighter_words_take_one_more_tap(small: SmallSchool) -> None:
    from schoolapp.services import wording

    wording.add_words(house=small.house, actor=small.actor("t05"), words="奥数", clause="C10", level="warn", hint="超出课标", safer="思考题", now=NOW)
    form = Form(small).press("publish", items__0__text="奥数一题", items__0__minutes="10")
    assert form.status == 400 and "照原样发布·2个班" in form.text and form.line("seen") == "C10"
    assert form.press("publish").status == 303


def test_a_kind_that_does_not_fit_is_only_mentioned(small: SmallSchool) -> None:
    form = Form(small).press("check", items__0__text="抄写生字一行", items__0__minutes="10", items__0__kind="口头")
    assert "像是书面作业，类型选的是口头" in form.text
    assert form.press("kind-0-书面").line("kind") == "书面"
    other = Form(small).press("publish", items__0__text="抄写生字一行", items__0__minutes="10", items__0__kind="口头")
    assert other.status == 303


def test_past_days_are_not_asked_about_words_or_times(small: SmallSchool) -> None:
    form = Form(small, path=f"/homework/new?day={FRIDAY}")
    assert "现在发布" not in form.text
    form.press("publish", items__0__text=STOPPED, items__0__minutes="10", reason="当天停电")
    assert form.status == 303 and day_row(small, (3, 1), FRIDAY).items == 1


def test_a_correction_into_stopped_words_asks_too(small: SmallSchool) -> None:
    item = post(small, "t01", [(3, 1)], Draft("口算", 10)).items[0]
    visitor = Visitor(small, "t01")
    typed = {"text": STOPPED, "minutes": "10", "kind": "书面", "tier": "全体", "in_school": "", "help": "", "version": "1", "reason": "写全"}
    asked = visitor.post(f"/homework/{item}", **typed)
    assert asked.status_code == 400 and "更正前请看一下措辞" in asked.get_data(as_text=True)
    mended = visitor.post(f"/homework/{item}", **typed, do="mend-0").get_data(as_text=True)
    assert "签字" not in mended.split("<textarea")[1].split("</textarea>")[0] and items_of(small, (3, 1))[0].text == "口算"
    assert visitor.post(f"/homework/{item}", **typed, why=REASONS[0]).status_code == 303


def test_the_parallel_class_is_a_link_away(small: SmallSchool) -> None:
    item = post(small, "t01", [(3, 1)], Draft("口算", 10)).items[0]
    visitor = Visitor(small, "t01")
    link = f"/homework/new?copy={item}&amp;class={small.classes[3, 2]}&amp;subject=%E6%95%B0%E5%AD%A6&amp;day=2026-11-23"
    assert link in visitor.get(f"/homework/{item}") and link in visitor.get(f"/homework/day/{small.classes[3, 1]}/{MONDAY}")
    form = Form(small, path=link.replace("&amp;", "&"))
    assert form.fields["classes"] == [str(small.classes[3, 2])] and form.line("text") == "口算"
    assert "登记到平行班" not in Visitor(small, "t02").get(f"/homework/day/{small.classes[3, 1]}/{MONDAY}")


def test_the_pages_own_script_is_told_where_to_go(small: SmallSchool) -> None:
    visitor, fields = Visitor(small, "t01"), Form(small).fields
    fields |= {"items-0-text": ["口算"], "items-0-minutes": ["10"], "do": ["publish"], "csrf": [visitor.csrf]}
    answer = visitor.client.post("/homework/new", data=fields, headers={"X-Sent-By-Script": "1"})
    assert answer.status_code == 200 and answer.headers["X-Go-To"] == "/today" and "Location" not in answer.headers
    assert "已公示到" in text_of(visitor.get("/today"))  # the word for the next page was not used up
    refused = visitor.client.post("/homework/new", data=fields | {"items-0-text": [""]}, headers={"X-Sent-By-Script": "1"})
    assert refused.status_code == 400 and "X-Go-To" not in refused.headers
