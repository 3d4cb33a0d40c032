"""Verification: the untouched pack passes; each way of touching it is found; no file, however hostile, raises or takes long."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.papers.packs import canonical_json, fingerprint_of
from schoolapp.papers.verify import PROBLEMS, VerifyResult, problem_text, verify_pack
from schoolapp.rules.seals import seal_text
from tests.papers.made import KEY, OTHER_KEY, make_facts, make_pack

Members = list[tuple[str, bytes]]
FINGERPRINT = fingerprint_of(KEY.public_key().public_bytes_raw())


@cache
def whole() -> bytes:
    return make_pack(make_facts(charts=()))[0]


@cache
def other() -> bytes:
    """Another pack, signed by the same school."""
    return make_pack(make_facts(charts=(), made_by="教导处"))[0]


def members_of(content: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(member.filename, archive.read(member)) for member in archive.infolist()]


def packed(members: Members, method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def changed(change: Callable[[str, bytes], bytes]) -> bytes:
    return packed([(name, change(name, content)) for name, content in members_of(whole())])


def check(content: bytes, fingerprint: str | None = None) -> VerifyResult:
    return verify_pack(io.BytesIO(content), fingerprint)


def codes(content: bytes, fingerprint: str | None = None) -> set[tuple[str, str]]:
    result = check(content, fingerprint)
    assert result.ok is (not result.problems)
    return set(result.problems)


def signed(members: Members, key: object = KEY) -> Members:
    """The members with manifest, signature and sums made anew, as one who holds a key could."""
    held = [(name, content) for name, content in members if name not in ("manifest.json", "manifest.sig", "SHA256SUMS")]
    manifest = json.loads(dict(members)["manifest.json"])
    public = key.public_key().public_bytes_raw()  # type: ignore[attr-defined]
    manifest["public_key"], manifest["fingerprint"] = public.hex(), fingerprint_of(public)
    manifest["files"] = [{"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in held]
    body = canonical_json(manifest)
    held += [("manifest.json", body), ("manifest.sig", key.sign(body))]  # type: ignore[attr-defined]
    return [*held, ("SHA256SUMS", sums_of(held))]


def sums_of(members: Members) -> bytes:
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in members).encode()


def test_the_untouched_pack_passes() -> None:
    assert check(whole()) == VerifyResult(True, FINGERPRINT, (), False)
    assert check(make_pack()[0]).ok


@pytest.mark.parametrize("typed", [FINGERPRINT, FINGERPRINT.upper(), " ".join(FINGERPRINT[at:at + 4] for at in range(0, 64, 4)),
                                   ":".join(FINGERPRINT[at:at + 2] for at in range(0, 64, 2))])
def test_the_schools_fingerprint_may_be_typed_in_groups(typed: str) -> None:
    assert check(whole(), typed) == VerifyResult(True, FINGERPRINT, (), True)


@pytest.mark.parametrize("typed", ["", "cd8f", FINGERPRINT[:-1], "0" * 64, "指纹"])
def test_another_fingerprint_is_refused(typed: str) -> None:
    assert codes(whole(), typed) == {("manifest.json", "foreign_key")}


def test_a_path_may_be_given(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    path.write_bytes(whole())
    assert verify_pack(path).ok and verify_pack(str(path)).ok
    assert verify_pack(tmp_path / "none.zip").problems == (("", "unreadable"),)
    assert verify_pack(tmp_path).problems == (("", "unreadable"),)
    assert verify_pack("a\0b").problems == (("", "unreadable"),)


def test_rebuilding_the_zip_without_a_change_is_no_problem() -> None:
    assert check(packed(members_of(whole()))).ok


@pytest.mark.parametrize("name", [name for name, _content in members_of(make_pack(make_facts(charts=()))[0])])
def test_one_flipped_bit_in_any_member_is_found(name: str) -> None:
    content = changed(lambda path, held: held[:-1] + bytes([held[-1] ^ 1]) if path == name and held else held)
    assert not check(content).ok


def test_a_changed_file_is_named() -> None:
    def change(path: str, content: bytes) -> bytes:
        return content.replace("周一".encode(), "周二".encode()) if path == "data/homework.csv" else content

    assert codes(changed(change)) == {("data/homework.csv", "hash"), ("SHA256SUMS", "sums")}


def test_a_longer_file_is_named_even_with_new_sums() -> None:
    members = [(name, held + b"x" if name == "figures.json" else held) for name, held in members_of(whole()) if name != "SHA256SUMS"]
    assert codes(packed([*members, ("SHA256SUMS", sums_of(members))])) == {("figures.json", "size")}


def test_an_added_file_is_named() -> None:
    members = members_of(whole())
    assert ("data/more.csv", "added") in codes(packed([*members, ("data/more.csv", b"")]))
    assert ("note.txt", "added") in codes(packed([*members, ("note.txt", b"hello")]))
    assert ("data/", "added") in codes(packed([*members, ("data/", b"")]))


@pytest.mark.parametrize(("gone", "code"), [
    ("data/homework.csv", "missing"), ("ledgers.xlsx", "missing"), ("index.html", "missing"), ("manifest.json", "manifest_missing"),
    ("manifest.sig", "signature_missing"), ("SHA256SUMS", "sums_missing"),
])
def test_a_removed_file_is_named(gone: str, code: str) -> None:
    assert (gone, code) in codes(packed([member for member in members_of(whole()) if member[0] != gone]))


def test_a_renamed_file_is_found_twice() -> None:
    content = packed([("data/home.csv" if name == "data/homework.csv" else name, held) for name, held in members_of(whole())])
    assert {("data/homework.csv", "missing"), ("data/home.csv", "added")} <= codes(content)


def test_a_swapped_manifest_is_found() -> None:
    foreign = dict(members_of(other()))
    content = changed(lambda name, held: foreign[name] if name in ("manifest.json", "manifest.sig", "SHA256SUMS") else held)
    assert ("index.html", "hash") in codes(content)
    alone = changed(lambda name, held: foreign[name] if name == "manifest.json" else held)
    assert ("manifest.sig", "signature") in codes(alone)


def test_an_edited_manifest_loses_its_signature() -> None:
    content = changed(lambda name, held: held.replace("校长室".encode(), "督导室".encode()) if name == "manifest.json" else held)
    assert ("manifest.sig", "signature") in codes(content)


def test_a_pack_signed_anew_by_a_stranger_shows_the_strangers_fingerprint() -> None:
    members = [(name, b"{}\n" if name == "figures.json" else content) for name, content in members_of(whole())]
    forged = packed(signed(members, OTHER_KEY))
    stranger = fingerprint_of(OTHER_KEY.public_key().public_bytes_raw())
    assert check(forged) == VerifyResult(True, stranger, (), False)
    assert codes(forged, FINGERPRINT) == {("manifest.json", "foreign_key")}


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/passwd", "data/../../x.csv", "data\\x.csv", "C:x", "数据.csv", "a\u202eb"])
def test_unsafe_names_are_named_so(name: str) -> None:
    assert "unsafe_name" in {code for _path, code in codes(packed([*members_of(whole()), (name, b"x")]))}


def test_a_signed_manifest_cannot_make_an_unsafe_name_fine() -> None:
    members = signed([*members_of(whole()), ("data/../../x.csv", b"x")])
    assert {"unsafe_name", "manifest_malformed"} <= {code for _path, code in codes(packed(members))}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_found() -> None:
    members = members_of(whole())
    assert ("figures.json", "duplicate") in codes(packed([*members, ("figures.json", b"{}")]))
    assert ("manifest.json", "duplicate") in codes(packed([("manifest.json", b"{}"), *members]))


def test_a_signed_pack_without_its_figures_is_not_whole() -> None:
    members = signed([member for member in members_of(whole()) if member[0] != "figures.json"])
    assert codes(packed(members)) == {("manifest.json", "manifest_malformed")}


@pytest.mark.parametrize("body", [
    b"", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"schema": NaN}', b'{"a": 1, "a": 2}',
    canonical_json({"schema": "schoolapp-pack/1", "missing": [], "audit_head": {"number": 1}, "school": "a", "made_at": "", "made_by": "",
                    "version": "", "files": "x", "public_key": "zz"}),
])
def test_a_manifest_that_is_none_is_said_to_be_so(body: bytes) -> None:
    content = changed(lambda name, held: body if name == "manifest.json" else held)
    assert ("manifest.json", "manifest_malformed") in codes(content)


@pytest.mark.parametrize("key", ["", "00", "zz" * 32, "00" * 32, "ff" * 32])
def test_strange_public_keys_are_refused(key: str) -> None:
    def change(name: str, held: bytes) -> bytes:
        return held.replace(KEY.public_key().public_bytes_raw().hex().encode(), key.encode()) if name == "manifest.json" else held

    assert not check(changed(change)).ok


@pytest.mark.parametrize("lines", [b"", b"x", b"\xff\n", sums_of([("figures.json", b"")])])
def test_wrong_sums_are_found(lines: bytes) -> None:
    assert codes(changed(lambda name, held: lines if name == "SHA256SUMS" else held)) == {("SHA256SUMS", "sums")}


@pytest.mark.parametrize("left", [0, 1, 4, 21, 22, 100, 5000, -1, -10, -22, -23, -500, -5000])
def test_a_truncated_pack_is_not_whole(left: int) -> None:
    assert not check(whole()[:left]).ok


def test_garbage_around_or_inside_is_found() -> None:
    content = whole()
    assert codes(content + b"x") == codes(content + b"x" * 100_000) == {("", "extra_bytes")}
    assert codes(b"x" + content) == codes(b"#!/bin/sh\n" * 9 + content) == codes(b"PK" + content) == {("", "extra_bytes")}
    assert codes(content + content) == {("", "extra_bytes")}
    assert not check(b"PK\x03\x04" + content).ok
    directory = content.rindex(b"PK\x01\x02", 0, content.index(b"PK\x01\x02") + 4)
    assert not check(content[:directory] + b"hidden" + content[directory:]).ok


def test_a_comment_is_extra() -> None:
    out = io.BytesIO(whole())
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"hello"
    assert codes(out.getvalue()) == {("", "extra_bytes")}


def test_other_files_are_no_packs() -> None:
    assert codes(b"") == codes(b"%PDF-1.7 hello, this is another file") == {("", "not_a_pack")}
    assert not check(packed([])).ok
    assert ("manifest.json", "manifest_missing") in codes(packed([("a.txt", b"")]))


def test_a_compressed_member_is_not_unpacked() -> None:
    members = [(name, b"\0" * 50_000_000 if name == "data/homework.csv" else content) for name, content in members_of(whole())]
    assert ("data/homework.csv", "compressed") in codes(packed(members, zipfile.ZIP_DEFLATED))


def test_extra_fields_hide_nothing() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members_of(whole()):
            member = zipfile.ZipInfo(name)
            member.extra = b"\x99\x99\x04\0data"
            archive.writestr(member, content)
    assert codes(out.getvalue()) == {("", "extra_bytes")}


def test_a_claimed_size_beyond_the_file_is_found() -> None:
    content = bytearray(whole())
    entry = content.rindex(b"PK\x01\x02")
    struct.pack_into("<LL", content, entry + 20, 0xFFFFFFF0, 0xFFFFFFF0)
    assert not check(bytes(content)).ok


def test_members_that_share_their_bytes_are_found() -> None:
    content = bytearray(whole())
    second = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 4)
    struct.pack_into("<L", content, second + 42, 0)
    assert not check(bytes(content)).ok


def test_a_giant_directory_is_not_read() -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 0xFFFFFFF0, 0, 0)
    assert codes(b"PK\x03\x04" + b"\0" * 100 + end) == {("", "too_large")}


def test_an_encrypted_flag_is_no_pack() -> None:
    content = bytearray(whole())
    content[6] |= 1
    assert not check(bytes(content)).ok


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(content: bytes) -> None:
    assert not check(content).ok and not check(b"PK\x03\x04" + content).ok


@given(st.data())
def test_any_changed_byte_gets_an_answer(data: st.DataObject) -> None:
    content = bytearray(whole())
    at = data.draw(st.one_of(st.integers(0, len(content) - 1), st.integers(len(content) - 3000, len(content) - 1)))
    content[at] ^= data.draw(st.integers(1, 255))
    assert not check(bytes(content)).ok or members_of(bytes(content)) == members_of(whole())


def test_a_file_that_cannot_be_read_gets_an_answer() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("no disk")

    assert verify_pack(Broken(whole())).problems == (("", "unreadable"),)


def test_every_code_has_its_sentence() -> None:
    for code in PROBLEMS:
        assert problem_text("zh", code) and problem_text("en", code)


def sealed(**changes: object) -> Members:
    """The pack with two seals in its manifest, signed with the school's key; the second one changed."""
    rows = []
    for day, number in (("2026-11-19", 80), ("2026-11-20", 120)):
        row = {"day": day, "number": number, "hash": "ab" * 32 if number == 120 else "cd" * 32, "at": f"{day}T14:00:00Z"}
        row |= changes if number == 120 else {}
        text = seal_text(row["number"], row["hash"], f"day:{row['day']}", row["at"])  # type: ignore[arg-type]
        rows.append({"signature": KEY.sign(text).hex(), **row})
    members = dict(members_of(whole()))
    manifest = json.loads(members["manifest.json"])
    manifest["seals"] = rows
    members["manifest.json"] = canonical_json(manifest)
    return signed(list(members.items()))


def test_seals_that_hold_are_no_problem() -> None:
    assert codes(packed(sealed())) == set()


@pytest.mark.parametrize("change", [
    {"signature": OTHER_KEY.sign(b"x").hex()}, {"signature": ""}, {"number": 79}, {"number": 121}, {"hash": "ef" * 32}, {"day": "2026-11-19"},
    {"day": "2026-11-18"},
])
def test_seals_that_do_not_hold_are_found(change: dict[str, object]) -> None:
    assert codes(packed(sealed(**change))) == {("manifest.json", "seal")}


@pytest.mark.parametrize("change", [{"day": "x"}, {"number": "many"}, {"signature": "zz"}, {"day": None}])
def test_seals_that_are_none_make_no_manifest(change: dict[str, object]) -> None:
    members = dict(members_of(whole()))
    manifest = json.loads(members["manifest.json"])
    manifest["seals"] = [{"day": "2026-11-19", "number": 1, "hash": "", "at": "", "signature": "", **change}]
    members["manifest.json"] = canonical_json(manifest)
    assert ("manifest.json", "manifest_malformed") in codes(packed(signed(list(members.items()))))
