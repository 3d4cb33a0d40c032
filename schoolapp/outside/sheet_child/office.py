"""A Word, Excel or PowerPoint file written anew: pictures painted anew, no word on who made it. Macros, programs and what is fetched from
elsewhere are refused. What single parts lose stands in `parts`."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

import filetype

from schoolapp.outside.sheet_child import parts
from schoolapp.outside.sheet_child.limits import MEGABYTE, MEMBERS_MAX, UNPACKED_MAX, Refused
from schoolapp.outside.sheet_child.pictures import picture_inside
from schoolapp.outside.workbook_child import check_xml, unpack

_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCUMENTS = {
    "word/": (_OFFICE + "wordprocessingml.document", "wordprocessingml.document.main+xml"),
    "xl/": (_OFFICE + "spreadsheetml.sheet", "spreadsheetml.sheet.main+xml"),
    "ppt/": (_OFFICE + "presentationml.presentation", "presentationml.presentation.main+xml"),
}
_TYPES = "[Content_Types].xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAM = "Ole10Native".encode("utf-16-le")
_DEEPEST = 2  # a workbook of figures inside a chart inside a document


class _Relation(NamedTuple):
    """One line of a list of relations; `part` = the part that it leads to, '' for an address outside."""

    id: str
    type: str
    target: str
    outside: bool
    part: str


def fresh_office(data: bytes, *, depth: int = 0) -> tuple[str, bytes]:
    """(media type, bytes) of a docx, xlsx or pptx file. Refused for other archives, and for one with macros, carried programs, parts that
    are fetched from elsewhere, media that cannot be cleaned, or sizes that do not hold."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OverflowError, UnicodeDecodeError, NotImplementedError):
        raise Refused("damaged") from None
    members = _checked_members(archive, len(data))
    root, media, main = _family(members)
    contents = dict(unpack(data, members))
    types = _types_of(contents)
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in types.values()):
        raise Refused("macros")
    if not any(main in kind for kind in types.values()):
        raise Refused("type")
    dropped = {name for name in contents if parts.DROPPED.search(name.casefold())}
    if root == "word/":
        dropped |= {name for name, content in contents.items() if parts.is_drawn_object(name, content)}
    relations = {name: _relations_of(name, content) for name, content in contents.items() if name.endswith(".rels") and name not in dropped}
    made: dict[str, bytes] = {}
    for name, content in contents.items():
        if name in dropped or name == _TYPES or name in relations:
            continue
        if parts.is_xml(name, content):
            check_xml(content)
            gone = _gone(relations.get(_rels_name(name), []), dropped)
            made[name] = parts.cleaned(name, content, gone)
        else:
            made[name] = _binary(name, content, depth)
    for name, lines in relations.items():
        made[name] = _written_relations([line for line in lines if not _is_gone(line, dropped)])
    return media, _packed({_TYPES: _written_types(types, dropped), **made}, [m.orig_filename.replace("\\", "/").lstrip("/") for m in members])


# What is in the archive


def _checked_members(archive: zipfile.ZipFile, size: int) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > MEMBERS_MAX:
        raise Refused("too_many_members", most=MEMBERS_MAX)
    if sum(member.file_size for member in members) > UNPACKED_MAX:
        raise Refused("too_large_unpacked", most=UNPACKED_MAX // MEGABYTE)
    if archive.start_dir > size or min((member.header_offset for member in members), default=0) != 0:
        raise Refused("damaged")  # something stands before the archive
    seen: set[str] = set()
    for member in members:
        name = member.orig_filename.replace("\\", "/").lstrip("/").casefold()
        if ".." in name.split("/") or "\0" in member.orig_filename or ":" in name or name in seen:
            raise Refused("damaged")
        seen.add(name)
        if member.flag_bits & 0x2041:
            raise Refused("locked")
        if name.rsplit("/", 1)[-1] in ("vbaproject.bin", "vbadata.xml") or "/macrosheets/" in name or "/activex/" in name:
            raise Refused("macros")
        if "/externallinks/" in name or name == "xl/connections.xml":
            raise Refused("office_outside")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("damaged")
    return [member for member in members if not member.filename.endswith("/")]


def _family(members: list[zipfile.ZipInfo]) -> tuple[str, str, str]:
    names = {member.filename.replace("\\", "/").lstrip("/") for member in members}
    if _TYPES not in names:
        raise Refused("type")
    found = [(root, media, main) for root, (media, main) in DOCUMENTS.items() if any(name.startswith(root) for name in names)]
    if len(found) != 1:
        raise Refused("type")
    return found[0]


def _tree(content: bytes) -> ElementTree.Element:
    check_xml(content)
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:
        raise Refused("damaged") from None


def _types_of(contents: dict[str, bytes]) -> dict[str, str]:
    """Part ('/word/document.xml') or ending ('xml') -> content type."""
    return {line.get("PartName") or (line.get("Extension") or "").casefold(): line.get("ContentType") or "" for line in _tree(contents[_TYPES])}


def _written_types(types: dict[str, str], dropped: set[str]) -> bytes:
    lines = [f"<Override PartName={quoteattr(key)} ContentType={quoteattr(kind)}/>" if key.startswith("/")
             else f"<Default Extension={quoteattr(key)} ContentType={quoteattr(kind)}/>"
             for key, kind in sorted(types.items(), key=lambda pair: pair[0].startswith("/")) if key.lstrip("/") not in dropped]
    return _list_of("Types", "content-types", lines)


def _list_of(name: str, schema: str, lines: list[str]) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<{name} xmlns="http://schemas.openxmlformats.org/package/2006/{schema}">{"".join(lines)}</{name}>'.encode()


# Relations


def _rels_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def _relations_of(name: str, content: bytes) -> list[_Relation]:
    folder = posixpath.dirname(posixpath.dirname(name))
    found = []
    for line in _tree(content):
        target, outside = line.get("Target") or "", (line.get("TargetMode") or "").casefold() == "external"
        part = "" if outside else posixpath.normpath(posixpath.join(folder, unquote(target))).lstrip("/")
        relation = _Relation(line.get("Id") or "", line.get("Type") or "", target, outside, part)
        if relation.outside and not relation.type.endswith(("/hyperlink", "/attachedTemplate")):
            raise Refused("office_outside")
        found.append(relation)
    return found


def _is_gone(line: _Relation, dropped: set[str]) -> bool:
    return line.part in dropped if not line.outside else line.type.endswith("/attachedTemplate")


def _gone(lines: list[_Relation], dropped: set[str]) -> set[str]:
    return {line.id for line in lines if _is_gone(line, dropped)}


def _written_relations(lines: list[_Relation]) -> bytes:
    written = []
    for line in lines:
        target = line.target
        if line.outside and re.match(r"\s*file:|\s*[A-Za-z]:|\s*\\\\", target, re.IGNORECASE):
            target = "about:blank"  # a place on somebody's own computer
        mode = ' TargetMode="External"' if line.outside else ""
        written.append(f"<Relationship Id={quoteattr(line.id)} Type={quoteattr(line.type)} Target={quoteattr(target)}{mode}/>")
    return _list_of("Relationships", "relationships", written)


# Parts that are no text


def _binary(name: str, content: bytes, depth: int) -> bytes:
    plain = name.casefold()
    if "/embeddings/" in plain:
        return _embedded(content, depth)
    if plain.endswith((".odttf", ".fntdata", ".ttf", ".otf")):
        return content
    media = filetype.guess_mime(content[:8192]) or ""
    if (make := _DRAWN.get(parts.drawing_of(content))) is not None:
        return make(content)
    if media.startswith(("video/", "audio/")):
        raise Refused("office_media")
    try:
        made = picture_inside(content, media)
    except Refused:
        raise
    except Exception:  # a picture that cannot be read cannot be cleaned
        raise Refused("office_picture") from None
    if made is None:
        raise Refused("office_picture" if "/media/" in plain or media.startswith("image/") else "office_carries")
    return made


_DRAWN: dict[str, Callable[[bytes], bytes]] = {"emf": parts.plain_emf, "wmf": parts.plain_wmf}


def _embedded(content: bytes, depth: int) -> bytes:
    """A document in a document, cleaned in the same way. Programs and files of other kinds are refused."""
    if _PROGRAM in content or not content.startswith(b"PK\x03\x04") or depth >= _DEEPEST:
        raise Refused("office_carries")
    try:
        return fresh_office(content, depth=depth + 1)[1]
    except Refused as refused:
        raise Refused("office_carries" if refused.code in ("type", "damaged") else refused.code, **refused.values) from None


def _packed(made: dict[str, bytes], order: list[str]) -> bytes:
    """The archive, its members in the order that they came in, none of them with a date."""
    out = io.BytesIO()
    names = [_TYPES, *(name for name in order if name in made and name != _TYPES)]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            info = zipfile.ZipInfo(name)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(info, made[name])
    return out.getvalue()
