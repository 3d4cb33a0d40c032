"""Chinese ways of writing: each is read as a school clerk means it, and what could mean two things is not read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules import names
from schoolapp.rules.afterschool import Category
from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.names import Cell, ClassReading
from schoolapp.rules.names.text import chinese_number
from schoolapp.rules.people import ROLE_ALIASES, SUBJECT_ALIASES, SUBJECTS, Role, System, class_label, grade_label

SIX, FIVE = System.SIX_THREE, System.FIVE_FOUR
DAY = date(2026, 9, 1)
NOT_NUMBERS: list[Cell] = [None, True, "", "x", DAY, time(8), 1.5, float("nan"), float("inf")]


# --- grades ---

@pytest.mark.parametrize("cell", [3, 3.0, "3", "３", "三", "三年级", "3年级", " 三 年 级 ", "三年", "小学三年级", "小三"])
def test_grade_three(cell: Cell) -> None:
    assert names.read_grade(cell, SIX) == names.read_grade(cell, FIVE) == 3


@pytest.mark.parametrize(("cell", "six", "five"), [
    ("初一", 7, 6), ("初二", 8, 7), ("初三", 9, 8), ("初四", None, 9), ("初1", 7, 6), ("初中一年级", 7, 6), ("初一年级", 7, 6),
    ("七年级", 7, 7), ("初中七年级", 7, 7), ("小六", 6, None), ("小学六年级", 6, None), ("初五", None, None),
])
def test_grades_by_system(cell: str, six: int | None, five: int | None) -> None:
    assert (names.read_grade(cell, SIX), names.read_grade(cell, FIVE)) == (six, five)


@pytest.mark.parametrize("cell", [*NOT_NUMBERS, 0, 10, -1, "10", "十年级", "高一", "三(2)班", "三四", "2026级", "年级"])
def test_no_grade(cell: Cell) -> None:
    assert names.read_grade(cell, SIX) is None


@pytest.mark.parametrize(("cell", "grades"), [
    ("1、2、3", {1, 2, 3}), ("1，2, 3", {1, 2, 3}), ("1 2 3", {1, 2, 3}), ("1/2；3", {1, 2, 3}), ("一至三年级", {1, 2, 3}),
    ("1-6", set(range(1, 7))),
    ("１～６年级", set(range(1, 7))), ("1—3", {1, 2, 3}), ("一年级到三年级", {1, 2, 3}), ("一二年级", {1, 2}),
    ("七、八、九年级", {7, 8, 9}),
    ("初一至初三", {7, 8, 9}), ("初一、二", {7, 8}), ("初一至三", {7, 8, 9}), ("小学", set(range(1, 7))), ("初中", {7, 8, 9}),
    ("全校", set(range(1, 10))),
    (6, {6}), (6.0, {6}), ("六年级", {6}), ("1、3-4", {1, 3, 4}), ("三年级和四年级", {3, 4}), ("一\n二", {1, 2}),
])
def test_lists_of_grades(cell: Cell, grades: set[int]) -> None:
    assert names.read_grades(cell, SIX) == grades


@pytest.mark.parametrize("cell", [*NOT_NUMBERS, 12, "12", "3-1", "三二年级", "一至十", "1、x", date(2026, 1, 6), "、"])
def test_no_list_of_grades(cell: Cell) -> None:
    assert names.read_grades(cell, SIX) is None


def test_everything_and_stages_by_system() -> None:
    assert names.read_grades("全校", SIX, frozenset({1, 2})) == {1, 2}
    assert names.read_grades("小学", FIVE) == {1, 2, 3, 4, 5} and names.read_grades("初中部", FIVE) == {6, 7, 8, 9}


# --- classes ---

@pytest.mark.parametrize(("cell", "reading"), [
    (2, (None, 2)), (2.0, (None, 2)), ("2", (None, 2)), ("２班", (None, 2)), ("二班", (None, 2)), ("(2)班", (None, 2)),
    ("（2）", (None, 2)),
    ("第2班", (None, 2)), ("12", (None, 12)), ("十二班", (None, 12)), ("二十班", (None, 20)), ("02", (None, 2)),
    ("三(2)班", (3, 2)), ("三（2）", (3, 2)), ("三年级2班", (3, 2)), ("三年级（二）班", (3, 2)), ("三2班", (3, 2)), ("3.2", (3, 2)),
    ("3-2", (3, 2)),
    ("3(2)班", (3, 2)), ("二年一班", (2, 1)), ("三二班", (3, 2)), ("初一(2)班", (7, 2)), ("七(10)班", (7, 10)), ("3.10", (3, 10)),
    ("三〔2〕班", (3, 2)), ("301", (3, 1)), (301, (3, 1)), ("712班", (7, 12)), (3.12, (3, 12)), ("小三(2)班", (3, 2)),
])
def test_classes(cell: Cell, reading: tuple[int | None, int]) -> None:
    assert names.read_class(cell, SIX) == ClassReading(*reading)


def test_a_class_number_with_a_point_could_be_class_ten() -> None:
    assert names.read_class(3.1, SIX) == ClassReading(3, 1, 10) and names.read_class(3.2, SIX) == ClassReading(3, 2, 20)


@pytest.mark.parametrize("cell", [
    None, True, "", 0, "0", -2, 300, 1000, "甲班", "实验班", DAY, 0.5, 10.1, 3.123, "三班2", "33(2", "初九(1)班", "(2", "三()班", "百班",
    float("nan"),
])
def test_no_class(cell: Cell) -> None:
    reading = names.read_class(cell, SIX)
    assert reading is None or (cell == "(2" and reading == ClassReading(None, 2))


@given(st.sampled_from([SIX, FIVE]), st.integers(1, 9), st.integers(1, 99))
def test_labels_read_back(system: System, grade: int, number: int) -> None:
    assert names.read_class(class_label(grade, number), system) == ClassReading(grade, number)
    assert names.read_grade(grade_label(grade), system) == grade


@given(st.sets(st.integers(1, 9), min_size=1))
def test_grade_lists_read_back(grades: set[int]) -> None:
    for text in ("、".join(map(str, sorted(grades))), ",".join(grade_label(grade) for grade in sorted(grades))):
        assert names.read_grades(text, SIX) == grades


@given(st.integers(1, 99))
def test_chinese_numbers_read_back(number: int) -> None:
    tens, ones = divmod(number, 10)
    figures = "零一二三四五六七八九"
    text = ("" if tens < 2 else figures[tens]) + ("十" if tens else "") + (figures[ones] if ones else "")
    assert chinese_number(text) == number


# --- days and times ---

@pytest.mark.parametrize("cell", [
    DAY, datetime(2026, 9, 1, 16, 14), 46266, 46266.7, "46266", 20260901, "20260901", "2026-9-1", "2026-09-01", "2026/09/01", "2026.9.1",
    "2026．9．1",
    "２０２６年９月１日", "2026年9月1号", "2026 年 9 月 1 日", "2026年9月1日（星期二）", "2026-09-01 周二", "2026-09-01 00:00:00",
    "2026-09-01T16:14",
    "2026–9–1", " 2026-9-1 ", "2026、9、1",
])
def test_dates(cell: Cell) -> None:
    assert names.read_date(cell) == DAY


@pytest.mark.parametrize("cell", [
    None, True, "", "9月1日", "26-9-1", "2026-13-1", "2026-2-30", "2026-9", "2026-9-123", "9/1/2026", time(8), 1, 0.5, 99999,
    "2026-9-1 明天",
    "2026091", "202609011", float("nan"), float("inf"), 1e300, "去年",
])
def test_no_date(cell: Cell) -> None:
    assert names.read_date(cell) is None


@pytest.mark.parametrize("cell", [
    time(16, 30), time(16, 29, 59, 999_999), time(16, 30, 29), time(16, 29, 30), datetime(1899, 12, 31, 16, 30),
    datetime(2026, 9, 1, 16, 30), 0.6875,
    0.68749999, 46266.6875, "16:30", "16：30", "16∶30", "16:30:00", "16:29:45", "16.30", "16时30分", "16点30", "16点半", "下午4:30",
    "下午4点半",
    "4:30 PM", "4:30pm", "PM 4:30", " 16 : 30 ", "2026-09-01 16:30", "0.6875",
])
def test_times(cell: Cell) -> None:
    assert names.read_time(cell) == 16 * 60 + 30


@pytest.mark.parametrize("cell", [
    None, True, "", DAY, 16.3, 16.5, 16, 24, -0.1, "16:5", "24:00", "16:60", "25:30", "16:30:61", "五点半", "16", "下午", float("nan"),
    "16:30-17:30",
])
def test_no_time(cell: Cell) -> None:
    assert names.read_time(cell) is None


@pytest.mark.parametrize(("cell", "minute"), [
    ("上午9:05", 545), ("早上8点", 480), ("中午12:30", 750), ("中午1点", 780), ("12:30 AM", 30), ("12:30 PM", 750), ("9时", 540),
    ("8点一刻", 495),
    ("23:59:45", 1439), (0, 0), (0.0, 0), (time(0, 0, 30), 1),
])
def test_times_of_the_clock(cell: Cell, minute: int) -> None:
    assert names.read_time(cell) == minute


@pytest.mark.parametrize("cell", [
    datetime(2026, 9, 1, 16, 14), datetime(2026, 9, 1, 16, 13, 59, 999_990), "2026-09-01 16:14", "2026-09-01T16:14:00",
    "2026-09-01T16:14+08:00",
    "2026年9月1日 16时14分", "2026年9月1日下午4:14", "2026/9/1　１６：１４", "2026年9月1日（周二）16:14", 46266 + (16 * 60 + 14) / 1440,
    "20260901 16:14",
])
def test_moments(cell: Cell) -> None:
    assert names.read_moment(cell) == datetime(2026, 9, 1, 16, 14, tzinfo=SCHOOL_TIME)


@pytest.mark.parametrize("cell", [DAY, "2026-9-1", 46266, 46266.0, "46266", "20260901"])
def test_a_bare_day_means_noon(cell: Cell) -> None:
    assert names.read_moment(cell) == datetime(2026, 9, 1, 12, tzinfo=SCHOOL_TIME)


def test_rounding_never_makes_it_the_next_day() -> None:
    for cell in (datetime(2026, 9, 1, 23, 59, 45), "2026-09-01 23:59:45", 46266 + 86385 / 86400):
        assert names.read_moment(cell) == datetime(2026, 9, 1, 23, 59, tzinfo=SCHOOL_TIME)
    assert names.read_moment(46267 - 1e-9) == datetime(2026, 9, 2, tzinfo=SCHOOL_TIME)


@pytest.mark.parametrize("cell", [None, True, "", "16:14", time(8), 0.5, "2026-09-01 25:00", "2026-09-01 16:14Z", "2026-09-01 16:14 张"])
def test_no_moment(cell: Cell) -> None:
    assert names.read_moment(cell) is None


@given(st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_days_read_back_however_they_are_written(day: date) -> None:
    number = (day - date(1899, 12, 30)).days
    texts = (f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日")
    for cell in (*texts, number, str(number), int(f"{day:%Y%m%d}")):
        assert names.read_date(cell) == day


@given(st.integers(0, 1439))
def test_minutes_read_back_however_they_are_written(minute: int) -> None:
    hour, rest = divmod(minute, 60)
    for cell in (f"{hour:02d}:{rest:02d}", f"{hour}：{rest:02d}", f"{hour}时{rest}分", time(hour, rest),
    minute / 1440, 46266 + minute / 1440):
        assert names.read_time(cell) == minute


@given(st.datetimes(datetime(2015, 1, 1), datetime(2030, 12, 31)))
def test_a_moment_is_rounded_by_at_most_half_a_minute_and_keeps_its_day(moment: datetime) -> None:
    found = names.read_moment(moment)
    assert found is not None and found.date() == moment.date() and found.second == 0
    assert abs(found.replace(tzinfo=None) - moment) <= timedelta(seconds=60 if (moment.hour, moment.minute) == (23, 59) else 30.5)


# --- words ---

@pytest.mark.parametrize(("cell", "subject"), [
    *((name, name) for name in SUBJECTS), *SUBJECT_ALIASES.items(), (" 语　文 ", "语文"), ("小学语文", "语文"), ("书法", "书法"),
    ("《语文》", "语文"),
    ("道德与法制", "道德与法治"), ("STEM", "STEM"),
])
def test_subjects(cell: str, subject: str) -> None:
    assert names.read_subject(cell) == subject


@pytest.mark.parametrize("cell", [None, 1, "", "语文、数学", "语文/数学", "1", "科" * 21, DAY, "——"])
def test_no_subject(cell: Cell) -> None:
    assert names.read_subject(cell) is None


def test_several_subjects() -> None:
    assert names.read_subjects("语文、生物，唱游·音乐") == {"语文", "生物学", "音乐"}
    assert names.read_subjects("语文、1") is None


@pytest.mark.parametrize(("cell", "roles"), [
    ("教师、班主任", {Role.TEACHER, Role.HOMEROOM}), ("教师,班主任，年级组长", {Role.TEACHER, Role.HOMEROOM, Role.GRADE_LEADER}),
    ("教师/班主任;备课组长", {Role.TEACHER, Role.HOMEROOM, Role.SUBJECT_LEAD}), ("教师 班主任", {Role.TEACHER, Role.HOMEROOM}),
    ("教师兼班主任", {Role.TEACHER, Role.HOMEROOM}), ("班 主 任", set()), ("副校长", {Role.PRINCIPAL}), ("教务主任", {Role.OFFICE}),
    ("课后服务管理员", {Role.COORDINATOR}), ("教师\n校长", {Role.TEACHER, Role.PRINCIPAL}),
    *((word, {role}) for word, role in ROLE_ALIASES.items()),
])
def test_roles(cell: str, roles: set[Role]) -> None:
    found, unknown = names.read_roles(cell)
    assert found == (roles or {Role.HOMEROOM}) and not unknown


def test_unknown_roles_are_named() -> None:
    assert names.read_roles("教师、保安、门卫") == ({Role.TEACHER}, ("保安", "门卫"))
    assert names.read_roles(None) == (frozenset(), ()) and names.read_roles(5) == (frozenset(), ("5",))


@pytest.mark.parametrize(("cell", "kind"), [(kind.value, kind) for kind in Kind] + [
    ("电子作业", Kind.ELECTRONIC), ("书面类", Kind.WRITTEN), ("实践性作业", Kind.PRACTICAL), ("其它", Kind.OTHER), (" 口 头 ", Kind.ORAL)])
def test_kinds(cell: str, kind: Kind) -> None:
    assert names.read_kind(cell) is kind


@pytest.mark.parametrize(("cell", "tier"), [(tier.value, tier) for tier in Tier] + [
    ("必做", Tier.EVERYONE), ("基础层", Tier.BASIC), ("提升", Tier.RAISED), ("拓展型", Tier.EXTENDED), ("选作", Tier.OPTIONAL)])
def test_tiers(cell: str, tier: Tier) -> None:
    assert names.read_tier(cell) is tier


@pytest.mark.parametrize("cell", ["A", "B层", "一层", "第一层", "优", 1, None])
def test_letters_are_no_tiers(cell: Cell) -> None:
    assert names.read_tier(cell) is None


@pytest.mark.parametrize(("cell", "category"), [(one.value, one) for one in Category] + [("社团活动", Category.CLUB), ("劳动教育",
    Category.LABOUR)])
def test_categories(cell: str, category: Category) -> None:
    assert names.read_category(cell) is category
    assert names.read_category("延时服务") is names.read_category("托管") is names.read_category(None) is None


@pytest.mark.parametrize(("cell", "days"), [
    (1, (1,)), (7.0, (7,)), ("一", (1,)), ("周一", (1,)), ("星期日", (7,)), ("周天", (7,)), ("一、二、三", (1, 2, 3)),
    ("1,3,5", (1, 3, 5)), ("一至五", (1, 2, 3, 4, 5)),
    ("周一至周五", (1, 2, 3, 4, 5)), ("1-5", (1, 2, 3, 4, 5)), ("周一三五", (1, 3, 5)), ("工作日", (1, 2, 3, 4, 5)),
    ("每周一、周三", (1, 3)),
    ("一至三、五", (1, 2, 3, 5)), ("三、一", (1, 3)), ("星期一 星期二", (1, 2)),
])
def test_weekdays(cell: Cell, days: tuple[int, ...]) -> None:
    assert names.read_weekdays(cell) == days


@pytest.mark.parametrize("cell", [None, True, "", 0, 8, 15, "15", 1.5, "八", "五至一", date(2026, 1, 5), "每天", "三一"])
def test_no_weekdays(cell: Cell) -> None:
    assert names.read_weekdays(cell) is None


@pytest.mark.parametrize(("cell", "day"), [(1, 1), ("星期一", 1), ("周五课表", 5), ("7", 7), ("星期三的课", 3), (8, None), (None, None),
    (True, None)])
def test_one_weekday(cell: Cell, day: int | None) -> None:
    assert names.read_weekday(cell) == day


@given(st.sets(st.integers(1, 7), min_size=1))
def test_weekdays_read_back(days: set[int]) -> None:
    assert names.read_weekdays("、".join("一二三四五六日"[day - 1] for day in days)) == tuple(sorted(days))


@pytest.mark.parametrize(("cell", "answer"), [
    ("是", True), ("否", False), (" 是 ", True), (True, True), (False, False), (1, True), (0.0, False), ("√", True), ("×", False),
    ("ｙ", True), ("no", False),
    ("放假", False), ("上课", True), ("也许", None), (None, None), (2, None), (DAY, None),
])
def test_yes_and_no(cell: Cell, answer: bool | None) -> None:
    assert names.read_yes_no(cell) is answer


@pytest.mark.parametrize(("cell", "minutes"), [
    (20, 20), (20.0, 20), ("20", 20), ("２０分钟", 20), ("20'", 20), ("半小时", 30), ("1小时", 60), ("一个半小时", 90), ("1小时20分", 80),
    ("-5", -5), (0, 0),
    (20.5, None), ("二十", None), ("", None), ("约20", None), (None, None), (time(0, 20), None),
])
def test_minutes(cell: Cell, minutes: int | None) -> None:
    assert names.read_minutes(cell) == minutes


@pytest.mark.parametrize(("cell", "tenths"), [
    (66.6, 666), (66, 660), ("66.6", 666), ("66.60", 666), (0.1 + 0.2, 3), ("１２.５分钟", 125), (66.66, None), ("66.66", None),
    ("六十", None), (True, None),
    (None, None), (float("nan"), None), (float("inf"), None),
])
def test_tenths(cell: Cell, tenths: int | None) -> None:
    assert names.read_tenths(cell, ("分钟",)) == tenths


@pytest.mark.parametrize(("cell", "number"), [
    ("T0001", "T0001"), ("0012", "0012"), (12, "12"), (12.0, "12"), ("Ｔ ００１", "T001"), ("a-b_c", "a-b_c"), (None, None), (True, None),
    ("", None),
    ("x" * 33, None), ("a b;", None), (DAY, None),
])
def test_staff_numbers(cell: Cell, number: str | None) -> None:
    assert names.read_staff_number(cell) == number


@pytest.mark.parametrize(("cell", "name"), [
    ("王静", "王静"), ("王　静", "王静"), (" 王 静 ", "王静"), ("John  Smith", "John Smith"), ("阿依古丽·买买提", "阿依古丽·买买提"),
    ("123", None), (5, None),
])
def test_names_of_people(cell: Cell, name: str | None) -> None:
    assert names.read_person(cell) == name


@pytest.mark.parametrize(("cell", "system"), [
    ("六三制", SIX), ("五四制", FIVE), ("六三学制", SIX), ("“五·四”学制", FIVE), ("五•四", FIVE), ("6-3", SIX), ("5+4制", FIVE), (63, SIX),
    ("六年制", None), (None, None),
])
def test_systems(cell: Cell, system: System | None) -> None:
    assert names.read_system(cell) is system


@pytest.mark.parametrize(("cell", "held"), [("已开展", True), ("取消", False), ("已取消", False), ("正常", True), ("未开展", False),
    ("改期", None), (True, None)])
def test_states(cell: Cell, held: bool | None) -> None:
    assert names.read_held(cell) is held


def test_text_is_kept_as_written_but_for_its_ends() -> None:
    assert names.clean("\u3000 第８页，\r\n做“１”题\u200b ") == "第８页，\n做“１”题"
    assert names.is_empty(" \u3000\u200b\n") and not names.is_empty(0) and not names.is_empty(False)


CELLS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates(), st.times(), st.datetimes())
READERS = [
    names.read_date, names.read_time, names.read_moment, names.read_subject, names.read_subjects, names.read_roles, names.read_kind,
    names.read_tier,
    names.read_category, names.read_held, names.read_system, names.read_yes_no, names.read_weekday, names.read_weekdays, names.read_minutes,
    names.read_staff_number, names.read_person, names.read_tenths, names.read_whole, names.as_text,
    lambda cell: names.read_grade(cell, SIX), lambda cell: names.read_grades(cell, FIVE), lambda cell: names.read_class(cell, SIX),
]


@given(CELLS)
def test_no_cell_makes_a_reader_fail(cell: Cell) -> None:
    for read in READERS:
        read(cell)


@given(st.text(alphabet="0123456789一二三四五六七八九十年级班()（）.-至、,初小学月日时分点:：上下午半周星期", max_size=10))
def test_no_text_of_these_signs_makes_a_reader_fail(text: str) -> None:
    for read in READERS:
        read(text)
    grade = names.read_grade(text, SIX)
    assert grade is None or 1 <= grade <= 9
    minute = names.read_time(text)
    assert minute is None or 0 <= minute < 1440
