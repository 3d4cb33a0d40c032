"""The parts of an Office file: which go altogether, what the others lose. Names of people become one neutral word, as Word itself does when
it is asked to take personal details out."""

from __future__ import annotations

import re

from schoolapp.outside.sheet_child.limits import Refused

# Properties and previews, what others keep in a document (SharePoint, labels, signatures), printers, the history of changes, menus of macros.
DROPPED = re.compile(
    r"^(?:docprops|docmetadata|customxml|customui|usercustomization|_xmlsignatures|xl/revisions|xl/customproperty|ppt/changesinfos)/"
    r"|^ppt/revisioninfo\.xml$|^word/(?:customizations\.xml|attachedtoolbars\.bin)$|(?:^|/)(?:printersettings|webextensions)/"
)
NOBODY = b"Author"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAM = "Ole10Native".encode("utf-16-le")
_SAID = rb"""\s*=\s*(?:"[^"]*"|'[^']*')"""
_WHO = re.compile(rb"(\s(?:w\d*|w1\d\w*):(?:author|initials|userId|providerId))" + _SAID)
_WHO_LISTED = re.compile(rb"(\s(?:name|initials|displayName|userId|providerId))" + _SAID)
_AUTHOR = re.compile(rb"(<(?:\w+:)?author>)[^<]*(?=<)")
_PATH = re.compile(rb"<(?:\w+:)?(?:absPath|fileSharing)(?:\s[^>]*)?/>|<(?:\w+:)?absPath(?:\s[^>]*)?>\s*</(?:\w+:)?absPath>")
_VARIABLES = re.compile(rb"<w:docVars>.*?</w:docVars>", re.DOTALL)
_SVG_TOLD = re.compile(rb"<metadata\b.*?</metadata>|<!--.*?-->|\s(?:inkscape|sodipodi):[\w-]+" + _SAID, re.DOTALL)
_SVG_ODD = re.compile(rb"<\s*script|data:\s*image|\son\w+\s*=", re.IGNORECASE)
_MARKS = (b"Exif\0\0", b"http://ns.adobe.com/xap", b"Photoshop 3.0\0")


def is_xml(name: str, content: bytes) -> bool:
    return name.casefold().endswith((".xml", ".rels", ".vml", ".svg")) or content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def is_drawn_object(name: str, content: bytes) -> bool:
    """An object of another program in a Word file (an equation of an older editor): its drawing stays, the object goes. Not one that
    carries a file or a program."""
    return "/embeddings/" in name.casefold() and content.startswith(_OLE) and _PROGRAM not in content


def cleaned(name: str, content: bytes, gone: set[str]) -> bytes:
    """A part in XML without people, places and what leads to parts that went (`gone` = ids of their relations). Refused office_carries
    where something would be left without its part, office_picture for a drawing that runs something or hides a photo."""
    plain = name.casefold()
    if plain.startswith("word/"):
        content = _VARIABLES.sub(b"", _WHO.sub(rb'\1="' + NOBODY + b'"', content))
    elif plain.startswith("ppt/") and plain.rsplit("/", 1)[-1] in ("commentauthors.xml", "authors.xml"):
        content = _WHO_LISTED.sub(rb'\1="' + NOBODY + b'"', content)
    elif plain.startswith("xl/persons/"):
        content = _WHO_LISTED.sub(rb'\1="' + NOBODY + b'"', content)
    elif plain.startswith("xl/comments") or plain.startswith("xl/threadedcomments"):
        content = _AUTHOR.sub(rb"\1" + NOBODY, content)
    elif plain == "xl/workbook.xml":
        content = _PATH.sub(b"", content)
    if b"<svg" in content[:2000] or plain.endswith(".svg"):
        content = _SVG_TOLD.sub(b"", content)
        if _SVG_ODD.search(content):
            raise Refused("office_picture")
    return _without(content, gone) if gone else content


def _without(content: bytes, gone: set[str]) -> bytes:
    """Without the elements that led to parts that went."""
    ids = b"(?:" + b"|".join(re.escape(one.encode()) for one in sorted(gone)) + b")"
    led = rb"""\sr:id\s*=\s*["']""" + ids + rb"""["']"""
    for name in (rb"o:OLEObject", rb"w:attachedTemplate", rb"p:custData", rb"customPr"):
        content = re.sub(rb"<" + name + rb"(?:\s[^>]*)?" + led + rb"[^>]*?(?:/>|>.*?</" + name + rb">)", b"", content, flags=re.DOTALL)
    content = re.sub(rb"<c:externalData" + led + rb"[^>]*>.*?</c:externalData>", b"", content, flags=re.DOTALL)
    content = re.sub(rb"(<pageSetup(?:\s[^>]*?)?)" + led, rb"\1", content)
    content = re.sub(rb"<customProperties>\s*</customProperties>|<p:custDataLst>\s*</p:custDataLst>", b"", content)
    if re.search(rb"""\sr:\w+\s*=\s*["']""" + ids + rb"""["']""", content):
        raise Refused("office_carries")
    return content


# Drawings


def drawing_of(content: bytes) -> str:
    """emf, wmf or ''."""
    if content[:4] == b"\1\0\0\0" and content[40:44] == b" EMF":
        return "emf"
    return "wmf" if content[:4] in (b"\xd7\xcd\xc6\x9a", b"\1\0\x09\0", b"\2\0\x09\0") else ""


def plain_emf(content: bytes) -> bytes:
    """Without the words on its program and file. Refused office_picture for a drawing that holds a photo with what a camera wrote."""
    count, at = int.from_bytes(content[60:64], "little"), int.from_bytes(content[64:68], "little")
    if count and at and at + 2 * count <= len(content):
        content = content[:at] + bytes(2 * count) + content[at + 2 * count:]
    return plain_wmf(content)


def plain_wmf(content: bytes) -> bytes:
    if any(mark in content for mark in _MARKS):
        raise Refused("office_picture")
    return content
