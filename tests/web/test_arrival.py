"""The pages of the screen at the door: what is on the shown side, and what never is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schoolapp.rules.issues import Level, Source
from schoolapp.services import packs
from schoolapp.services.issues.propose import propose
from schoolapp.services.packs import make as making
from schoolapp.services.school import standing_of
from tests.cast import MONDAY, NOW, SmallSchool
from tests.conftest import on_sqlite
from tests.services.findings_cases import PERIOD, with_faults
from tests.web.open_desk import OpenDesk

pytestmark = on_sqlite


@pytest.fixture
def small(small: SmallSchool) -> SmallSchool:
    return with_faults(small)


def test_the_shown_side_has_the_day_the_ten_days_and_the_pack_and_nothing_private(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "charts_of", lambda snapshot, made_at: ())
    browser = OpenDesk(small, "t07")
    page = browser.get("/arrival/show")
    assert "还没有材料包" in page and "今日作业" in page and "今日课后服务" in page and "近 10 个上课日" in page and ">超<" in page
    assert "意见建议" not in page and "待核实" not in page and 'class="bottom"' not in page and "me-menu" not in page
    made = packs.make_pack(house=small.house, actor=small.actor("t07"), made_at=NOW, now=NOW, **PERIOD)
    assert made.sha256[:12] in browser.get("/arrival/show")
    assert "None" not in page


def test_the_own_side_leads_to_what_is_open(small: SmallSchool) -> None:
    page = OpenDesk(small, "t07").get("/arrival")
    assert "只有你看得到" in page and 'href="/findings"' in page and 'href="/arrival/show"' in page and "意见建议" in page and "每日存证" in page
    assert "意见建议" not in OpenDesk(small, "t05").get("/arrival").split("<main", 1)[1]


def test_open_problems_stand_first_and_only_on_the_own_side(small: SmallSchool) -> None:
    with small.house.writing(actor=small.actor("t07"), now=NOW) as work:
        propose(work, Source.VISIT, standing=standing_of(house=small.house), text="实践类作业偏少", clause="C11", level=Level.YELLOW,
                record="visit:1", found_on=MONDAY - timedelta(days=40), grade=3, class_id=None, due_on=MONDAY - timedelta(days=20))
    browser = OpenDesk(small, "t07")
    own = browser.get("/arrival").split("<main", 1)[1]
    assert own.index("未销号问题 1 项") < own.index("待核实事项") and "待指派 1" in own
    assert "未销号" not in browser.get("/arrival/show")


def test_a_pack_of_the_last_thirty_days_is_asked_for_from_the_door(small: SmallSchool) -> None:
    browser = OpenDesk(small, "t07")
    page = browser.get("/arrival/show")
    assert 'name="start" value="2026-10-24"' in page and f'name="end" value="{MONDAY}"' in page
    answer = browser.client.post("/packs", data={"csrf": browser.token, "start": "2026-10-24", "end": MONDAY.isoformat()})
    assert answer.status_code == 303 and answer.location == "/jobs/1"


def test_both_sides_in_english(small: SmallSchool) -> None:
    browser = OpenDesk(small, "t07")
    for path in ("/arrival", "/arrival/show"):
        main = browser.get(path + "?lang=en").split("<main", 1)[1].split("</main>")[0]
        assert "At the door" in main
