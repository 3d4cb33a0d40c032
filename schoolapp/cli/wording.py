"""The command `schoolapp wording`: what the built-in rules say of the lines of a file. It needs no database and knows no school's own words."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import click

from schoolapp.cli.door import answer, lang, refuse, say
from schoolapp.rules.homework import TEXT_MAX, Kind
from schoolapp.rules.names import read_grade, read_whole
from schoolapp.rules.people import System
from schoolapp.rules.wording import Hit, hint_in, homework_hits, session_hits
from schoolapp.services.wording import clause_word

FILE_MOST = 16 * 1024 * 1024
KINDS = {kind.value: kind for kind in Kind}


class Line(NamedTuple):
    """A line of the file: minutes in school None = not stated; the minutes in all are not in the file."""

    grade: int
    kind: Kind
    in_school: int | None
    text: str


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE.tsv")
@click.option("--grade", type=click.IntRange(1, 9), help="Lines are plain texts for this grade, not the four columns.")
@click.option("--kind", type=click.Choice(list(KINDS)), help="Their kind (with --grade).")
@click.option("--session", is_flag=True, help="Lines are contents of after-school sessions.")
@click.option("--json", "as_json", is_flag=True)
def wording(*, file: Path, grade: int | None, kind: str | None, session: bool, as_json: bool) -> None:
    """Print what the wording rules find, line by line.

    FILE.tsv has lines `grade TAB kind TAB minutes-in-school TAB text` (minutes may be empty); - reads standard input.
    """
    if kind is not None and grade is None or session and grade is not None:
        refuse(say("--kind 要和 --grade 一起用；--session 不和它们一起用"))
    found = []
    for number, raw in enumerate(_lines(file), 1):
        if session:
            found.append((number, session_hits(raw)))
            continue
        line = Line(grade, KINDS[kind or Kind.WRITTEN.value], None, raw) if grade is not None else _read(raw, number)
        found.append((number, homework_hits(line.text, grade=line.grade, kind=line.kind, in_school=line.in_school)))
    if as_json:
        answer([{"line": number, "hits": [_plain(hit) for hit in hits]} for number, hits in found])
        return
    for number, hits in found:
        for hit in hits:
            level = say("须说明") if hit.level.value == "block" else say("请留意")
            click.echo(say(
                "第 %(line)s 行 %(level)s %(clause)s “%(found)s”：%(hint)s；可写：%(safer)s", line=number, level=level, found=hit.found,
                clause=say(clause_word(hit.clause)), hint=hint_in(lang(), hit.hint), safer=hit.safer))
    click.echo(say("共 %(n)s 行，%(hit)s 行有提示", n=len(found), hit=sum(bool(hits) for _, hits in found)))


def _plain(hit: Hit) -> dict[str, Any]:
    return {"clause": hit.clause, "level": hit.level.value, "found": hit.found, "hint": hint_in(lang(), hit.hint)}


def _lines(file: Path) -> list[str]:
    try:
        data = sys.stdin.buffer.read(FILE_MOST + 1) if str(file) == "-" else file.read_bytes() if file.stat().st_size <= FILE_MOST else None
    except OSError as error:
        refuse(say("读不到文件 %(file)s：%(why)s", file=file, why=error.strerror or error))
    if data is None or len(data) > FILE_MOST:
        refuse(say("文件超过 %(most)s MB", most=FILE_MOST // 1024 // 1024))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        refuse(say("文件不是 UTF-8 编码的文本"))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if not lines[-1] else lines


def _read(raw: str, number: int) -> Line:
    """The four columns of a line; wrong ones end the command, naming the line."""
    cells = raw.split("\t", 3)
    if len(cells) < 4:
        _malformed(number, say("要有四列，用制表符隔开：年级、类型、校内完成分钟数、作业内容"))
    grade = read_grade(cells[0], System.SIX_THREE)
    kind = KINDS.get(cells[1].strip())
    minutes = cells[2].strip()
    in_school = read_whole(minutes, ("分钟", "分")) if minutes else None
    if grade is None:
        _malformed(number, say("年级应为 1 到 9"))
    if kind is None:
        _malformed(number, say("类型应为 %(kinds)s 之一", kinds="、".join(KINDS)))
    if minutes and (in_school is None or not 0 <= in_school <= 240):
        _malformed(number, say("校内完成应为 0 到 240 的整数分钟，没有统计就空着"))
    if not cells[3].strip() or len(cells[3]) > TEXT_MAX:
        _malformed(number, say("作业内容不能为空，也不超过 %(most)s 个字", most=TEXT_MAX))
    return Line(grade, kind, in_school, cells[3])


def _malformed(number: int, why: str) -> NoReturn:
    refuse(say("第 %(line)s 行：%(why)s", line=number, why=why))
