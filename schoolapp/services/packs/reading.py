"""The packs made so far: who may see and download which, and checking a pack file without any database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from schoolapp.papers.verify import PROBLEMS, verify_pack
from schoolapp.records import packs as records
from schoolapp.records import people as people_records
from schoolapp.records.packs import PackRow
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services import jobs
from schoolapp.services.files import path_of_file
from schoolapp.services.findings import seen_grades
from schoolapp.services.house import House
from schoolapp.services.packs.make import PURPOSE, file_name
from schoolapp.services.school import shown_school


class Download(NamedTuple):
    """A pack's file and the name that it goes out under."""

    path: Path
    name: str
    pack: PackRow


class Problem(NamedTuple):
    """What is wrong with a member, or with the whole file (`path` empty): `text` is a sentence by its Chinese key, filled with `values`."""

    path: str
    text: str
    values: Mapping[str, Any]


class Verified(NamedTuple):
    """The answer of a check. `fingerprint`: of the key in the manifest, None without one; `signer_checked`: it was compared with a given one."""

    ok: bool
    fingerprint: str | None
    problems: tuple[Problem, ...]
    signer_checked: bool


def list_packs(*, house: House, actor: Actor) -> list[PackRow]:
    """The packs that the actor may see, newest first. A pack holds the whole school: an inspector sees those inside the opened period, and
    only with every grade of the school opened."""
    actor.needs(Permit.SEE_PACKS)
    with house.reading() as connection:
        found = records.list_packs(connection)
        if not found or not _is_limited(actor):
            return found
        year = people_records.newest_year(connection)
        grades = {one.grade for one in people_records.list_classes(connection, year)} if year is not None else set()
    opened = seen_grades(actor)
    if opened is not None and not grades <= opened:
        return []
    return [row for row in found if actor.sees_day(row.start) and actor.sees_day(row.end)]


def _is_limited(actor: Actor) -> bool:
    return Role.INSPECTOR in actor.roles and seen_grades(actor) is not None or actor.period is not None


def get_pack(*, house: House, actor: Actor, pack_id: int) -> PackRow:
    """One of them; NotFound where it is not there or not the actor's business."""
    row = next((row for row in list_packs(house=house, actor=actor) if row.id == pack_id), None)
    if row is None:
        raise NotFound
    return row


def open_pack(*, house: House, actor: Actor, pack_id: int, lang: str = "zh") -> Download:
    """Where the pack's bytes lie, and what to call them."""
    row = get_pack(house=house, actor=actor, pack_id=pack_id)
    if row.file_id is None:
        raise NotFound
    path, _ = path_of_file(house=house, file_id=row.file_id)
    return Download(path, file_name(shown_school(house=house).name, row.start, row.end, lang), row)


def pack_under_way(*, house: House, actor: Actor, now: datetime) -> jobs.JobView | None:
    """The job that makes a pack just now, if any; only for those who may ask for one."""
    if not actor.may(Permit.MAKE_PACK):
        return None
    return next((job for job in jobs.list_jobs(house=house, actor=actor, now=now) if job.kind == PURPOSE and job.under_way), None)


def check_pack(*, house: House, actor: Actor, pack_id: int) -> Verified:
    """Checks a kept pack as an outsider would: every hash, the signature, and that the signer is this school."""
    return verify_file(open_pack(house=house, actor=actor, pack_id=pack_id).path, fingerprint=house.fingerprint())


def verify_file(path: Path, *, fingerprint: str | None = None) -> Verified:
    """Checks a pack file without any database; a `fingerprint` refuses every other signer."""
    found = verify_pack(path, fingerprint)
    return Verified(found.ok, found.fingerprint, tuple(Problem(one.path, PROBLEMS[one.code], {}) for one in found.problems), found.signer_checked)
