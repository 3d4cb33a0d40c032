"""Who and what the demo school has: invented staff, classes with heads, who teaches what, programmes, accounts. What they do on which day
stands in `plan`, what they write in `texts`."""

from __future__ import annotations

from typing import NamedTuple

from schoolapp.rules.afterschool import Category
from schoolapp.rules.people import Role
from schoolapp.words import N_

Place = tuple[int, int]  # grade, number of the class

SCHOOL_NAME = "江北实验学校"
DISTRICT = "江北区"
# No telephone number of China begins with 0 after the area code: nobody is called by a demo.
REPORT_PHONE, DISTRICT_PHONE = "023-06785120", "023-06780112"
REPORT_EMAIL = "jianyi@example.edu.cn"


class StaffMember(NamedTuple):
    """One of the staff. `grades` are led as 年级组长, `subjects` as 备课组长."""

    number: str
    name: str
    roles: tuple[Role, ...] = (Role.TEACHER,)
    grades: tuple[int, ...] = ()
    subjects: tuple[str, ...] = ()


def _leader(number: str, name: str, grade: int, subject: str = "") -> StaffMember:
    lead = (Role.SUBJECT_LEAD,) if subject else ()
    return StaffMember(number, name, (Role.TEACHER, *lead, Role.GRADE_LEADER), (grade,), (subject,) if subject else ())


STAFF = (
    StaffMember("t01", "林晓梅"),
    _leader("t02", "陈国栋", 3),
    StaffMember("t03", "王芳"),
    StaffMember("t04", "罗建军"),
    StaffMember("t05", "周舟", (Role.OFFICE,)),
    StaffMember("t06", "何秀英", (Role.COORDINATOR,)),
    StaffMember("t07", "周明远", (Role.PRINCIPAL,)),
    StaffMember("t08", "欧阳雨桐", (Role.ADMINISTRATOR,)),
    StaffMember("t10", "阿依古丽·买买提", (Role.TEACHER, Role.SUBJECT_LEAD), (), ("语文",)),
    _leader("t11", "张慧敏", 1),
    StaffMember("t12", "刘婷"),
    _leader("t13", "赵雅琴", 2),
    StaffMember("t14", "黄丽华"),
    StaffMember("t15", "孙晓燕"),
    StaffMember("t16", "徐静"),
    _leader("t17", "胡文娟", 6),
    StaffMember("t18", "朱小兵"),
    StaffMember("t19", "高远"),
    _leader("t20", "郭海燕", 4),
    _leader("t21", "马志远", 5, "数学"),
    StaffMember("t22", "宋涛"),
    StaffMember("t23", "郑倩"),
    StaffMember("t24", "谢莹"),
    StaffMember("t25", "韩松"),
    StaffMember("t26", "唐明"),
    StaffMember("t27", "吴桂兰"),
    StaffMember("t28", "冯琳"),
    _leader("t29", "于晓峰", 7),
    _leader("t30", "董洁", 8),
    _leader("t31", "萧敏", 9),
    StaffMember("t32", "程刚"),
    StaffMember("t33", "曹莉"),
    StaffMember("t34", "袁博"),
    StaffMember("t35", "邓娟"),
    StaffMember("t36", "许琳"),
    StaffMember("t37", "傅欣"),
    StaffMember("t38", "沈卫东"),
    StaffMember("t39", "曾立"),
    StaffMember("t40", "彭慧"),
    StaffMember("t41", "吕鹏"),
    StaffMember("t42", "苏梅"),
    StaffMember("t43", "卢晓岚"),
    StaffMember("t44", "蒋浩"),
    StaffMember("t45", "蔡蕾"),
    StaffMember("t46", "贾宁"),
    StaffMember("t47", "丁一鸣"),
)
INSPECTOR = StaffMember("t09", "司马文博", (Role.INSPECTOR,))


class SchoolClass(NamedTuple):
    """A class: its homeroom teacher, pupils, who asked for the after-school service, who takes part."""

    homeroom: str
    pupils: int
    asked: int
    joined: int


CLASSES: dict[Place, SchoolClass] = {
    (1, 1): SchoolClass("t04", 42, 40, 40),
    (1, 2): SchoolClass("t11", 41, 38, 38),
    (1, 3): SchoolClass("t12", 42, 41, 41),
    (2, 1): SchoolClass("t13", 44, 41, 41),
    (2, 2): SchoolClass("t14", 43, 42, 42),
    (3, 1): SchoolClass("t01", 40, 38, 38),
    (3, 2): SchoolClass("t27", 41, 39, 39),
    (3, 3): SchoolClass("t15", 40, 37, 37),
    (4, 1): SchoolClass("t16", 43, 40, 40),
    (4, 2): SchoolClass("t20", 42, 40, 40),
    (5, 1): SchoolClass("t21", 44, 42, 42),
    (5, 2): SchoolClass("t24", 43, 41, 39),  # two wait for a place
    (6, 1): SchoolClass("t17", 45, 43, 43),
    (6, 2): SchoolClass("t22", 44, 41, 41),
    (7, 1): SchoolClass("t29", 46, 42, 42),
    (7, 2): SchoolClass("t32", 45, 43, 43),
    (8, 1): SchoolClass("t30", 44, 40, 40),
    (8, 2): SchoolClass("t33", 45, 41, 41),
    (9, 1): SchoolClass("t31", 43, 43, 43),
    (9, 2): SchoolClass("t34", 44, 44, 44),
}
HEAD_OF_31, TEACHER_OF_3, LEADER_OF_3, ABSENT_OF_33 = "t01", "t03", "t02", "t15"
OFFICE, COORDINATOR, PRINCIPAL, ADMINISTRATOR = "t05", "t06", "t07", "t08"


def places_of(*grades: int) -> tuple[Place, ...]:
    """The classes of these grades, in school order."""
    return tuple(place for place in CLASSES if place[0] in grades)


_LESSONS: tuple[tuple[str, str, tuple[Place, ...]], ...] = (
    ("t04", "语文", ((1, 1),)),
    ("t11", "语文", ((1, 2),)),
    ("t12", "语文", ((1, 3),)),
    ("t13", "语文", ((2, 1),)),
    ("t14", "语文", ((2, 2),)),
    ("t03", "语文", ((3, 1), (3, 2))),
    ("t15", "语文", ((3, 3),)),
    ("t16", "语文", places_of(4)),
    ("t10", "语文", places_of(5)),
    ("t17", "语文", places_of(6)),
    ("t29", "语文", places_of(7)),
    ("t30", "语文", places_of(8)),
    ("t31", "语文", places_of(9)),
    ("t18", "数学", places_of(1)),
    ("t19", "数学", places_of(2)),
    ("t01", "数学", places_of(3)),
    ("t20", "数学", places_of(4)),
    ("t21", "数学", places_of(5)),
    ("t22", "数学", places_of(6)),
    ("t32", "数学", places_of(7)),
    ("t33", "数学", places_of(8)),
    ("t34", "数学", places_of(9)),
    ("t02", "英语", places_of(3)),
    ("t23", "英语", places_of(4)),
    ("t24", "英语", places_of(5, 6)),
    ("t35", "英语", places_of(7)),
    ("t36", "英语", places_of(8)),
    ("t37", "英语", places_of(9)),
    ("t25", "科学", places_of(1, 2, 3)),
    ("t26", "科学", places_of(4, 5, 6)),
    ("t27", "道德与法治", places_of(1, 2, 3)),
    ("t28", "道德与法治", places_of(4, 5, 6)),
    ("t44", "体育与健康", places_of(3, 4, 5, 6)),
    ("t38", "物理", places_of(8, 9)),
    ("t39", "化学", places_of(9)),
    ("t40", "道德与法治", places_of(7, 8, 9)),
    ("t42", "地理", places_of(7, 8)),
    ("t41", "历史", places_of(7, 8, 9)),
    ("t43", "生物学", places_of(7, 8)),
)
# (grade, subject) -> staff number -> its classes there
TEACHING: dict[tuple[int, str], dict[str, tuple[Place, ...]]] = {}
for _who, _subject, _places in _LESSONS:
    for _place in _places:
        _by_staff = TEACHING.setdefault((_place[0], _subject), {})
        _by_staff[_who] = (*_by_staff.get(_who, ()), _place)

LESSON_ROWS: tuple[tuple[str, Place, str], ...] = tuple((who, place, subject) for who, subject, places in _LESSONS for place in places)


def subjects_in(place: Place) -> tuple[str, ...]:
    """The subjects taught in a class."""
    return tuple(subject for _, where, subject in LESSON_ROWS if where == place)


def teacher_of(place: Place, subject: str) -> str:
    """Who teaches the subject there."""
    return next(who for who, where, taught in LESSON_ROWS if (where, taught) == (place, subject))


class ProgrammePlan(NamedTuple):
    """A programme of the term: `slots` = (weekday, start, end) in minutes after midnight; `helping` = assistants."""

    code: str
    name: str
    category: Category
    grades: tuple[int, ...]
    slots: tuple[tuple[int, int, int], ...]
    staff: str
    room: str
    provider: str = ""
    helping: tuple[str, ...] = ()
    capacity: int | None = None

    @property
    def is_club(self) -> bool:
        return self.category not in (Category.HOMEWORK_HELP, Category.EXTENDED_CARE)


FOUR, FIVE, SIX, HALF_PAST_SIX = 16 * 60, 17 * 60, 18 * 60, 18 * 60 + 30
FRIDAY, EARLIER_ON_FRIDAY = 5, 20  # minutes: lessons end earlier
_WEEK = (1, 2, 3, 4, 5)
PROVIDER = "启航科创教育中心(虚构)"


def _at(weekdays: tuple[int, ...], start: int, end: int) -> tuple[tuple[int, int, int], ...]:
    earlier = {FRIDAY: EARLIER_ON_FRIDAY}
    return tuple((weekday, start - earlier.get(weekday, 0), end - earlier.get(weekday, 0)) for weekday in weekdays)


def _help(code: str, name: str, grades: tuple[int, ...], staff: str, helping: tuple[str, ...], end: int = FIVE) -> ProgrammePlan:
    return ProgrammePlan(code, name, Category.HOMEWORK_HELP, grades, _at(_WEEK, FOUR, end), staff, "各班教室", helping=helping)


def _club(
    code: str, name: str, category: Category, grades: tuple[int, ...], weekdays: tuple[int, ...], staff: str, room: str, capacity: int,
    provider: str = "", helping: tuple[str, ...] = (),
) -> ProgrammePlan:
    return ProgrammePlan(code, name, category, grades, _at(weekdays, FIVE, SIX), staff, room, provider, helping, capacity)


PROGRAMMES = (
    _help("F12", "一二年级作业辅导", (1, 2), "t18", ("t04", "t11", "t12", "t13")),
    _help("F3", "三年级作业辅导", (3,), "t03", ("t15", "t27")),
    _help("F4", "四年级作业辅导", (4,), "t20", ("t16",)),
    _help("F5", "五年级作业辅导", (5,), "t10", ("t21",)),
    _help("F6", "六年级作业辅导", (6,), "t22", ("t17",)),
    _help("F7", "七年级作业辅导", (7,), "t32", ("t35",)),
    _help("F8", "八年级作业辅导", (8,), "t33", ("t36",)),
    _help("F9", "九年级作业辅导与答疑", (9,), "t34", ("t31", "t37"), SIX),
    _club("C01", "绘本阅读", Category.READING, (1, 2), (1, 3, 5), "t12", "阅览室", 80),
    _club("C02", "童声合唱", Category.ARTS, (1, 2), (2, 4), "t45", "音乐教室", 80, helping=("t14",)),
    _club("C03", "数学游戏", Category.INTEREST, (3, 4), (1,), "t01", "三(1)班教室", 72),
    _club("C04", "校园足球", Category.SPORTS, (3, 4), (2, 5), "t44", "操场", 72, helping=("t23",)),
    _club("C05", "劳动小能手", Category.LABOUR, (3, 4), (3,), "t47", "劳动教室", 72),
    _club("C06", "科学小实验", Category.SCIENCE, (3, 4), (4,), "t25", "科学实验室", 72),
    _club("C07", "机器人入门", Category.INTEREST, (5, 6), (2, 4), "t26", "创客教室", 60, PROVIDER),
    _club("C08", "花样跳绳", Category.SPORTS, (5, 6), (1, 3, 5), "t28", "体育馆", 60),
    _club("C09", "文学社", Category.CLUB, (7, 8), (1, 3), "t29", "图书馆", 60),
    _club("C10", "田径社", Category.SPORTS, (7, 8), (2, 5), "t41", "田径场", 60, helping=("t42",)),
    _club("C11", "书法与国画", Category.ARTS, (7, 8), (4,), "t46", "美术教室", 60),
    ProgrammePlan("Y1", "延时托管", Category.EXTENDED_CARE, (1, 2), _at(_WEEK, SIX, HALF_PAST_SIX), "t19", "二(1)班教室", capacity=30),
)
BY_CODE = {programme.code: programme for programme in PROGRAMMES}


def heads_of(programme: ProgrammePlan) -> int:
    """Heads to expect: in homework help all who take part in its grades, in a club a third of them, in extended care few."""
    joined = sum(one.joined for place, one in CLASSES.items() if place[0] in programme.grades)
    if programme.is_club:
        return joined // 3
    return sum(map(extended_of, places_of(*programme.grades))) if programme.category is Category.EXTENDED_CARE else joined


def extended_of(place: Place) -> int:
    """Pupils of a class who are signed up for extended care."""
    return CLASSES[place].joined // 8 if place[0] <= 2 else 0


class Part(NamedTuple):
    """An account that the demo prints: the role's English key, its Chinese word, who plays it."""

    role: str
    title: str
    number: str


PARTS = (
    Part("teacher", N_("任课教师"), TEACHER_OF_3),
    Part("homeroom", N_("班主任"), HEAD_OF_31),
    Part("leader", N_("年级组长"), LEADER_OF_3),
    Part("office", N_("教导处"), OFFICE),
    Part("coordinator", N_("课后服务负责人"), COORDINATOR),
    Part("principal", N_("校长"), PRINCIPAL),
    Part("inspector", N_("责任督学"), INSPECTOR.number),
    Part("administrator", N_("系统管理员"), ADMINISTRATOR),
)
NAMES = {one.number: one.name for one in (*STAFF, INSPECTOR)}
