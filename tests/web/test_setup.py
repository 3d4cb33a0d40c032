"""The first set-up in the browser, from the printed token to the login of the administrator; closed before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from schoolapp.config import Config
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import audit, setup
from schoolapp.services.house import House
from schoolapp.services.school import open_house, shown_school
from schoolapp.web.app import create_app
from tests.cast import NOW, make_school
from tests.conftest import on_sqlite
from tests.rules.school_workbook import put
from tests.services.workbook_file import changed, file_of

pytestmark = on_sqlite
PASSWORD = "plum-rain-bridge"
PERSON = {"number": "A1", "name": "欧阳雨桐", "password": PASSWORD, "again": PASSWORD}
STEPS = (
    "/setup/language",
    "/setup/administrator",
    "/setup/workbook",
    "/setup/check",
    "/setup/check/errors.xlsx",
    "/setup/workbook/template.xlsx",
)


@pytest.fixture
def house(database: Config) -> Iterator[House]:
    opened = open_house(database)
    yield opened
    opened.close()


@pytest.fixture
def token(house: House) -> str:
    return setup.make_token(house=house, now=NOW)


@pytest.fixture
def client(house: House) -> FlaskClient:
    return create_app(house, now=lambda: NOW).test_client()


def csrf(client: FlaskClient) -> str:
    """The form token of this visitor: any page of the set-up with a form has it."""
    for path in ("/setup", "/setup/language"):
        found = re.search(r'name="csrf" value="([^"]+)"', client.get(path, follow_redirects=True).get_data(as_text=True))
        if found:
            return found[1]
    raise AssertionError("no form in sight")


def post(client: FlaskClient, path: str, **fields: Any) -> Any:
    return client.post(path, data={"csrf": csrf(client), **fields}, content_type="multipart/form-data" if "file" in fields else None)


def opened(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/setup?token={token}")
    assert answer.status_code == 303 and answer.headers["Location"] == "/setup/language"


def to_check(client: FlaskClient, token: str, data: bytes | None = None) -> Any:
    opened(client, token)
    post(client, "/setup/language", language="zh")
    post(client, "/setup/administrator", **PERSON)
    answer = post(client, "/setup/workbook", file=(BytesIO(file_of(changed()) if data is None else data), "学校.xlsx"))
    assert answer.headers["Location"] == "/setup/check"
    return client.get("/setup/check")


def test_a_new_installation_leads_to_the_set_up(client: FlaskClient) -> None:
    for path in ("/", "/login"):
        answer = client.get(path)
        assert answer.status_code == 302 and answer.headers["Location"] == "/setup"
    text = client.get("/setup").get_data(as_text=True)
    assert "设置口令" in text and "启动服务器的窗口" in text
    assert "<title>首次设置</title>" in text  # a school without a name yet leaves no bare separator


def test_from_the_token_to_the_login(client: FlaskClient, house: House, token: str) -> None:
    opened(client, token)
    answer = post(client, "/setup/language", language="zh")
    assert answer.headers["Location"].startswith("/setup/administrator")
    answer = post(client, "/setup/administrator", **PERSON)
    assert answer.headers["Location"] == "/setup/workbook"
    answer = post(client, "/setup/workbook", file=(BytesIO(file_of(changed())), "学校.xlsx"))
    assert answer.headers["Location"] == "/setup/check"
    text = client.get("/setup/check").get_data(as_text=True)
    assert "示范小学" in text and "欧阳雨桐" in text and "写入 26 行" in text and 'aria-current="step"' in text
    answer = post(client, "/setup/check")
    assert answer.headers["Location"] == "/setup/done"
    assert "示范小学已经建好" in client.get("/setup/done").get_data(as_text=True)
    page = client.get("/login").get_data(as_text=True)
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    assert client.post("/login", data={"csrf": found[1], "number": "A1", "password": PASSWORD}).status_code == 303
    assert client.get("/admin/workbook").status_code == 200
    assert client.get("/homework/new").status_code == 403
    assert audit.verify_chain(house=house, actor=OPERATOR)[1] == []


def test_the_token_typed_in_opens_too_and_leaves_the_address(client: FlaskClient, token: str) -> None:
    answer = post(client, "/setup", token=token.lower())
    assert answer.status_code == 303 and token not in answer.headers["Location"]
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("setup="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and token.replace("-", "") not in cookie


def test_a_wrong_token_says_where_to_find_it(client: FlaskClient, token: str) -> None:
    answer = client.get("/setup?token=ABCD-EFGH-JKMN-PQRS")
    assert answer.status_code == 403 and "启动服务器的窗口" in answer.get_data(as_text=True)
    for _ in range(3):
        answer = post(client, "/setup", token="WRONG")
    assert answer.status_code == 403
    answer = post(client, "/setup", token=token)
    assert answer.status_code == 403 and "秒再试" in answer.get_data(as_text=True)


def test_an_empty_token_is_asked_for(client: FlaskClient) -> None:
    answer = post(client, "/setup", token=" ")
    assert answer.status_code == 400 and "请填写设置口令" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", STEPS)
def test_without_the_token_no_step_opens(client: FlaskClient, token: str, path: str) -> None:
    assert client.get(path).status_code == 403
    client.set_cookie("setup", "x" * 43)
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", ["/setup/language", "/setup/administrator", "/setup/workbook", "/setup/check"])
def test_nothing_can_be_posted_without_the_token(client: FlaskClient, house: House, token: str, path: str) -> None:
    assert post(client, path, **PERSON, language="en").status_code == 403
    assert shown_school(house=house).name == ""


@pytest.mark.parametrize(
    ("fields", "anchor", "words"),
    [
        ({"number": ""}, "number", "请填写工号"),
        ({"number": "a b!"}, "number", "工号由字母、数字组成"),
        ({"name": ""}, "name", "请填写姓名"),
        ({"password": "", "again": ""}, "password", "请填写密码"),
        ({"password": "short", "again": "short"}, "password", "密码至少 8 位"),
        ({"again": "plum-rain-bridges"}, "again", "两次输入的密码不一样"),
    ],
)
def test_an_administrator_that_cannot_be_taken(client: FlaskClient, token: str, fields: dict[str, str], anchor: str, words: str) -> None:
    opened(client, token)
    post(client, "/setup/language", language="zh")
    answer = post(client, "/setup/administrator", **{**PERSON, **fields})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400 and f'href="#{anchor}"' in text and words in text
    assert PASSWORD not in text
    if "name" not in fields:
        assert 'value="欧阳雨桐"' in text, "what was typed stays"


def test_a_language_must_be_one_of_ours(client: FlaskClient, token: str) -> None:
    opened(client, token)
    assert post(client, "/setup/language", language="xx").status_code == 400
    answer = post(client, "/setup/language", language="en")
    assert 'lang="en"' in client.get(answer.headers["Location"]).get_data(as_text=True)


def test_steps_come_in_their_order(client: FlaskClient, token: str) -> None:
    opened(client, token)
    for path in ("/setup/workbook", "/setup/check"):
        assert client.get(path).status_code == 302
    assert post(client, "/setup/check").status_code == 303
    assert client.get("/setup").headers["Location"] == "/setup/language"
    post(client, "/setup/language", language="zh")
    assert client.get("/setup").headers["Location"] == "/setup/administrator"


def test_a_workbook_with_errors_has_no_confirm_button(client: FlaskClient, house: House, token: str) -> None:
    answer = to_check(client, token, file_of(changed(put("班级", "参加课后服务人数", 99))))
    text = answer.get_data(as_text=True)
    assert "有 1 处要改，还没有写入任何数据" in text and "不超过有需求人数 30" in text and 'method="post"' not in text
    sheet = openpyxl.load_workbook(BytesIO(client.get("/setup/check/errors.xlsx").data)).active
    assert sheet is not None and sheet.cell(2, 1).value == "班级"
    assert post(client, "/setup/check").status_code == 409
    assert shown_school(house=house).name == ""


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not an archive", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600])
def test_a_hostile_file_gets_a_page(client: FlaskClient, token: str, data: bytes) -> None:
    opened(client, token)
    post(client, "/setup/language", language="zh")
    post(client, "/setup/administrator", **PERSON)
    answer = post(client, "/setup/workbook", file=(BytesIO(data), "学校.xlsx"))
    assert answer.status_code == 400 and "文件没有读入" in answer.get_data(as_text=True)


def test_when_the_school_stands_the_door_is_shut(client: FlaskClient, house: House) -> None:
    make_school(house)
    for path in ("/setup", "/setup?token=ABCD", *STEPS):
        answer = client.get(path)
        assert answer.status_code == 410 and "设置已经完成" in answer.get_data(as_text=True)


def test_the_template_comes_with_the_token(client: FlaskClient, token: str) -> None:
    opened(client, token)
    assert openpyxl.load_workbook(BytesIO(client.get("/setup/workbook/template.xlsx").data)).sheetnames[0] == "学校"
