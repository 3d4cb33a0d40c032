"""Sample sheets in the browser: adding with a file, every refusal with what was typed, how content is served, taking one back."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, stream_encode_multipart

from schoolapp.outside import sheet_child, sheets, workbook_child
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import audit
from schoolapp.services.homework import Draft
from schoolapp.web.sheets import FAULT_WORDS
from tests.cast import MONDAY, SmallSchool
from tests.conftest import on_sqlite
from tests.outside.sheet_files import office, pdf, photo
from tests.services.homework_cases import post
from tests.services.test_sheets import add
from tests.web.homework_browser import Visitor, text_of

pytestmark = on_sqlite
NEW = "/homework/sheets/new"


def send(visitor: Visitor, *files: tuple[str, bytes, str], **fields: Any) -> TestResponse:
    """The form as a browser sends it: `files` = (field, content, name)."""
    values = {"csrf": visitor.csrf, "place": "3 语文", "day": MONDAY.isoformat(), "title": "第三单元分层练习", "note": "", "confirmed": "y", "item": "",
              "request_key": "key", **fields}
    chosen = {name: FileStorage(BytesIO(b""), "") for name in ("photo", "file")}
    chosen |= {name: FileStorage(BytesIO(content), given) for name, content, given in files}
    given_fields: Any = MultiDict({**{name: value for name, value in values.items() if value is not None}, **chosen})
    stream, _length, boundary = stream_encode_multipart(given_fields, use_tempfile=False)
    return visitor.client.post(NEW, data=stream.read(), content_type=f"multipart/form-data; boundary={boundary}")


def test_from_the_camera_to_the_page(small: SmallSchool) -> None:
    teacher = Visitor(small, "t03")
    form = teacher.get(NEW)
    assert 'capture="environment"' in form and "image/jpeg,image/png" in form and "三年级·语文" in text_of(form)
    answer = send(teacher, ("photo", photo(), "张三的作业.jpg"))
    page = teacher.after(answer)
    assert "样张已保存" in text_of(page) and "第三单元分层练习" in page and "张三" not in page
    again = send(teacher, ("photo", photo(), "张三的作业.jpg"))  # a second tap
    assert again.headers["Location"] == answer.headers["Location"]
    listed = teacher.get("/homework/sheets")
    assert "各学科样张1份" in text_of(listed) and listed.count("第三单元分层练习") == 1
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_for_an_own_item(small: SmallSchool) -> None:
    item = post(small, "t03", [(3, 1)], Draft("抄写词语", 15)).items[0]
    teacher = Visitor(small, "t03")
    assert f"{NEW}?item={item}" in teacher.get(NEW) and "抄写词语" in teacher.get(f"{NEW}?item={item}")
    page = teacher.after(send(teacher, ("file", pdf(), "a.pdf"), item=str(item), place=None, day=None))
    assert "三(1)班" in page and f"/homework/{item}" in page
    stranger = Visitor(small, "t01")
    assert stranger.client.get(f"{NEW}?item={item}").status_code == 404
    assert send(stranger, ("file", pdf(), "a.pdf"), item=str(item)).status_code == 404
    assert send(teacher, ("file", pdf(), "a.pdf"), item="x").status_code == 404


@pytest.mark.parametrize(("files", "fields", "said"), [
    ([], {}, "请拍一张照片，或者选择一个文件"),
    ([("photo", photo(), "a.jpg"), ("file", pdf(), "a.pdf")], {}, "只能用一样"),
    ([("file", b"", "a.pdf")], {}, "文件是空的"),
    ([("file", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 90, "IMG_0001.HEIC")], {}, "兼容性最佳"),
    ([("file", b"<html>", "a.jpg")], {}, "只收照片"),
    ([("file", b"\0" * (sheets.FILE_MAX + 1), "a.jpg")], {}, "文件超过 10 MB"),
    ([("file", office(word__vbaProject_dot_bin=b"x"), "a.docx")], {}, "宏或控件"),
    ([("file", pdf(b"/OpenAction << /S /JavaScript /JS (x) >>"), "a.pdf")], {}, "脚本"),
    ([("file", photo(), "a.jpg")], {"confirmed": None}, "请先检查"),
    ([("file", photo(), "a.jpg")], {"place": "3 数学"}, "请选择年级和学科"),
    ([("file", photo(), "a.jpg")], {"day": "2026-13-01"}, "请填写日期"),
    ([("file", photo(), "a.jpg")], {"day": "2025-11-03"}, "之间的日期"),
])
def test_a_refusal_says_why_and_keeps_what_was_typed(small: SmallSchool, files: list[tuple[str, bytes, str]], fields: dict[str, Any], said: str) -> None:
    teacher = Visitor(small, "t03")
    answer = send(teacher, *files, note="基础和提高", **fields)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400 and said in html and 'value="第三单元分层练习"' in html and 'value="基础和提高"' in html
    assert ("文件要重新选择" in html) == bool(files)
    assert "还没有样张" in teacher.get("/homework/sheets")


@pytest.mark.parametrize("module", [*(importlib.import_module(f"{sheet_child.__name__}.{m.name}") for m in pkgutil.iter_modules(sheet_child.__path__)),
                                    workbook_child])
def test_every_refusal_has_its_sentence(module: Any, small: SmallSchool) -> None:
    source = Path(module.__file__).read_text(encoding="utf-8")
    if module is workbook_child:  # of this one only the checks of parts are used
        source = inspect.getsource(workbook_child.unpack) + inspect.getsource(workbook_child.check_xml)
    codes = set(re.findall(r'Refused\("(\w+)"', source)) | set(re.findall(r'"((?:office|pdf)_\w+)"', source))
    assert codes <= set(FAULT_WORDS["file"])


def test_too_much_at_once_gets_a_page(small: SmallSchool) -> None:
    answer = send(Visitor(small, "t03"), ("file", b"\0" * (18 << 20), "a.jpg"))
    assert answer.status_code == 413 and "太大" in answer.get_data(as_text=True)


def test_content_is_served_so_that_nothing_runs(small: SmallSchool) -> None:
    teacher = Visitor(small, "t03")
    picture, document = add(small), add(small, data=pdf())
    for path, way, media in ((f"{picture}/file", "inline", "image/jpeg"), (f"{picture}/file?download=1", "attachment", "image/jpeg"),
                             (f"{document}/file", "attachment", "application/pdf")):
        with teacher.client.get(f"/homework/sheets/{path}") as served:
            assert served.mimetype == media and served.headers["Content-Disposition"].startswith(way)
            assert served.headers["X-Content-Type-Options"] == "nosniff" and "no-store" in served.headers["Cache-Control"]
            assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_only_who_may_opens_it(small: SmallSchool) -> None:
    sheet_id = add(small)
    for who, status in (("t04", 404), ("t05", 200), ("t06", 403), ("t08", 403)):
        for path in (f"/homework/sheets/{sheet_id}", f"/homework/sheets/{sheet_id}/file"):
            with Visitor(small, who).client.get(path) as answer:
                assert answer.status_code == status, (who, path)
    assert Visitor(small, "t05").client.get(NEW).status_code == 403
    assert "上传样张" not in text_of(Visitor(small, "t05").get("/homework/sheets"))


def test_taking_back_keeps_the_record(small: SmallSchool) -> None:
    sheet_id = add(small)
    office_person, teacher = Visitor(small, "t05"), Visitor(small, "t03")
    path = f"/homework/sheets/{sheet_id}"
    assert office_person.post(f"{path}/withdraw", reason="").status_code == 400
    assert "文件内容已删除" in text_of(office_person.after(office_person.post(f"{path}/withdraw", reason="有姓名", erase="y")))
    page = text_of(teacher.get(path))
    assert "已撤下" in page and "有姓名" in page and "从服务器删除" in page
    assert teacher.client.get(f"{path}/file").status_code == 404
    assert "另有1份已撤下" in text_of(teacher.get("/homework/sheets"))
    assert "已经撤下" in text_of(teacher.after(teacher.post(f"{path}/withdraw", reason="再撤")))
    assert Visitor(small, "t02").post(f"{path}/withdraw", reason="x").status_code == 404


def test_parents_see_nothing_of_it(small: SmallSchool) -> None:
    add(small, item_id=post(small, "t03", [(3, 1)], Draft("抄写", 10)).items[0], title="样张标题")
    client = Visitor(small, "t03").client
    token = "link-3-1-".ljust(43, "x")
    answer = client.get(f"/n/{token}")
    assert answer.status_code == 200 and "抄写" in answer.get_data(as_text=True)
    assert "样张" not in answer.get_data(as_text=True)


def test_both_languages_and_strange_queries(small: SmallSchool) -> None:
    add(small)
    teacher = Visitor(small, "t03")
    for query in ("?lang=en", "?month=2026-13", "?month=0000-00&grade=99", "?grade=x&subject=%00"[:9], "?subject=" + "字" * 500):
        assert teacher.client.get("/homework/sheets" + query).status_code == 200
