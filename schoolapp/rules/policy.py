"""The policy profile: every figure a school may set, as dated data with its basis, and the clauses that findings name.

Not here: what the figures are compared with (`load`, `afterschool`, `findings`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

from schoolapp.rules.people import GRADES, Stage, System, stage_of

LOW_GRADES = (1, 2)
NATIONAL_CAPS = MappingProxyType({Stage.PRIMARY: 60, Stage.MIDDLE: 90})
DEFAULT_OFFWORK = time(17, 30)


class TierMode(StrEnum):
    """How 基础, 提高, 拓展 add up: a pupil does one of them (the largest counts) or all."""

    ONE = "one"
    CUMULATIVE = "cumulative"


class Declaration(StrEnum):
    """How often grades 1-2 must record something."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


class Clause(NamedTuple):
    """A point of the checklist (C) or a later rule (X) in our own short words."""

    code: str
    zh: str
    en: str


CLAUSES: Mapping[str, Clause] = MappingProxyType(
    {raw["code"]: Clause(raw["code"], raw["zh"], raw["en"])
     for raw in json.loads((files("schoolapp.rules") / "data" / "clauses.json").read_text("utf-8"))["clauses"]}
)


@dataclass(frozen=True, slots=True)
class Profile:
    """A school's figures from `valid_from` on. Minutes are whole; shares are exact decimals from 0 to 1; weekdays 1 (Monday) to 7.

    `caps` and `holiday_caps` have one entry for each grade 1 to 9: minutes of written homework a day (a day off), for grades 1-2
    those at home. `late_after` None = the day's end. A month of staff hours begins on the day `pay_month_start` of the month.
    Until `quota_until` of its day a subject's planned minutes are kept for it.
    `basis` names for a field the clause and document it rests on.
    """

    valid_from: date
    caps: tuple[int, ...]
    holiday_caps: tuple[int, ...]
    tier_mode: TierMode = TierMode.ONE
    optional_limit: int = 20
    near_cap: Decimal = Decimal("0.9")
    no_homework_weekday: int | None = None
    in_school_share_primary: Decimal = Decimal("0.8")
    in_school_share_middle: Decimal = Decimal("0.5")
    low_grade_declaration: Declaration = Declaration.WEEKLY
    over_cap_record: bool = True
    over_cap_approval: bool = False
    weekly_sign_off: bool = False
    publish_by: time = time(16, 0)
    quota_until: time = time(16, 0)
    late_after: time | None = None
    offwork: time = DEFAULT_OFFWORK
    service_earliest_end: time = DEFAULT_OFFWORK
    service_minutes: int = 120
    service_gap: int = 15
    evening_stop_primary: time = time(21, 20)
    evening_stop_middle: time = time(22, 0)
    period_minutes_primary: int = 40
    period_minutes_middle: int = 45
    pay_month_start: int = 1
    basis: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_BASIS), hash=False)

    def cap(self, grade: int) -> int:
        """Minutes: written homework of a day (grade 3 and up), written homework at home (grades 1-2). Clause C10."""
        return self.caps[grade - 1]

    def in_school_share(self, stage: Stage) -> Decimal:
        """The school's reference line for the share of written homework done in school. Clause C13; no national figure."""
        return self.in_school_share_primary if stage is Stage.PRIMARY else self.in_school_share_middle

    def evening_stop(self, stage: Stage) -> time:
        return self.evening_stop_primary if stage is Stage.PRIMARY else self.evening_stop_middle

    def period_minutes(self, stage: Stage) -> int:
        """Minutes of one period (课时) where the programme does not say."""
        return self.period_minutes_primary if stage is Stage.PRIMARY else self.period_minutes_middle

    @property
    def offwork_minutes(self) -> int:
        """正常下班时间 in minutes after midnight. Clause C16."""
        return minutes_of(self.offwork)

    def declares_daily(self, grade: int) -> bool:
        """Whether each class of the grade must record every school day."""
        return grade not in LOW_GRADES or self.low_grade_declaration is Declaration.DAILY


_STRICT = "学校从严执行"
_REFERENCE = "学校参考线，非国家指标"
_OWN = "学校自定"
_HOMEWORK = "教基厅函〔2021〕13号"
_OPINION = "中办发〔2021〕40号"
DEFAULT_BASIS: Mapping[str, str] = MappingProxyType({
    "caps": f"C10 {_HOMEWORK}，按班按日执行为{_STRICT}",
    "holiday_caps": f"C10 {_OPINION}，每日分钟数{_OWN}",
    "tier_mode": f"C12 {_HOMEWORK}，计算方式{_OWN}",
    "optional_limit": f"C10 {_OWN}",
    "near_cap": f"C10 {_OWN}",
    "no_homework_weekday": f"X3 {_OWN}",
    "in_school_share_primary": f"C13 {_HOMEWORK}，比例为{_REFERENCE}",
    "in_school_share_middle": f"C13 {_HOMEWORK}，比例为{_REFERENCE}",
    "low_grade_declaration": f"C8 {_OWN}",
    "over_cap_record": f"C10 {_OWN}",
    "over_cap_approval": f"C7 {_OWN}",
    "weekly_sign_off": f"C7 {_OWN}",
    "publish_by": f"C8 {_OWN}",
    "quota_until": f"C7 {_OWN}",
    "late_after": f"C8 {_OWN}",
    "offwork": f"C16 {_OPINION}，时间按当地规定填写",
    "service_earliest_end": f"C16 {_OPINION}，时间按当地规定填写",
    "service_minutes": f"C15 {_OPINION}",
    "service_gap": f"C15 {_OWN}",
    "evening_stop_primary": "教基厅函〔2021〕11号",
    "evening_stop_middle": "教基厅函〔2021〕11号",
    "period_minutes_primary": f"C53 {_OWN}",
    "period_minutes_middle": f"C53 {_OWN}",
    "pay_month_start": f"C53 {_OWN}",
})


def minutes_of(moment: time) -> int:
    """Minutes after midnight."""
    return moment.hour * 60 + moment.minute


def default_profile(system: System, valid_from: date, offwork: time | None = None, earliest_end: time | None = None) -> Profile:
    """The national caps for the school's system (grades 1-2: 0 at home), everything else as the definitions say."""
    caps = tuple(national_cap(system, grade) for grade in GRADES)
    off = offwork or DEFAULT_OFFWORK
    return Profile(valid_from, caps, caps, offwork=off, service_earliest_end=earliest_end or off)


def national_cap(system: System, grade: int) -> int:
    """Minutes a day by the national rule (clause C10): nothing at home in grades 1-2, then 60 and 90 by stage."""
    return 0 if grade in LOW_GRADES else NATIONAL_CAPS[stage_of(system, grade)]


def profile_on(profiles: Sequence[Profile], day: date) -> Profile:
    """The profile that is valid on a day: the latest `valid_from` not after it, else the earliest. Of two with one date the later given.

    Raises ValueError without any profile.
    """
    ordered = sorted(profiles, key=lambda profile: profile.valid_from)
    if not ordered:
        raise ValueError("a school has at least one policy profile")
    found = ordered[0]
    for profile in ordered:
        if profile.valid_from <= day:
            found = profile
    return found


def to_json(profile: Profile) -> str:
    """Stable text of a profile: the same profile gives the same characters. Decimals and times as strings."""
    values = {f.name: _plain(getattr(profile, f.name)) for f in fields(profile)}
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


_READERS: Mapping[str, Any] = MappingProxyType({
    "valid_from": date.fromisoformat, "caps": tuple, "holiday_caps": tuple, "tier_mode": TierMode, "low_grade_declaration": Declaration,
    "near_cap": Decimal, "in_school_share_primary": Decimal, "in_school_share_middle": Decimal,
    "basis": dict,
    "late_after": lambda raw: None if raw is None else time.fromisoformat(raw),
    **dict.fromkeys(("publish_by", "quota_until", "offwork", "service_earliest_end", "evening_stop_primary", "evening_stop_middle"), time.fromisoformat),
})


def from_json(text: str) -> Profile:
    """The profile that `to_json` wrote; a figure that an older text does not have gets its default."""
    raw = json.loads(text)
    known = {f.name for f in fields(Profile)}
    return Profile(**{name: _READERS.get(name, lambda value: value)(value) for name, value in raw.items() if name in known})


def validate(profile: Profile, system: System) -> list[tuple[str, str]]:
    """What is wrong with a profile, as (field, code); empty when it may be used.

    Codes: `length`, `range`, `weekday`, `low_grades_zero`, and `above_national`, `below_national` for a figure that is looser
    than the national rule.
    """
    wrong: list[tuple[str, str]] = []
    for name in ("caps", "holiday_caps"):
        wrong += ((name, code) for code in _wrong_caps(getattr(profile, name), system))
    for name, low, high in (("optional_limit", 0, 240), ("service_gap", 0, 60),
                            ("period_minutes_primary", 20, 120), ("period_minutes_middle", 20, 120), ("pay_month_start", 1, 28)):
        if not low <= getattr(profile, name) <= high:
            wrong.append((name, "range"))
    for name in ("near_cap", "in_school_share_primary", "in_school_share_middle"):
        if not 0 <= getattr(profile, name) <= 1:
            wrong.append((name, "range"))
    if not 1 <= profile.service_minutes <= 480:
        wrong.append(("service_minutes", "range"))
    elif profile.service_minutes < 120:
        wrong.append(("service_minutes", "below_national"))
    if profile.no_homework_weekday is not None and not 1 <= profile.no_homework_weekday <= 7:
        wrong.append(("no_homework_weekday", "weekday"))
    return wrong


def _wrong_caps(caps: Iterable[int], system: System) -> list[str]:
    figures = tuple(caps)
    if len(figures) != len(GRADES):
        return ["length"]
    codes = []
    if any(not 0 <= minutes <= 240 for minutes in figures):
        codes.append("range")
    if any(figures[grade - 1] != 0 for grade in LOW_GRADES):
        codes.append("low_grades_zero")
    if any(figures[grade - 1] > national_cap(system, grade) for grade in GRADES if grade not in LOW_GRADES):
        codes.append("above_national")
    return codes
