"""Making an evidence pack: one read snapshot, then facts, drawing and signing outside any transaction, then a short audited write."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from schoolapp import __version__
from schoolapp.outside import files as store
from schoolapp.papers.facts import PackFacts
from schoolapp.papers.packs import PackResult, build_pack
from schoolapp.records import audit
from schoolapp.records import packs as records
from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services import jobs, login
from schoolapp.services.audit import sign_head
from schoolapp.services.files import record_file
from schoolapp.services.findings import check_period
from schoolapp.services.findings.sheet import finding_rows
from schoolapp.services.house import House, Work
from schoolapp.services.packs import rows
from schoolapp.services.packs.charts import charts_of
from schoolapp.services.packs.figures import STEPS, FigureMaker
from schoolapp.services.packs.snapshot import Snapshot, read_snapshot
from schoolapp.services.packs.surveys import SurveyMaker
from schoolapp.words import N_, gettext

PURPOSE = "pack"
MOST_BYTES = (1 << 32) - 1
Report = Callable[[str, int, int], None]
_OFFICES = ((Role.PRINCIPAL, N_("校长室")), (Role.OFFICE, N_("教导处")))


class Made(NamedTuple):
    """A pack that is there: the whole file's SHA-256 in hex, bytes, fingerprint of the signing key, and its record's id."""

    sha256: str
    size: int
    fingerprint: str
    pack_id: int


def office_of(actor: Actor) -> str:
    """Who makes it: an office, not a person."""
    return next((word for role, word in _OFFICES if role in actor.roles), "operator")


def _silent(step: str, done: int, total: int) -> None:
    """Nobody watches."""


def make_pack(
    *,
    house: House,
    actor: Actor,
    start: date,
    end: date,
    made_at: datetime,
    now: datetime,
    out: Path | None = None,
    progress: Report | None = None,
) -> Made:
    """Makes the pack of a period, keeps it in the file store and, with `out`, writes it there too. With unchanged data the same period,
    `made_at`, maker and program version give the same bytes, which are then recorded once. Days count up to `made_at`, or to `now` where
    that is earlier. BadPeriod, NotFound before the set-up, OSError where `out` cannot be written; what `progress` raises stops the work."""
    actor.needs(Permit.MAKE_PACK)
    check_period(start, end)
    report = progress or _silent
    made_at = made_at.astimezone(SCHOOL_TIME).replace(microsecond=0)
    if out is not None and not out.parent.is_dir():
        raise FileNotFoundError(2, os.strerror(2), str(out.parent))
    report("facts", 0, 1)
    with house.reading() as connection:
        snapshot = read_snapshot(connection, start=start, end=end, today=min(made_at, now).astimezone(SCHOOL_TIME).date(), made_at=made_at)
    facts = pack_facts(snapshot, made_at=made_at, made_by=office_of(actor))
    key = house.signing_key()
    results: list[PackResult] = []

    def write(file: BinaryIO) -> None:
        results.append(build_pack(facts, key, file, report))

    kept = store.keep(house.files_dir, write, most_bytes=MOST_BYTES, types=store.PACK_TYPES)
    path = store.path_of(house.files_dir, kept.sha256)
    if out is not None:
        copy_to(path, out)
    with house.writing(actor=actor, now=now) as work:
        pack_id = _record(house, work, facts, kept, results[0], office_of(actor))
    return Made(kept.sha256, kept.size, results[0].fingerprint, pack_id)


def pack_facts(snapshot: Snapshot, *, made_at: datetime, made_by: str) -> PackFacts:
    """All that the papers see of a snapshot."""
    homework, class_days, samples, sessions, classes, stated = (
        rows.homework_rows(snapshot),
        rows.class_day_rows(snapshot),
        rows.sample_rows(snapshot),
        rows.session_rows(snapshot),
        rows.class_rows(snapshot),
        snapshot.stated(),
    )
    maker = FigureMaker(snapshot, homework=homework, class_days=class_days, samples=samples, sessions=sessions, classes=classes, stated=stated)
    questionnaires = SurveyMaker(snapshot)
    period, school, lang = snapshot.period, snapshot.standing.school, snapshot.lang
    return PackFacts(
        school=school.name,
        system=gettext(lang, school.system.value),
        district=school.district,
        start=period.start,
        end=period.facts.end,
        due_to=period.due_to,
        made_at=made_at,
        made_by=gettext(lang, made_by),
        version=__version__,
        audit_number=snapshot.head[0],
        audit_hash=snapshot.head[1],
        calendar_confirmed=period.calendar.confirmed(period.start, period.facts.end),
        class_days_expected=maker.sums["class_days_expected"],
        class_days_recorded=maker.sums["class_days_recorded"],
        lang=lang,
        figures=(*maker.all(), *questionnaires.figures()),
        gaps=(*maker.gaps(), *questionnaires.gaps()),
        homework=homework,
        class_days=class_days,
        nones=rows.none_rows(snapshot),
        samples=samples,
        sessions=sessions,
        programmes=rows.programme_rows(snapshot),
        findings=finding_rows(lang, stated),
        classes=classes,
        surveys=questionnaires.rows,
        issues=snapshot.issues,
        calendar=rows.calendar_rows(snapshot),
        charts=(*charts_of(snapshot, made_at), *questionnaires.charts()),
        seals=snapshot.seals,
    )


def file_name(school: str, start: date, end: date, lang: str = "zh") -> str:
    """What a pack is called when it is downloaded."""
    plain = "".join(c for c in school if c.isalnum() or c in "-_()（）") or "school"
    return f"{plain}_{gettext(lang, '佐证材料')}_{start:%Y%m%d}_{end:%Y%m%d}.zip"


def copy_to(path: Path, out: Path) -> None:
    """Copies a file so that `out` is whole or not there."""
    handle, name = tempfile.mkstemp(prefix=".pack-", dir=out.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file, path.open("rb") as source:
            shutil.copyfileobj(source, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(0o644)
        os.replace(fresh, out)
    finally:
        fresh.unlink(missing_ok=True)


def _record(house: House, work: Work, facts: PackFacts, kept: store.Kept, result: PackResult, maker: str) -> int:
    """Notes the pack, signs the chain's head; the very same bytes of the same period and moment are noted once."""
    audit.head(work.connection, lock=True)
    for row in records.list_packs(work.connection):
        if (row.sha256, row.start, row.end, row.made_at) == (kept.sha256, facts.start, facts.end, facts.made_at):
            return row.id
    name = file_name(facts.school, facts.start, facts.end, facts.lang)
    file_id = record_file(work, kept, name=name, purpose=PURPOSE, now=work.now)
    sign_head(house, work.connection, purpose=PURPOSE, now=work.now)
    pack_id = work.add(
        records.pack,
        start=facts.start,
        end=facts.end,
        made_at=facts.made_at,
        maker=maker,
        staff_id=work.actor.staff_id,
        sha256=kept.sha256,
        size=kept.size,
        fingerprint=result.fingerprint,
        head_number=facts.audit_number,
        head_hash=facts.audit_hash,
        file_id=file_id,
    )
    work.audit(
        "pack_made",
        f"pack:{pack_id}",
        None,
        {"start": facts.start, "end": facts.end, "made_at": facts.made_at, "sha256": kept.sha256, "manifest_sha256": result.manifest_sha256},
    )
    return pack_id


def ask_pack(*, house: House, actor: Actor, start: date, end: date, now: datetime) -> int:
    """Asks for the pack of a period as a job; gives the job's id. While one is being made, the id of that."""
    actor.needs(Permit.MAKE_PACK)
    check_period(start, end)
    return jobs.ask(house=house, actor=actor, kind=PURPOSE, params={"start": start.isoformat(), "end": end.isoformat()}, now=now)


@jobs.kind(PURPOSE, title=N_("生成自查佐证材料包"), steps=STEPS)
def _run(house: House, progress: jobs.Progress, params: dict[str, Any], clock: Callable[[], datetime]) -> dict[str, Any]:
    now = clock()
    person = login.person_of(house=house, staff_id=progress.asked_by, now=now) if progress.asked_by is not None else None
    if person is None:
        raise NotFound
    made = make_pack(
        house=house,
        actor=person.actor,
        start=date.fromisoformat(params["start"]),
        end=date.fromisoformat(params["end"]),
        made_at=now,
        now=now,
        progress=progress,
    )
    return {"pack": made.pack_id}
