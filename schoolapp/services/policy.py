"""Policy profiles as the administrator keeps them: a new one from a day on, always with the basis of each figure. What the figures
judge stands in rules."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from schoolapp.records import school as records
from schoolapp.rules.names import clean
from schoolapp.rules.people import System
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.policy import Profile, profile_on, to_json, validate
from schoolapp.rules.privacy import find_personal
from schoolapp.services.house import Conflict, House
from schoolapp.services.school import read_standing

FIGURES = tuple(f.name for f in fields(Profile) if f.name not in ("valid_from", "basis"))
BASIS_MOST = 200


class PolicyRefused(Exception):
    """Nothing was written. `problems` are (field, code) pairs; a field 'basis.<figure>' is about the basis of a figure."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(str(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """A profile in the list. `until` is the last day it judges (None: open end); `state` is past, now or later; only later ones
    change."""

    id: int
    profile: Profile
    until: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that the new profile sets otherwise than the one valid before it. `grade` for caps; `basis`: the basis differs, not the
    figure."""

    figure: str
    old: Any
    new: Any
    grade: int | None = None
    basis: bool = False


@dataclass(frozen=True, slots=True)
class ProfilePlan:
    """A profile before it is saved: what is wrong with it, and what it changes against the profile that is valid until then."""

    profile: Profile
    problems: tuple[tuple[str, str], ...]
    differences: tuple[Difference, ...]
    against: Profile
    until: date | None


def list_profiles(*, house: House, actor: Actor, now: datetime) -> list[ProfileLine]:
    """All profiles, newest first. A school without any is judged by the national figures, which then stand here with id 0."""
    actor.needs(Permit.SET_POLICY)
    with house.reading() as connection:
        standing = read_standing(connection)
        kept = records.list_profiles(connection) or [(0, standing.profiles[0])]
    return _lines(kept, now.date())[::-1]


def get_profile(*, house: House, actor: Actor, profile_id: int, now: datetime) -> ProfileLine:
    """One profile; NotFound where there is none."""
    found = next((line for line in list_profiles(house=house, actor=actor, now=now) if line.id == profile_id), None)
    if found is None:
        raise NotFound
    return found


def system_of(*, house: House, actor: Actor) -> System:
    """六三制 or 五四制, for the stages beside the caps."""
    actor.needs(Permit.SET_POLICY)
    with house.reading() as connection:
        return read_standing(connection).system


def plan_profile(*, house: House, actor: Actor, profile: Profile, profile_id: int | None, now: datetime) -> ProfilePlan:
    """What would be saved: problems and differences. `profile_id` None: a new profile, else the future one that is edited."""
    actor.needs(Permit.SET_POLICY)
    with house.reading() as connection:
        standing = read_standing(connection)
        kept = records.list_profiles(connection)
    return _plan(kept, standing.profiles, standing.system, _tidy(profile), profile_id, now.date())


def set_profile(*, house: House, actor: Actor, profile: Profile, profile_id: int | None, request_key: str, now: datetime) -> int:
    """Saves a new profile from its day on, or other figures of one that has not begun; gives its id. Profiles that have judged a day
    never
    change. PolicyRefused with: past, taken, begun, same, basis, personal, and what `rules.policy.validate` finds. Conflict('stale')
    where the
    edited
    one began meanwhile."""
    actor.needs(Permit.SET_POLICY)
    profile = _tidy(profile)
    content = {"id": profile_id, "profile": to_json(profile)}
    with house.writing(actor=actor, now=now) as work:
        work.replay(request_key, content)
        standing = read_standing(work.connection)
        kept = records.list_profiles(work.connection)
        plan = _plan(kept, standing.profiles, standing.system, profile, profile_id, now.date())
        if plan.problems:
            raise PolicyRefused(list(plan.problems))
        changed = {d.figure if d.grade is None else f"{d.figure}.{d.grade}": (d.old, d.new) for d in plan.differences if not d.basis}
        new = {"valid_from": profile.valid_from, "changed": {name: str(value[1]) for name, value in changed.items()}}
        if profile_id is None:
            row_id = work.add(records.policy_profile, valid_from=profile.valid_from, content=to_json(profile))
            work.audit("profile_added", f"profile:{row_id}", {"changed": {name: str(value[0]) for name, value in changed.items()}}, new)
        else:
            row_id = profile_id
            before = next(p for i, p in kept if i == profile_id)
            work.change(records.policy_profile, row_id, valid_from=profile.valid_from, content=to_json(profile))
            work.audit("profile_changed", f"profile:{row_id}", {"content": to_json(before)}, {"content": to_json(profile)})
        work.remember(request_key, content, str(row_id))
    return row_id


def remove_profile(*, house: House, actor: Actor, profile_id: int, now: datetime) -> None:
    """Takes back a profile that has not begun: the one before it goes on."""
    actor.needs(Permit.SET_POLICY)
    with house.writing(actor=actor, now=now) as work:
        found = next((p for i, p in records.list_profiles(work.connection) if i == profile_id), None)
        if found is None:
            raise NotFound
        if found.valid_from <= now.date():
            raise Conflict("stale")
        work.remove(records.policy_profile, profile_id)
        work.audit("profile_removed", f"profile:{profile_id}", {"content": to_json(found)}, None)


def differences_of(old: Profile, new: Profile) -> list[Difference]:
    """Figure by figure, caps grade by grade; then the figures whose basis alone differs."""
    found: list[Difference] = []
    for name in FIGURES:
        before, after = getattr(old, name), getattr(new, name)
        if name in ("caps", "holiday_caps"):
            found += [Difference(name, a, b, grade) for grade, (a, b) in enumerate(zip(before, after, strict=False), 1) if a != b]
        elif before != after:
            found.append(Difference(name, before, after))
    found += [
        Difference(name, old.basis.get(name, ""), new.basis.get(name, ""), basis=True)
        for name in FIGURES
        if old.basis.get(name, "") != new.basis.get(name, "")
    ]
    return found


def _plan(
    kept: list[tuple[int, Profile]], profiles: tuple[Profile, ...], system: System, profile: Profile, profile_id: int | None, today: date
) -> ProfilePlan:
    others = [p for i, p in kept if i != profile_id] or list(profiles)
    earlier = [p for p in others if p.valid_from < profile.valid_from] or others
    against = profile_on(earlier, profile.valid_from)
    problems = list(validate(profile, system))
    if profile_id is not None:
        edited = next((p for i, p in kept if i == profile_id), None)
        if edited is None:
            raise NotFound
        if edited.valid_from <= today:
            problems.append(("valid_from", "begun"))
    if profile.valid_from < today:
        problems.append(("valid_from", "past"))
    if any(p.valid_from == profile.valid_from for i, p in kept if i != profile_id):
        problems.append(("valid_from", "taken"))
    for name in FIGURES:
        text = profile.basis.get(name, "")
        if not text or len(text) > BASIS_MOST:
            problems.append((f"basis.{name}", "basis"))
        elif find_personal(text):
            problems.append((f"basis.{name}", "personal"))
    differences = differences_of(against, profile)
    if not differences:
        problems.append(("", "same"))
    after = [p.valid_from for i, p in kept if i != profile_id and p.valid_from > profile.valid_from]
    return ProfilePlan(profile, tuple(problems), tuple(differences), against, _day_before(min(after)) if after else None)


def _lines(kept: list[tuple[int, Profile]], today: date) -> list[ProfileLine]:
    ordered = sorted(kept, key=lambda pair: pair[1].valid_from)
    valid = profile_on([p for _, p in ordered], today)
    lines = []
    for at, (row_id, profile) in enumerate(ordered):
        until = _day_before(ordered[at + 1][1].valid_from) if at + 1 < len(ordered) else None
        state = "now" if profile is valid else "later" if profile.valid_from > today else "past"
        lines.append(ProfileLine(row_id, profile, until, state))
    return lines


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _tidy(profile: Profile) -> Profile:
    return replace(profile, basis={name: clean(profile.basis.get(name, "")) for name in FIGURES})
