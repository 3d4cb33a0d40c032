"""The file store and its records: by content, type looked at, names kept plain, nothing half written."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

import pytest

from schoolapp.config import Config
from schoolapp.outside import files as store
from schoolapp.rules.permits import OPERATOR, NotFound
from schoolapp.services import audit, files, school
from schoolapp.services.house import House
from tests.cast import NOW, make_school
from tests.conftest import on_sqlite

PDF = b"%PDF-1.7\n" + b"x" * 100
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40


def writes(content: bytes) -> Callable[[BinaryIO], None]:
    return lambda file: file.write(content) and None


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return out.getvalue()


def kept(folder: Path, content: bytes, most: int = 1 << 20) -> store.Kept:
    return store.keep(folder, writes(content), most_bytes=most)


def left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(("content", "media"), [(PDF, "application/pdf"), (PNG, "image/png"), (zipped(a_txt=b"hello"), "application/zip")])
def test_content_is_kept_under_its_hash_with_the_type_it_has(tmp_path: Path, content: bytes, media: str) -> None:
    found = kept(tmp_path, content)
    assert found == (hashlib.sha256(content).hexdigest(), len(content), media)
    path = store.path_of(tmp_path, found.sha256)
    assert path.read_bytes() == content and store.sound(tmp_path, found.sha256)
    assert kept(tmp_path, content) == found and left(tmp_path) == [path]


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty"), (PDF * 100, "large"), (b"<html><script>alert(1)</script>", "type"), (b"MZ\x90\x00" + b"x" * 90, "type")]
)
def test_what_cannot_be_kept_leaves_nothing(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(store.BadFile) as bad:
        kept(tmp_path, content, 5_000)
    assert bad.value.code == code and left(tmp_path) == []


def test_a_crash_while_writing_leaves_nothing(tmp_path: Path) -> None:
    def breaks(file: BinaryIO) -> None:
        file.write(PDF)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        store.keep(tmp_path, breaks, most_bytes=1 << 20)
    assert left(tmp_path) == []


def test_a_changed_file_is_not_sound(tmp_path: Path) -> None:
    found = kept(tmp_path, PDF)
    store.path_of(tmp_path, found.sha256).write_bytes(PDF + b"y")
    assert not store.sound(tmp_path, found.sha256) and not store.sound(tmp_path, "0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "g" * 64])
def test_only_a_hash_is_a_place(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="hash"):
        store.path_of(tmp_path, name)


@pytest.fixture
def house(database: Config) -> Iterator[House]:
    found = school.open_house(database)
    make_school(found)
    yield found
    found.close()


def record(house: House, name: str, content: bytes = PDF) -> int:
    content_kept = kept(house.files_dir, content)
    with house.writing(actor=OPERATOR, now=NOW) as work:
        file_id = files.record_file(work, content_kept, name=name, purpose="test", now=NOW)
        work.audit("file_added", f"file:{file_id}")
    return file_id


def test_a_record_names_the_file_and_is_audited(house: House) -> None:
    file_id = record(house, "会议记录 9月.pdf")
    path, row = files.path_of_file(house=house, file_id=file_id)
    assert path.read_bytes() == PDF and (row.name, row.type, row.size, row.added_at) == ("会议记录 9月.pdf", "application/pdf", len(PDF), NOW)
    assert audit.verify_chain(house=house, actor=OPERATOR)[1] == []


@on_sqlite
@pytest.mark.parametrize(("given", "name"), [(r"C:\资料\a.pdf", "a.pdf"), ("../../x\n.pdf", "x.pdf"), ("\u202e\x00", "file"), ("长" * 300, "长" * 255)])
def test_names_are_kept_plain(house: House, given: str, name: str) -> None:
    assert files.path_of_file(house=house, file_id=record(house, given))[1].name == name


@on_sqlite
def test_a_lost_file_is_not_found(house: House) -> None:
    file_id = record(house, "a.pdf")
    with pytest.raises(NotFound):
        files.path_of_file(house=house, file_id=file_id + 1)
    files.path_of_file(house=house, file_id=file_id)[0].unlink()
    with pytest.raises(NotFound):
        files.path_of_file(house=house, file_id=file_id)
