"""A page of PDF that is composed by hand: lines of text, boxes, lines and QR codes, with the used letters of the font embedded, so that text
can be searched and copied. The same drawing gives the same bytes. What stands on a page is for the caller."""

from __future__ import annotations

import io
import re
import zlib
from functools import lru_cache
from typing import NamedTuple

from schoolapp.papers.canvas import Align, drawable, width_of
from schoolapp.papers.palette import LIGHT
from schoolapp.papers.qr import qr_modules

MM = 72 / 25.4  # points a millimetre
A4 = (210 * MM, 297 * MM)
BOLD = 0.032    # the outline of strong letters in ems: the font has one weight


class _Letters(NamedTuple):
    """The letters of a document: the font program with nothing else in it, code and width (thousandths of an em) by character, bounds."""

    program: bytes
    codes: dict[str, int]
    widths: dict[int, int]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int


@lru_cache(maxsize=8)
def _letters_of(characters: str) -> _Letters:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from pylopdf_fonts_zh_cn import sans_path

    options = Options(hinting=False, desubroutinize=True, layout_features=[], notdef_outline=True, recalc_timestamp=False)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "name"]
    with TTFont(str(sans_path()), lazy=True) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        out = io.BytesIO()
        font.save(out)
    small = TTFont(out)
    cmap, advances = small.getBestCmap(), small["hmtx"]
    codes = {character: _code_of(cmap[ord(character)]) for character in characters}
    widths = {codes[character]: int(advances[cmap[ord(character)]][0]) for character in characters}
    head, across = small["head"], small["hhea"]
    return _Letters(bytes(small.getTableData("CFF ")), codes, widths, (head.xMin, head.yMin, head.xMax, head.yMax), across.ascent, across.descent)


def _code_of(name: str) -> int:
    """The number of a letter in the font's own collection."""
    return int(re.fullmatch(r"cid(\d+)", name)[1])  # type: ignore[index]


class Text(NamedTuple):
    """One line of text as it was asked for."""

    x: float
    y: float
    words: str
    size: float
    colour: str
    strong: bool


class Page:
    """One page of `size` points with its origin at the upper left."""

    def __init__(self, title: str, *, size: tuple[float, float] = A4, lang: str = "zh-Hans") -> None:
        self.title, self.lang = title, lang
        self.width, self.height = size
        self._drawn: list[str | Text] = []

    def text(self, x: float, y: float, words: str, size: float, colour: str = LIGHT.ink, *, align: Align = "left", strong: bool = False) -> float:
        """Writes one line whose base line stands `y` below the upper edge; gives its width."""
        words = drawable(words)
        width = width_of(words, size)
        self._drawn.append(Text(x - {"left": 0.0, "center": width / 2, "right": width}[align], y, words, size, colour, strong))
        return width

    def box(self, x: float, y: float, width: float, height: float, *, fill: str = "", edge: str = "", line: float = 1.0) -> None:
        """A rectangle, filled or framed."""
        paint = (f"{_rgb(fill)} rg " if fill else "") + (f"{_rgb(edge)} RG {line:.2f} w " if edge else "")
        self._drawn.append(f"{paint}{x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re {'B' if fill and edge else 'f' if fill else 'S'}")

    def rule(self, x: float, y: float, width: float, line: float, colour: str = LIGHT.ink) -> None:
        """A level line."""
        self.box(x, y - line / 2, width, line, fill=colour)

    def qr(self, x: float, y: float, side: float, address: str) -> None:
        """The code of an address without a quiet zone, black on what lies below."""
        modules = qr_modules(address)
        one = side / len(modules)
        parts = ["0 0 0 rg"]
        for row, line in enumerate(modules):
            for run in re.finditer("1+", "".join("1" if dark else "0" for dark in line)):
                parts.append(f"{x + run.start() * one:.3f} {self.height - y - (row + 1) * one:.3f} {(run.end() - run.start()) * one:.3f} {one:.3f} re")
        self._drawn.append("\n".join([*parts, "f"]))

    def save(self) -> bytes:
        """The document with this one page; it carries no date, so that equal pages are equal files."""
        letters = _letters_of("".join(sorted({" ", *(c for one in self._drawn if isinstance(one, Text) for c in one.words)})))
        content = "\n".join(one if isinstance(one, str) else self._line(one, letters) for one in self._drawn)
        descriptor = (f"<< /Type /FontDescriptor /FontName /AAAAAA+NotoSansSC-Regular /Flags 4 /FontBBox [{' '.join(map(str, letters.box))}] /ItalicAngle 0 "
                      f"/Ascent {letters.ascent} /Descent {letters.descent} /CapHeight 733 /StemV 80 /FontFile3 8 0 R >>")
        widths = " ".join(f"{code} [{width}]" for code, width in sorted(letters.widths.items()))
        objects = [
            f"<< /Type /Catalog /Pages 2 0 R /Lang ({self.lang}) /ViewerPreferences << /DisplayDocTitle true >> >>".encode(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {self.width:.2f} {self.height:.2f}] /Contents 4 0 R "
             "/Resources << /Font << /F 5 0 R >> >> >>").encode(),
            _stream(content.encode("ascii")),
            b"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+NotoSansSC-Regular /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 9 0 R >>",
            (f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /AAAAAA+NotoSansSC-Regular /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
             f"/Supplement 0 >> /FontDescriptor 7 0 R /DW 1000 /W [{widths}] >>").encode(),
            descriptor.encode(),
            _stream(letters.program, "/Subtype /CIDFontType0C "),
            _stream(_to_unicode(letters.codes)),
            b"<< /Title <" + ("\ufeff" + self.title).encode("utf-16-be").hex().encode() + b"> /Producer (schoolapp) >>",
        ]
        return _document(objects)

    def _line(self, one: Text, letters: _Letters) -> str:
        codes = "".join(f"{letters.codes[character]:04x}" for character in one.words)
        strong = f"{_rgb(one.colour)} RG {one.size * BOLD:.3f} w 2 Tr" if one.strong else "0 Tr"
        return f"BT {_rgb(one.colour)} rg {strong} /F {one.size:.2f} Tf {one.x:.2f} {self.height - one.y:.2f} Td <{codes}> Tj ET"


def _rgb(colour: str) -> str:
    """#RRGGBB as PDF says it."""
    return " ".join(f"{int(colour[place:place + 2], 16) / 255:.3f}" for place in (1, 3, 5))


def _stream(content: bytes, more: str = "") -> bytes:
    packed = zlib.compress(content, 9)
    return f"<< {more}/Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"


def _to_unicode(codes: dict[str, int]) -> bytes:
    """The table by which a reader finds the character of each code. Spaces of several kinds may share one letter: the plain one is told."""
    pairs = sorted({code: character for character, code in sorted(codes.items(), reverse=True)}.items())
    blocks = []
    for start in range(0, len(pairs), 100):
        block = pairs[start:start + 100]
        lines = "\n".join(f"<{code:04x}> <{character.encode('utf-16-be').hex()}>" for code, character in block)
        blocks.append(f"{len(block)} beginbfchar\n{lines}\nendbfchar")
    return ("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
            + "\n".join(blocks) + "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend").encode("ascii")


def _document(objects: list[bytes]) -> bytes:
    """Numbered objects with their table; the first is the catalogue, the last says what the document is."""
    out = bytearray(b"%PDF-1.7\n%\xe4\xf6\xfc\xdf\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
