"""Checks an evidence pack without any database: exactly the members that its manifest names, every hash, the signature, the sums.
Whatever file comes in, the answer is a result, never an error, and costs no more than reading the file twice."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from zipfile import ZipFile, ZipInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schoolapp.papers.packs import CHUNK, MANIFEST, SCHEMA, SIGNATURE, SUMS, fingerprint_of
from schoolapp.rules.seals import PURPOSE, seal_text
from schoolapp.words import N_, gettext

DIRECTORY_MAX = 4 << 20
SMALL_MAX = 16 << 20
_END = b"PK\x05\x06"
_END_SIZE, _END64_SIZE = 22, 56 + 20
_LOCAL = struct.Struct("<4s5H3L2H")
_CONTENT = re.compile(r"report\.(pdf|docx)|ledgers\.xlsx|figures\.json|index\.html|(data|charts|evidence)/[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_REQUIRED = ("ledgers.xlsx", "figures.json", "index.html")
_HEX = re.compile(r"[0-9a-f]{64}")

PROBLEMS: Mapping[str, str] = {
    "unreadable": N_("文件无法读取"),
    "not_a_pack": N_("不是佐证材料包（不是 ZIP 文件）"),
    "truncated": N_("文件不完整，可能没有传完"),
    "extra_bytes": N_("文件首尾或成员之间夹有多余内容"),
    "damaged": N_("文件结构已损坏"),
    "too_large": N_("目录或清单超出允许的大小"),
    "compressed": N_("成员被重新压缩过，不是学校生成的原件"),
    "unsafe_name": N_("成员名称不合规范"),
    "duplicate": N_("同名成员出现了不止一次"),
    "manifest_missing": N_("缺少清单 manifest.json"),
    "manifest_malformed": N_("清单内容不合规范"),
    "missing": N_("清单列出的文件不在包内"),
    "added": N_("包内有清单未列出的文件"),
    "size": N_("长度与清单不符"),
    "hash": N_("内容与清单不符，已被改动"),
    "signature_missing": N_("缺少签名 manifest.sig"),
    "signature": N_("签名无效：清单在签名之后被改动，或签名不属于这份清单"),
    "seal": N_("每日存证的签名不符，或与清单所记的审计链对不上"),
    "foreign_key": N_("签名者不是所给指纹对应的学校"),
    "sums_missing": N_("缺少 SHA256SUMS"),
    "sums": N_("SHA256SUMS 与包内文件不符"),
}


class Problem(NamedTuple):
    """What is wrong with a member, or with the whole file (`path` empty). `code` is a key of PROBLEMS."""

    path: str
    code: str


class VerifyResult(NamedTuple):
    """`fingerprint`: of the key in the manifest, None if there is none; `signer_checked`: it was compared with the one given;
    without that, the reader compares it with the school's printed one."""

    ok: bool
    fingerprint: str | None
    problems: tuple[Problem, ...]
    signer_checked: bool


def problem_text(lang: str, code: str) -> str:
    """The sentence for a problem's code."""
    return gettext(lang, PROBLEMS[code])


def bare_fingerprint(text: str) -> str:
    """A fingerprint as it was typed, without spaces, colons and hyphens, in lower case."""
    return re.sub(r"[\s:\-]", "", text).lower()


class _NotWhole(Exception):
    """The file cannot be looked into any further."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Member(NamedTuple):
    path: str
    start: int
    size: int
    crc: int


def _members(file: BinaryIO, problems: list[Problem]) -> list[_Member]:
    """The members in their order. Every byte of the file belongs to one header, one member or the directory, else it is not whole."""
    length = file.seek(0, 2)
    file.seek(0)
    head = file.read(4)
    file.seek(max(0, length - _END_SIZE))
    tail = file.read(_END_SIZE)
    if len(tail) < _END_SIZE or tail[:4] != _END or tail[20:] != b"\0\0":
        if head[:2] != b"PK":
            raise _NotWhole("not_a_pack")
        file.seek(max(0, length - (1 << 17)))
        raise _NotWhole("extra_bytes" if _END in file.read(1 << 17) else "truncated")
    if struct.unpack("<L", tail[12:16])[0] > DIRECTORY_MAX:
        raise _NotWhole("too_large")
    if head != b"PK\x03\x04":
        raise _NotWhole("extra_bytes")
    file.seek(max(0, length - _END_SIZE - 20))
    wide = file.read(4) == b"PK\x06\x07"
    with ZipFile(file) as archive:
        found = list(archive.infolist())
        directory = archive.start_dir
    entries = sum(46 + len(_name_bytes(info)) + len(info.extra) + len(info.comment) for info in found)
    if directory + entries + (_END64_SIZE if wide else 0) + _END_SIZE != length:
        raise _NotWhole("extra_bytes")
    members, at = [], 0
    for info in found:
        if info.header_offset != at:
            raise _NotWhole("extra_bytes")
        start = _data_start(file, info, at)
        at = start + info.compress_size
        if info.compress_type or info.compress_size != info.file_size:
            problems.append(Problem(_shown(info.orig_filename), "compressed"))
            continue
        members.append(_Member(info.orig_filename, start, info.file_size, info.CRC))
    if at != directory:
        raise _NotWhole("extra_bytes")
    return members


def _data_start(file: BinaryIO, info: ZipInfo, at: int) -> int:
    """Where the member's bytes begin; its own header must say what the directory says."""
    file.seek(at)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size:
        raise _NotWhole("truncated")
    mark, _version, flags, method, _time, _date, crc, packed, size, name_length, extra_length = _LOCAL.unpack(head)
    listed = (info.flag_bits, info.compress_type, info.CRC, info.compress_size, info.file_size)
    if mark != b"PK\x03\x04" or flags & ~0x800 or (flags, method, crc, packed, size) != listed:
        raise _NotWhole("damaged")
    if extra_length or info.extra or info.comment:
        raise _NotWhole("extra_bytes")
    if file.read(name_length) != _name_bytes(info):
        raise _NotWhole("damaged")
    return int(at + _LOCAL.size + name_length)


def _name_bytes(info: ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")


def _shown(path: str) -> str:
    """A name that is safe to print."""
    return "".join(c if c.isprintable() else "?" for c in path[:200])


def _chunks(file: BinaryIO, member: _Member) -> Iterator[bytes]:
    file.seek(member.start)
    left = member.size
    while left > 0 and (chunk := file.read(min(left, CHUNK))):
        left -= len(chunk)
        yield chunk


def _whole(file: BinaryIO, member: _Member) -> bytes:
    if member.size > SMALL_MAX:
        raise _NotWhole("too_large")
    return b"".join(_chunks(file, member))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _value in pairs}) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


class _Manifest(NamedTuple):
    key: bytes
    files: dict[str, tuple[int, str]]
    head: tuple[int, str]
    seals: list[tuple[str, int, str, str, bytes]]


def _read_manifest(content: bytes) -> _Manifest:
    """Raises ValueError, KeyError or TypeError where it is not as it must be."""
    value = json.loads(content.decode(), object_pairs_hook=_once)
    if value["schema"] != SCHEMA or not isinstance(value["missing"], list) or not isinstance(value["audit_head"]["number"], int):
        raise ValueError("schema")
    for name in ("school", "made_at", "made_by", "version"):
        if not isinstance(value[name], str):
            raise ValueError(name)
    files: dict[str, tuple[int, str]] = {}
    for row in value["files"]:
        path, size, sha256 = row["path"], row["bytes"], row["sha256"]
        if path in files or not _CONTENT.fullmatch(path) or type(size) is not int or not _HEX.fullmatch(sha256):
            raise ValueError(path)
        files[path] = (size, sha256)
    if any(path not in files for path in _REQUIRED):
        raise ValueError("content")
    key = bytes.fromhex(value["public_key"])
    if len(key) != 32 or value["fingerprint"] != fingerprint_of(key):
        raise ValueError("key")
    seals = [(date.fromisoformat(row["day"]).isoformat(), int(row["number"]), str(row["hash"]), str(row["at"]), bytes.fromhex(row["signature"]))
             for row in value.get("seals", [])]  # the first packs had none
    return _Manifest(key, files, (value["audit_head"]["number"], str(value["audit_head"]["hash"])), seals)


def _seals_hold(manifest: _Manifest) -> bool:
    """Each day once and in order, the chain only growing up to the pack's own head, every signature by the pack's key."""
    key = Ed25519PublicKey.from_public_bytes(manifest.key)
    last_day, last = "", 0
    for day, number, chain_hash, at, signature in manifest.seals:
        if day <= last_day or not last <= number <= manifest.head[0] or (number == manifest.head[0] and chain_hash != manifest.head[1]):
            return False
        try:
            key.verify(signature, seal_text(number, chain_hash, PURPOSE + day, at))
        except (InvalidSignature, ValueError):
            return False
        last_day, last = day, number
    return True


def _check_sums(file: BinaryIO, member: _Member | None, hashes: Mapping[str, str]) -> str | None:
    """SHA256SUMS lists every other member once, with its hash."""
    if member is None:
        return "sums_missing"
    lines = _whole(file, member).decode("ascii", "replace").split("\n")
    wanted = sorted(f"{sha256}  {path}" for path, sha256 in hashes.items() if path != SUMS)
    return None if lines[-1] == "" and sorted(lines[:-1]) == wanted else "sums"


def _check(file: BinaryIO, fingerprint: str | None, problems: list[Problem]) -> str | None:
    """Adds every problem found; gives the fingerprint of the key in the manifest."""
    members: dict[str, _Member] = {}
    hashes: dict[str, str] = {}
    for member in _members(file, problems):
        if member.path not in (MANIFEST, SIGNATURE, SUMS) and not _CONTENT.fullmatch(member.path):
            problems.append(Problem(_shown(member.path), "added" if _is_plain(member.path) else "unsafe_name"))
        elif member.path in members:
            problems.append(Problem(member.path, "duplicate"))
        else:
            digest, crc = hashlib.sha256(), 0
            for chunk in _chunks(file, member):
                digest.update(chunk)
                crc = zlib.crc32(chunk, crc)
            members[member.path], hashes[member.path] = member, digest.hexdigest()
            if crc != member.crc:
                problems.append(Problem(member.path, "damaged"))
    if code := _check_sums(file, members.get(SUMS), hashes):
        problems.append(Problem(SUMS, code))
    if MANIFEST not in members:
        raise _NotWhole("manifest_missing")
    content = _whole(file, members[MANIFEST])
    try:
        manifest = _read_manifest(content)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        problems.append(Problem(MANIFEST, "manifest_malformed"))
        return None
    for path, (size, sha256) in manifest.files.items():
        if path not in members:
            problems.append(Problem(path, "missing"))
        elif members[path].size != size:
            problems.append(Problem(path, "size"))
        elif hashes[path] != sha256:
            problems.append(Problem(path, "hash"))
    problems.extend(Problem(path, "added") for path in members if path not in manifest.files and path not in (MANIFEST, SIGNATURE, SUMS))
    if SIGNATURE not in members:
        problems.append(Problem(SIGNATURE, "signature_missing"))
    else:
        try:
            Ed25519PublicKey.from_public_bytes(manifest.key).verify(_whole(file, members[SIGNATURE]), content)
        except (InvalidSignature, ValueError):
            problems.append(Problem(SIGNATURE, "signature"))
    if not _seals_hold(manifest):
        problems.append(Problem(MANIFEST, "seal"))
    signer = fingerprint_of(manifest.key)
    if fingerprint is not None and bare_fingerprint(fingerprint) != signer:
        problems.append(Problem(MANIFEST, "foreign_key"))
    return signer


def _is_plain(path: str) -> bool:
    """A name that at least stays inside the folder it is unpacked to."""
    return bool(re.fullmatch(r"[A-Za-z0-9._/ -]+", path)) and not path.startswith("/") and ".." not in path.split("/")


def _verify_open(file: BinaryIO, fingerprint: str | None) -> VerifyResult:
    problems: list[Problem] = []
    signer: str | None = None
    try:
        signer = _check(file, fingerprint, problems)
    except _NotWhole as stop:
        problems.append(Problem(MANIFEST if stop.code == "manifest_missing" else "", stop.code))
    except OSError:
        problems.append(Problem("", "unreadable"))
    except Exception:
        # zipfile answers hostile directories with errors of many classes; for the reader they are one.
        problems.append(Problem("", "damaged"))
    found = tuple(dict.fromkeys(problems))
    return VerifyResult(not found, signer, found, fingerprint is not None)


def verify_pack(source: str | PathLike[str] | BinaryIO, fingerprint: str | None = None) -> VerifyResult:
    """Checks the pack at a path or in an open seekable file. `fingerprint`: refuses any other signer."""
    if not isinstance(source, (str, PathLike)):
        return _verify_open(source, fingerprint)
    try:
        with Path(source).open("rb") as file:
            return _verify_open(file, fingerprint)
    except (OSError, ValueError):
        return VerifyResult(False, None, (Problem("", "unreadable"),), fingerprint is not None)
