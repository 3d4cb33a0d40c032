"""Outside providers at the browser's door: put on file, people, papers, what has to be looked into on the page and on the coordinator's day."""

from __future__ import annotations

import io
from datetime import timedelta

from schoolapp.records import afterschool as afterschool_records
from schoolapp.rules.permits import OPERATOR
from tests.cast import MONDAY, NOW, SmallSchool
from tests.conftest import on_sqlite
from tests.outside.sheet_files import pdf, photo
from tests.services.service_cases import add_provider
from tests.web.open_desk import OpenDesk

pytestmark = on_sqlite
PATH = "/service/providers"


def test_a_provider_is_put_on_file_with_its_people(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t06")
    page = desk.post(f"{PATH}/new", 400, name="", contract_from="2026-09-01", contract_until="2026-08-01", courses="篮球")
    assert "机构名称：请填写" in page and "合同到期：到期不能早于开始" in page and ">\r\n篮球" in page.replace(">篮球", ">\r\n篮球")
    desk.post(f"{PATH}/new", name="启航体育俱乐部", listed="y", listed_on="2026-08-20", licence="教民2026018号", active="y")
    page = desk.get(f"{PATH}/1")
    assert "没有登记合同" in page and "没有登记派来的人员" in page and "不在区县名单上" not in page
    desk.post(f"{PATH}/1/people/new", name="卢静", certificate="社会体育指导员证", certificate_until=(MONDAY + timedelta(days=9)).isoformat(), active="y")
    assert "卢静的资格证书 2026年12月2日 到期" in desk.get(f"{PATH}/1")
    desk.post(f"{PATH}/1/people/1", name="卢静", certificate="社会体育指导员证", version=1)  # no longer sent
    assert "卢静的资格证书" not in desk.get(f"{PATH}/1")
    assert "已有同名的机构" in desk.post(f"{PATH}/new", 400, name="启航体育俱乐部")


def test_papers_are_uploaded_and_handed_out(small: SmallSchool) -> None:
    desk, found = OpenDesk(small, "t06"), add_provider(small)
    assert "请拍一张照片，或者选择一个文件" in desk.post(f"{PATH}/{found}/papers/contract", 400)
    for paper, data in (("contract", pdf()), ("licence", photo())):
        answer = desk.client.post(f"{PATH}/{found}/papers/{paper}", data={"csrf": desk.token, "file": (io.BytesIO(data), "x")})
        assert answer.status_code == 303
    with OpenDesk(small, "t07").client.get(f"{PATH}/{found}/papers/contract") as file:
        assert file.data.startswith(b"%PDF-") and file.headers["Cache-Control"] == "private, no-store"
    desk.get(f"{PATH}/{found}/papers/other", 404)
    desk.post(f"{PATH}/{found}/papers/other", 404)


def test_what_has_to_be_looked_into_stands_on_the_page_and_on_the_coordinators_day(small: SmallSchool) -> None:
    found = add_provider(small, listed=False, contract_until=MONDAY + timedelta(days=20))
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.change(afterschool_records.programme, small.programmes["club3"], provider="某某科技馆")
        work.audit("programme_saved", "programme:2")
    page = OpenDesk(small, "t07").get(PATH)
    assert "不在区县名单上" in page and "合同 2026年12月13日 到期" in page and "某某科技馆" in page and "未建档" in page
    today = OpenDesk(small, "t06").get("/today")
    assert "启航体育俱乐部有 2 项要核实" in today and f'href="{PATH}/{found}"' in today and "第三方机构“某某科技馆”还没有建档" in today
    assert "要核实" not in OpenDesk(small, "t01").get("/today")


def test_readers_change_nothing(small: SmallSchool) -> None:
    found = add_provider(small)
    desk = OpenDesk(small, "t05")
    page = desk.get(f"{PATH}/{found}")
    assert "/edit" not in page and "上传合同" not in page
    for path in (f"{PATH}/new", f"{PATH}/{found}/edit", f"{PATH}/{found}/papers/contract", f"{PATH}/{found}/people/new"):
        desk.post(path, 403)
