"""A PDF written anew: only what its pages need, no word on who made it with what and where. What acts, carries files or is locked is refused."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from schoolapp.outside.sheet_child.limits import MEGABYTE, UNPACKED_MAX, Refused
from schoolapp.outside.sheet_child.marks import plain_jpeg, plain_jpeg2000

_ACTIVE = frozenset({"/JavaScript", "/JS", "/Launch", "/Rendition", "/SubmitForm", "/ImportData", "/RichMedia", "/RichMediaContent", "/XFA", "/Movie",
                     "/Sound", "/3D"})
_CARRIED = frozenset({"/EmbeddedFiles", "/EmbeddedFile", "/FileAttachment", "/GoToE", "/EF"})
# Who, when, where, with what; a program's own copy; a preview; a signature, which a new file breaks anyway.
_TOLD = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/CreatorInfo", "/SpiderInfo", "/Perms", "/DSS", "/Legal")
_OF_A_NOTE = ("/T", "/M", "/CreationDate", "/RC")
_PACKED_PICTURES = {"/DCTDecode": plain_jpeg, "/DCT": plain_jpeg, "/JPXDecode": plain_jpeg2000}
_OF_PICTURES = frozenset({*_PACKED_PICTURES, "/CCITTFaxDecode", "/CCF", "/JBIG2Decode", "/Crypt"})
_MARKS = (b"Exif\0\0", b"http://ns.adobe.com/xap", b"<x:xmpmeta", b"Photoshop 3.0\0")
_LONGEST_MARK = max(len(mark) for mark in _MARKS)


def fresh_pdf(data: bytes) -> bytes:
    """Refused: damaged (no whole PDF, no page), pdf_locked, pdf_active, pdf_carries, pdf_picture (a picture in it cannot be cleaned),
    too_large_unpacked."""
    import pikepdf

    if not re.match(rb"%PDF-[12]\.\d", data[:8]) or not data.rstrip(b"\0 \t\r\n\x1a").endswith(b"%%EOF"):
        raise Refused("damaged")
    try:
        opened = pikepdf.open(io.BytesIO(data), suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Refused("pdf_locked") from None
    with opened as pdf:
        if pdf.is_encrypted:
            raise Refused("pdf_locked")
        if not len(pdf.pages):
            raise Refused("damaged")
        for one in list(pdf.objects):
            _clean(one, pikepdf)
            if isinstance(one, pikepdf.Stream):
                _clean_picture(pdf, one, pikepdf)
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        out = io.BytesIO()
        pdf.save(out, fix_metadata_version=False, preserve_pdfa=False, stream_decode_level=pikepdf.StreamDecodeLevel.none,
                 object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    _look_through(out, pikepdf)
    return out.getvalue()


def _clean(one: Any, pikepdf: Any) -> None:
    """An object and what stands in it (what it only points to is an object of its own)."""
    waiting = [one]
    while waiting:
        here = waiting.pop()
        if isinstance(here, pikepdf.Array):
            values = list(here)
        elif isinstance(here, pikepdf.Dictionary | pikepdf.Stream):
            values = _clean_entries(here, pikepdf)
        else:
            continue
        waiting += [v for v in values if isinstance(v, pikepdf.Array | pikepdf.Dictionary) and not v.is_indirect]


def _clean_entries(here: Any, pikepdf: Any) -> list[Any]:
    """Judges the entries of a dictionary, takes out what tells, gives what is left. Names are read as they are meant (/J#61vaScript)."""
    entries = dict(here.items())
    names = set(entries) | {str(v) for v in entries.values() if isinstance(v, pikepdf.Name)}
    if names & _CARRIED:
        raise Refused("pdf_carries")
    if names & _ACTIVE:
        raise Refused("pdf_active")
    gone = [name for name in _TOLD if name in entries]
    kind = str(entries.get("/Subtype", ""))
    if "/Rect" in entries and kind not in ("", "/Widget"):
        gone += [name for name in _OF_A_NOTE if name in entries]
    if str(entries.get("/FT", "")) == "/Sig" or (str(entries.get("/Type", "")) == "/Sig"):
        gone += [name for name in ("/V", "/Contents", "/Name", "/M", "/Location", "/Reason", "/ContactInfo", "/Cert", "/Prop_Build") if name in entries]
    for name in gone:
        del here[name]
        entries.pop(name)
    return list(entries.values())


def _clean_picture(pdf: Any, stream: Any, pikepdf: Any) -> None:
    """A picture in the PDF that is packed as cameras pack it."""
    filters, parms = _filters(stream, pikepdf), _list_of(stream.get("/DecodeParms"), pikepdf)
    packed = [n for n, name in enumerate(filters) if name in _PACKED_PICTURES]
    if not packed:
        return
    if packed != [len(filters) - 1]:
        raise Refused("pdf_picture")
    raw = stream.read_raw_bytes()
    if len(filters) > 1:  # packed once more
        outer = pikepdf.Stream(pdf, raw)
        outer["/Filter"] = pikepdf.Array([pikepdf.Name(name) for name in filters[:-1]])
        if parms:
            outer["/DecodeParms"] = pikepdf.Array(parms[:-1])
        raw = outer.read_bytes(pikepdf.StreamDecodeLevel.generalized)
    try:
        made = _PACKED_PICTURES[filters[-1]](raw)
    except (ValueError, IndexError):
        raise Refused("pdf_picture") from None
    last = parms[-1] if parms and len(parms) == len(filters) and isinstance(parms[-1], pikepdf.Dictionary) else None
    stream.write(made, filter=pikepdf.Name(filters[-1]), decode_parms=last)


def _look_through(made: io.BytesIO, pikepdf: Any) -> None:
    """A last look at what is kept: how much it unpacks to, and whether a photo is written into a page itself, where nobody cleaned it."""
    left = UNPACKED_MAX
    with pikepdf.open(made) as pdf:
        for one in pdf.objects:
            if not isinstance(one, pikepdf.Stream):
                continue
            picture, tail = str(one.get("/Subtype", "")) == "/Image", b""
            for piece in _unpacked(one, _filters(one, pikepdf), "/DecodeParms" in one):
                left -= len(piece)
                if left < 0:
                    raise Refused("too_large_unpacked", most=UNPACKED_MAX // MEGABYTE)
                text = tail + piece
                if not picture and any(mark in text for mark in _MARKS):
                    raise Refused("pdf_picture")
                tail = piece[-_LONGEST_MARK:]


def _filters(stream: Any, pikepdf: Any) -> list[str]:
    return [str(name) for name in _list_of(stream.get("/Filter"), pikepdf)]


def _list_of(value: Any, pikepdf: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _unpacked(stream: Any, filters: list[str], parms: bool) -> Iterator[bytes]:
    """What a stream unpacks to, in pieces of at most 1 MB where it is deflated plainly; nothing where its packing is a picture's own."""
    if filters in (["/FlateDecode"], ["/Fl"]) and not parms:
        yield from _inflated(stream.read_raw_bytes())
    elif not filters:
        yield stream.read_raw_bytes()
    elif not _OF_PICTURES & set(filters):
        yield stream.read_bytes()


def _inflated(data: bytes) -> Iterator[bytes]:
    machine, at, rest = zlib.decompressobj(), 0, b""
    while not machine.eof and (rest or at < len(data)):
        if not rest:
            rest, at = data[at:at + 65_536], at + 65_536
        try:
            piece = machine.decompress(rest, MEGABYTE)
        except zlib.error:
            return
        rest = machine.unconsumed_tail
        if piece:
            yield piece
