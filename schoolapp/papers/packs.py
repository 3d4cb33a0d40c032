"""The evidence pack: a ZIP of ledgers, charts, attached files, figures and an index, with a signed manifest. Facts and key come in,
bytes go out; checking one stands in `verify`."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any, BinaryIO, NamedTuple
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schoolapp.papers.canvas import Format
from schoolapp.papers.chart_facts import SurveyChartFacts
from schoolapp.papers.charts import load_chart, mean_chart
from schoolapp.papers.facts import Evidence, Figure, LoadChartFacts, PackChart, PackFacts, Source
from schoolapp.papers.index_page import FileEntry, Missing, index_page
from schoolapp.papers.ledgers import school_moment, write_csv, write_workbook
from schoolapp.papers.survey_chart import survey_chart
from schoolapp.papers.tables import LEDGER_NAMES, ledgers_of
from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.seals import moment_text
from schoolapp.words import gettext

SCHEMA = "schoolapp-pack/1"
MANIFEST, SIGNATURE, SUMS = "manifest.json", "manifest.sig", "SHA256SUMS"
CHUNK = 1 << 20
_SUFFIX = re.compile(r"[a-z0-9]{1,5}")
_STEM = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")

Progress = Callable[[str, int, int], None]


class PackResult(NamedTuple):
    """SHA-256 of the whole file in hex, its length in bytes, the fingerprint of the signing key, and the manifest's SHA-256."""

    sha256: str
    size: int
    fingerprint: str
    manifest_sha256: str


def fingerprint_of(public_key: bytes) -> str:
    """SHA-256 of the raw 32 bytes of an Ed25519 public key, in hex."""
    return hashlib.sha256(public_key).hexdigest()


def canonical_json(value: Any) -> bytes:
    """JSON as the pack holds it: UTF-8, one space of indent, a line break at the end, no NaN."""
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def sums_line(sha256: str, path: str) -> str:
    return f"{sha256}  {path}\n"


class _Counted(io.RawIOBase):
    """Passes bytes on and keeps their count and hash."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.size, self.hash = out, 0, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.hash.update(data)
        self.size += len(data)
        self.out.write(data)
        return len(data)


class _Pack:
    """The ZIP in the making: members are stored, all with one date, and remembered with length and hash."""

    def __init__(self, archive: ZipFile, moment: datetime) -> None:
        self.archive, self.stamp = archive, (max(moment.year, 1980), *moment.timetuple()[1:6])
        self.entries: list[FileEntry] = []

    @contextmanager
    def member(self, path: str, original: str = "") -> Iterator[_Counted]:
        info = ZipInfo(path, self.stamp)
        info.create_system, info.external_attr, info.compress_type = 3, 0o100644 << 16, ZIP_STORED
        with self.archive.open(info, "w") as handle:
            counted = _Counted(handle)
            yield counted
        self.entries.append(FileEntry(path, counted.size, counted.hash.hexdigest(), original))

    def add(self, path: str, content: bytes) -> None:
        with self.member(path) as out:
            out.write(content)

    def copy(self, path: str, source: BinaryIO, original: str = "") -> None:
        with self.member(path, original) as out:
            while chunk := source.read(CHUNK):
                out.write(chunk)


def _plain(value: int | float | None) -> int | float | None:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _source(source: Source) -> dict[str, Any]:
    if source.ledger not in LEDGER_NAMES:
        raise ValueError(f"no ledger named {source.ledger!r}")
    row: dict[str, Any] = {"file": f"data/{source.ledger}.csv", "count": source.rows, "where": source.where or None}
    row["records"] = None if source.records is None else list(source.records)
    return row


def _figure(facts: PackFacts, figure: Figure) -> dict[str, Any]:
    start, end = figure.window or (facts.start, facts.end)
    return {
        "key": figure.key, "label": figure.label, "unit": figure.unit, "value": _plain(figure.value),
        "numerator": _plain(figure.numerator), "denominator": _plain(figure.denominator),
        "window": {"from": start.isoformat(), "to": end.isoformat()}, "missing": figure.missing,
        "rows": [_source(source) for source in figure.sources],
    }


def _period(facts: PackFacts) -> dict[str, str]:
    return {"from": facts.start.isoformat(), "to": facts.end.isoformat(), "due_to": facts.due_to.isoformat(),
            "calendar": "confirmed" if facts.calendar_confirmed else "not confirmed"}


def _moment(facts: PackFacts) -> str:
    return facts.made_at.astimezone(SCHOOL_TIME).replace(microsecond=0).isoformat()


def missing_of(facts: PackFacts) -> list[Missing]:
    """What the pack lacks: the gaps of the record, then the papers that this version does not make."""
    lang = facts.lang
    rows = [Missing(gettext(lang, "%(what)s：%(amount)s（%(where)s）", what=gap.what, amount=gap.amount, where=gap.where) if gap.where
                    else gettext(lang, "%(what)s：%(amount)s", what=gap.what, amount=gap.amount), gap.why) for gap in facts.gaps]
    if not facts.calendar_confirmed:
        rows.append(Missing(gettext(lang, "校历确认"), gettext(lang, "期间内有年份尚无国家放假安排，按周一至周五推定上课日。")))
    why = gettext(lang, "自查报告尚未随本材料包生成。")
    return [*rows, Missing("report.pdf", why), Missing("report.docx", why)]


def manifest_of(facts: PackFacts, files: list[FileEntry], public_key: bytes) -> dict[str, Any]:
    """The manifest's content; `files`: content and index.html, in the order of the pack."""
    return {
        "schema": SCHEMA, "school": facts.school, "system": facts.system, "district": facts.district, "period": _period(facts),
        "made_at": _moment(facts), "made_by": facts.made_by, "version": facts.version,
        "audit_head": {"number": facts.audit_number, "hash": facts.audit_hash},
        "seals": [{"day": seal.day.isoformat(), "number": seal.number, "hash": seal.hash, "at": moment_text(seal.at), "signature": seal.signature}
                  for seal in facts.seals],
        "public_key": public_key.hex(), "fingerprint": fingerprint_of(public_key),
        "files": [{"path": f.path, "bytes": f.size, "sha256": f.sha256} | ({"original": f.original} if f.original else {}) for f in files],
        "missing": [{"what": row.what, "why": row.why} for row in missing_of(facts)],
    }


def _chart_name(chart: PackChart) -> str:
    if not _STEM.fullmatch(chart.name):
        raise ValueError(f"a chart's name is short ASCII: {chart.name!r}")
    return chart.name


def _drawn(chart: PackChart, lang: str, form: Format) -> bytes:
    if isinstance(chart.facts, SurveyChartFacts):
        return survey_chart(chart.facts, form, with_title=True)
    draw = load_chart if isinstance(chart.facts, LoadChartFacts) else mean_chart
    return draw(chart.facts, lang, form, with_title=True)  # type: ignore[arg-type]


def _evidence_name(place: int, file: Evidence) -> str:
    suffix = file.suffix.lower()
    return f"evidence/{place:03d}.{suffix if _SUFFIX.fullmatch(suffix) else 'bin'}"


def _silent(step: str, done: int, total: int) -> None:
    """Nobody watches."""


def build_pack(facts: PackFacts, key: Ed25519PrivateKey, out: BinaryIO, progress: Progress = _silent) -> PackResult:
    """Writes the pack into `out` (empty, seekable, readable). Equal facts and key give equal bytes. `progress` gets a step
    (ledgers, data, charts, evidence, manifest), what is done of it and the step's whole; what it raises stops the work."""
    public_key = key.public_key().public_bytes_raw()
    ledgers = ledgers_of(facts)
    with ZipFile(out, "w", ZIP_STORED) as archive:
        pack = _Pack(archive, school_moment(facts.made_at))
        with tempfile.TemporaryFile() as book:
            write_workbook(book, ledgers, school=facts.school, made_at=facts.made_at, lang=facts.lang, stored=True,
                           progress=lambda done, total: progress("ledgers", done, total))
            book.seek(0)
            pack.copy("ledgers.xlsx", book)
        for place, ledger in enumerate(ledgers):
            progress("data", place, len(ledgers))
            with pack.member(f"data/{ledger.name}.csv") as member:
                write_csv(member, ledger, facts.lang)
        for place, chart in enumerate(facts.charts):
            progress("charts", place, len(facts.charts))
            pack.add(f"charts/{_chart_name(chart)}.svg", _drawn(chart, facts.lang, "svg"))
            pack.add(f"charts/{_chart_name(chart)}.png", _drawn(chart, facts.lang, "png"))
        for place, file in enumerate(facts.evidence):
            progress("evidence", place, len(facts.evidence))
            with file.open() as source:
                pack.copy(_evidence_name(place + 1, file), source, file.original)
        progress("manifest", 0, 1)
        pack.add("figures.json", canonical_json({
            "schema": SCHEMA, "school": facts.school, "period": _period(facts), "made_at": _moment(facts),
            "figures": [_figure(facts, figure) for figure in facts.figures],
        }))
        pack.add("index.html", index_page(facts, pack.entries, missing_of(facts), fingerprint_of(public_key)))
        manifest = canonical_json(manifest_of(facts, pack.entries, public_key))
        pack.add(MANIFEST, manifest)
        pack.add(SIGNATURE, key.sign(manifest))
        pack.add(SUMS, "".join(sums_line(entry.sha256, entry.path) for entry in pack.entries).encode())
    digest, size = hashlib.sha256(), 0
    out.seek(0)
    while chunk := out.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    progress("manifest", 1, 1)
    return PackResult(digest.hexdigest(), size, fingerprint_of(public_key), hashlib.sha256(manifest).hexdigest())
