"""What families take away: the picture (reopened, its code read back), the poster (its text found again), calendar and feed (parsed strictly)."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zlib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from schoolapp.papers.notices import FeedEntry, FeedFacts, PictureFacts, PictureItem, PosterFacts, atom_feed, calendar_file, class_poster, day_picture
from schoolapp.papers.notices.lines import broken
from schoolapp.papers.pdf import Page
from tests.papers.feed_readers import read_atom, read_calendar
from tests.papers.qr_reader import painted, read_qr

ADDRESS = "https://school.example.edu.cn/n/" + "Ab3_-" * 8 + "xyz"
ITEM = PictureItem("语文", "语文", "完成《少年闰土》课后第8题", "书面，在校完成 5 分钟", 15, True)
FACTS = PictureFacts(
    school="江北实验学校", name="六(1)班", day="6月10日 周三", first="", detail="", sum_=(45, 60), sum_word="书面作业", left="余 15", over=False,
    shares=(("语文", "语文", 15), ("数学", "数学", 10), ("英语", "英语", 20)), beside="在校完成 15 分钟，回家约 30 分钟",
    ease="不需要家长检查、批改或签字。写到 21:20 还没写完，可以停笔睡觉。", items=(ITEM,), service=("课后服务 16:00 至 18:00", "延时托管到 18:30"),
    phones=("学校 023-6785 0120",), address=ADDRESS, updated="数据更新于 6月10日 17:05",
)
POSTER = PosterFacts("江北实验学校", "三(2)班", ADDRESS, ("三年级书面作业上限", "60", "分钟，校内外合计"), ("课后服务", "16:00–18:00", ""),
                     "023-6785 0120", "编号 3-2-04　2026年11月23日制")


def opened(drawn: bytes) -> Image.Image:
    return Image.open(io.BytesIO(drawn))


def test_the_picture_is_750_wide_and_its_code_leads_to_the_page() -> None:
    drawn = day_picture(FACTS, "zh")
    image = opened(drawn)
    assert image.format == "PNG" and image.width == 750 and image.mode == "P" and 800 < image.height < 1400
    assert len(drawn) < 120_000
    assert read_qr(image) == ADDRESS
    assert day_picture(FACTS, "zh") == drawn


def test_white_and_the_red_of_the_cap_stay_what_they_are() -> None:
    colours = {colour for _count, colour in opened(day_picture(FACTS, "zh")).convert("RGB").getcolors(1000)}
    assert {(255, 255, 255), (0xA5, 0x1E, 0x18), (0x0F, 0x5C, 0x66)} <= colours


def test_without_an_address_there_is_no_code() -> None:
    image = opened(day_picture(_with(address=""), "zh"))
    with pytest.raises(AssertionError, match="no code"):
        read_qr(image)


def _with(**changes: object) -> PictureFacts:
    from dataclasses import replace

    return replace(FACTS, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_longest_day_stays_below_300_kilobytes(lang: str) -> None:
    long = "".join(chr(0x4E00 + 37 * n % 20_000) for n in range(2_000))
    items = tuple(PictureItem(subject, subject, long[n:] + long[:n], long[:60], 30, True) for n, subject in enumerate(("语文", "道德与法治") * 12))
    drawn = day_picture(_with(items=items, shares=tuple(("语文", "语文", 3) for _ in range(20)), over=True, left="超 30"), lang)
    assert len(drawn) < 300_000
    assert read_qr(opened(drawn)) == ADDRESS
    assert opened(drawn).height < 4000


@pytest.mark.parametrize("change", [
    {"sum_": None, "first": "老师稍后公示", "detail": "一般在 16:00 前公示。", "items": (), "ease": "", "shares": ()},
    {"sum_": (105, 60), "left": "超 45", "over": True, "shares": (("语文", "语文", 105),)},
    {"sum_": (5, 0), "shares": (("语文", "语文", 5),)},
    {"phones": (), "service": ("", ""), "updated": "", "demo": True},
    {"name": "Class 3(1)", "day": "Wednesday 23 November 2026", "school": "很长的校名" * 20},
])
def test_every_kind_of_day_can_be_drawn(change: dict[str, object]) -> None:
    assert read_qr(opened(day_picture(_with(**change), "zh"))) == ADDRESS


def test_rare_characters_are_drawn_and_what_no_font_has_is_told(caplog: pytest.LogCaptureFixture) -> None:
    day_picture(_with(items=(ITEM._replace(text="龘䶮㻛𬭚𫖯"),)), "zh")
    class_poster(POSTER._replace(school="龘䶮㻛𬭚𫖯学校"), "zh")
    assert not caplog.records
    drawn = day_picture(_with(items=(ITEM._replace(text="好\ue000"),)), "zh")
    assert "U+E000" in caplog.text
    assert opened(drawn).tobytes() == opened(day_picture(_with(items=(ITEM._replace(text="好〓"),)), "zh")).tobytes()


def test_emoji_are_left_out_and_the_words_around_them_stay(caplog: pytest.LogCaptureFixture) -> None:
    """Families with a skin, flags, keycaps, and a Han character in the shape of another region."""
    drawn = day_picture(_with(items=(ITEM._replace(text="✅读👨‍👩‍👧书⭐️1️⃣页🇨🇳，很好👍🏽葛\U000e0100☀"),)), "zh")
    assert not caplog.records
    assert drawn == day_picture(_with(items=(ITEM._replace(text="√读书★1页，很好葛☀"),)), "zh")
    only = day_picture(_with(items=(ITEM._replace(text="😀"),), name="三(1)班😀", school="😀学校"), "zh")
    assert read_qr(opened(only)) == ADDRESS and b"%PDF" in class_poster(POSTER._replace(name="三(1)班😀"), "zh")


# --- the poster -----------------------------------------------------------------------------------------------------------------------------


def _streams(document: bytes) -> list[bytes]:
    return [zlib.decompress(found[1]) for found in re.finditer(rb"/FlateDecode >>\nstream\n(.*?)\nendstream", document, re.DOTALL)]


def _text_of(document: bytes) -> str:
    """What a reader finds: the shown codes through the document's own table."""
    content, _program, table = _streams(document)
    names = {found[1]: bytes.fromhex(found[2].decode()).decode("utf-16-be") for found in re.finditer(rb"<([0-9a-f]{4})> <([0-9a-f]+)>", table)}
    lines = re.findall(rb"<([0-9a-f]+)> Tj", content)
    return "\n".join("".join(names[line[n:n + 4]] for n in range(0, len(line), 4)) for line in lines)


def test_the_posters_text_can_be_found_and_its_letters_are_inside() -> None:
    document = class_poster(POSTER, "zh")
    text = _text_of(document)
    for words in ("江北实验学校", "三(2)班", "每日作业公示", "60", "16:00–18:00", "023-6785 0120", "编号 3-2-04", "2026年11月23日制", "不用登录"):
        assert words in text
    assert b"/FontFile3" in document and b"/CIDFontType0C" in document and len(document) < 60_000
    assert _streams(document)[1][:1] == b"\x01"  # a CFF font program
    assert class_poster(POSTER, "zh") == document


def test_the_posters_code_leads_to_the_page() -> None:
    page = painted(class_poster(POSTER, "zh"))
    assert read_qr(page) == ADDRESS
    side = page.getbbox() and page.point(lambda value: 255 - value).getbbox()
    assert side and abs((side[2] - side[0]) / 2 / 72 * 25.4 - 96) < 1  # millimetres: readable from two metres


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_on_the_poster_runs_into_another_or_off_the_page(monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    drawn: list[tuple[float, float, float, str]] = []
    real = Page.text

    def text(page: Page, x: float, y: float, words: str, size: float, *more: Any, align: Any = "left", **look: Any) -> float:
        wide = real(page, x, y, words, size, *more, align=align, **look)
        drawn.append((y, x - {"left": 0.0, "center": wide / 2, "right": wide}[align], wide, words))
        return wide

    monkeypatch.setattr(Page, "text", text)
    low = ("Grade 1: cap on written homework of every day", "None", "written homework at home, in school and at home together")
    class_poster(POSTER._replace(cap=low, mark="No. 3-2-04; made Wednesday 23 September 2026", school="很长的校名" * 9), lang)
    for y, x, wide, words in drawn:
        assert x >= 0 and x + wide <= 595.3, words
        assert not [other for at, left, _wide, other in drawn if at == y and other != words and x <= left < x + wide], words


def test_the_posters_table_of_objects_is_right() -> None:
    document = class_poster(POSTER, "en")
    start = int(re.search(rb"startxref\n(\d+)\n", document)[1])  # type: ignore[index]
    assert document[start:start + 4] == b"xref"
    for number, line in enumerate(re.findall(rb"(\d{10}) 00000 n ", document[start:]), 1):
        assert document[int(line):].startswith(f"{number} 0 obj".encode())
    for declared, stream in re.findall(rb"/Length (\d+) /Filter /FlateDecode >>\nstream\n(.*?)\nendstream", document, re.DOTALL):
        assert int(declared) == len(stream)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler's tools")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_real_reader_reads_and_draws_the_poster(tmp_path: Path, lang: str) -> None:
    file = tmp_path / "poster.pdf"
    file.write_bytes(class_poster(POSTER._replace(demo=True), lang))
    said = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True)
    assert "江北实验学校" in said.stdout and "023-6785 0120" in said.stdout and not said.stderr
    fonts = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert len(fonts) == 1 and re.search(r"CID Type 0C +Identity-H +yes yes yes", fonts[0])
    subprocess.run(["pdftoppm", "-r", "100", "-png", "-singlefile", str(file), str(tmp_path / "page")], check=True)
    with Image.open(tmp_path / "page.png") as page:
        assert page.size == (827, 1170)
        assert read_qr(page) == ADDRESS


# --- lines ----------------------------------------------------------------------------------------------------------------------------------


def test_lines_break_as_print_does() -> None:
    def wide(text: str) -> float:
        return len(text)
    assert broken("一二三四五，六七", 5, wide) == ["一二三四", "五，六七"]  # no comma begins a line
    assert broken("一二三四《五六》", 5, wide) == ["一二三四", "《五六》"]  # no bracket ends one
    assert broken("做 Workbook 第8页", 9, wide) == ["做", "Workbook", "第8页"]
    assert broken("abcdefghij", 4, wide) == ["abcd", "efgh", "ij"]
    assert broken("一\n二", 9, wide) == ["一", "二"] and broken("", 9, wide) == [""]
    assert broken("一二三四五六七八九", 3, wide, 2) == ["一二三", "四五…"]
    assert "".join(broken("，" * 9, 2, wide)) == "，" * 9
    assert broken("一", 0.5, wide) == ["一"]


# --- calendar and feed ----------------------------------------------------------------------------------------------------------------------

CHINA = timezone(timedelta(hours=8))
TEXT = "书面 45 / 60 分钟；回家，约 30 分钟\n反斜杠 \\ 逗号, 分号; 冒号: \"引号\"\r\n<b>&amp;" + "很长的一行" * 40 + "\x07"
ENTRIES = (
    FeedEntry("b@schoolapp", date(2026, 12, 31), "三(1)班 12月31日 书面 45, 回家; 30", TEXT,
              ADDRESS + "/2026-12-31", datetime(2026, 12, 31, 15, 30, tzinfo=CHINA)),
    FeedEntry("a@schoolapp", date(2026, 12, 30), "没有作业", "没有作业", ADDRESS + "/2026-12-30", datetime(2026, 12, 30, 23, 59, 59, tzinfo=CHINA)),
)
FEED = FeedFacts("urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427", "三(1)班 作业公示", "江北实验学校", ADDRESS, ADDRESS + "/feed.atom",
                 datetime(2026, 12, 31, 15, 30, tzinfo=CHINA), "zh-Hans", ENTRIES)
SAID = TEXT.replace("\r\n", "\n").replace("\x07", "")


def test_the_calendar_keeps_to_rfc_5545() -> None:
    first, second = read_calendar(calendar_file(FEED))
    assert (first.uid, first.start, first.end, first.summary) == ("a@schoolapp", date(2026, 12, 30), date(2026, 12, 31), "没有作业")
    assert (second.start, second.end) == (date(2026, 12, 31), date(2027, 1, 1))
    assert second.summary == ENTRIES[0].title and second.description == SAID
    assert second.stamp == datetime(2026, 12, 31, 7, 30, tzinfo=UTC) and second.url == ENTRIES[0].address


def test_an_empty_calendar_is_one_too() -> None:
    assert read_calendar(calendar_file(FEED._replace(entries=()))) == []


def test_the_feed_keeps_to_rfc_4287() -> None:
    feed = read_atom(atom_feed(FEED._replace(entries=tuple(e._replace(uid="urn:uuid:" + e.uid[:1] * 8) for e in ENTRIES))))
    assert (feed.id, feed.title, feed.author, feed.lang) == (FEED.uid, FEED.title, "江北实验学校", "zh-Hans")
    assert feed.links == {"self": FEED.own, "alternate": ADDRESS} and feed.updated == FEED.updated
    newest, older = feed.entries
    assert newest.text == SAID and newest.title == ENTRIES[0].title and newest.links == {"alternate": ENTRIES[0].address}
    assert older.id == "urn:uuid:aaaaaaaa" and older.updated == ENTRIES[1].updated


def test_a_school_without_an_address_has_feeds_without_links() -> None:
    bare = FEED._replace(address="", own="", entries=tuple(e._replace(address="", uid="urn:x:" + e.uid) for e in ENTRIES))
    assert read_atom(atom_feed(bare)).links == {} and read_calendar(calendar_file(bare))[0].url == ""
