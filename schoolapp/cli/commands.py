"""The commands by name: demo, serve, migrate, import, check, pack, verify, links, year, user, routes, audit; wording stands in `wording`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from schoolapp import __version__, clock
from schoolapp.cli import door
from schoolapp.cli.door import NO, answer, refuse, say, with_school
from schoolapp.cli.wording import wording
from schoolapp.rules.permits import OPERATOR, NotFound
from schoolapp.services import school
from schoolapp.services.house import Busy, House

if TYPE_CHECKING:
    from schoolapp.services.demo import Account

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(cls=door.Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def schoolapp() -> None:
    """One school's 双减 monitor: homework caps, the parents' notice, after-school service and their evidence."""


schoolapp.add_command(wording)


@schoolapp.command()
def migrate() -> None:
    """Make the data folder and keys, bring the database to the current schema."""
    found = door.migrated()
    click.echo(say("数据库已是最新结构：%(folder)s", folder=found.data_dir))


@schoolapp.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(*, host: str, port: int) -> None:
    """Run the production server; an empty data folder is made ready first."""
    if door.is_empty(door.settings()):
        door.migrated()
    run_server(host=host, port=port)


@with_school
def run_server(*, house: House, host: str, port: int) -> None:
    """Serves the opened school until interrupted."""
    from schoolapp.cli.server import serve_house
    serve_house(house, host=host, port=port)


@schoolapp.command()
@click.option("--no-serve", is_flag=True, help="Make the school and print the accounts only.")
@click.option("--json", "as_json", is_flag=True, help="Accounts as JSON.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def demo(no_serve: bool, as_json: bool, host: str, port: int) -> None:
    """Make the demo school in an empty data folder, print its accounts, serve it."""
    from schoolapp.cli.server import address_of, serve_house
    from schoolapp.services import demo as services
    found = door.migrated()
    house = door.opened()
    try:
        now = clock.now()
        if not as_json and not school.has_school(house=house):
            click.echo(say("正在准备演示学校，大约需要半分钟"), err=True)
        accounts = services.make_demo(house=house, now=now)
        if as_json:
            answer([{"role": a.role, "username": a.username, "password": a.password} for a in accounts])
        else:
            _show_accounts(accounts, f"http://{address_of(host, port)}{services.sample_notice(house=house, now=now)}")
            if services.is_stale(house=house, now=now):
                click.echo(say("演示数据停在上一个学期；删除数据文件夹 %(folder)s 后再运行，就是本学期的", folder=found.data_dir))
        if not no_serve:
            serve_house(house, host=host, port=port, quiet=as_json)
    except services.RealSchool:
        refuse(say("这个数据文件夹里已经有一所真实的学校，不会写入演示数据；请用 SCHOOLAPP_DATA_DIR 指定一个空文件夹"))
    except Busy:
        refuse(say("数据库正忙，没有完成，请稍后再试"))
    finally:
        house.close()


def _show_accounts(accounts: Sequence[Account], notice: str) -> None:
    click.echo(say("演示学校的账号（密码每次启动都会更换）："))
    for account in accounts:
        click.echo(f"  {account.username:<6} {account.password:<16} {say(account.title)} · {account.name}")
    click.echo("  " + say("家长看的作业公示：%(url)s", url=notice))


@schoolapp.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Judge the workbook, write nothing.")
@click.option("--json", "as_json", is_flag=True)
@with_school
def import_(*, house: House, file: Path, dry_run: bool, as_json: bool) -> None:
    """Bring a school workbook (.xlsx) into the database."""
    from schoolapp.services import workbook as services
    try:
        data = file.read_bytes() if file.stat().st_size <= services.FILE_MOST else b"x" * (services.FILE_MOST + 1)
    except OSError as error:
        _import_refused(dry_run, say("读不到文件 %(file)s：%(why)s", file=file, why=error.strerror or error))
    try:
        result = services.import_workbook(house=house, actor=OPERATOR, data=data, name=file.name, dry_run=dry_run, now=clock.now())
    except services.BadWorkbook as bad:
        _import_refused(dry_run, services.refused_sentence(bad, door.lang()))
    report = services.import_report(result, lang=door.lang())
    if not as_json:
        for sheet in dict.fromkeys([*report["added"], *report["changed"], *report["same"]]):
            click.echo(say("%(sheet)s：新增 %(added)s，改变 %(changed)s，不变 %(same)s", sheet=sheet, added=report["added"].get(sheet, 0),
                           changed=report["changed"].get(sheet, 0), same=report["same"].get(sheet, 0)))
        for remark in report["remarks"]:
            click.echo(say("提醒：%(text)s", text=_place(remark)))
        for one in report["errors"]:
            click.echo(_place(one), err=True)
        if result.ok:
            click.echo(say("核对完成，没有写入（--dry-run）") if dry_run else say("没有新的内容，数据不变") if result.nothing_new else say("导入完成"))
    elif result.ok:
        answer(report)
    if not result.ok:
        refuse(say("有 %(n)s 处要改，还没有写入任何数据", n=len(report["errors"])), report)


def _place(row: Any) -> str:
    if isinstance(row, str):
        return row
    place = " ".join(str(row[k]) for k in ("sheet", "row", "column") if row.get(k) not in (None, ""))
    value = f"“{row['value']}” " if row.get("value") not in (None, "") else ""
    return f"{place}: {value}{row.get('expected') or row.get('text') or ''}"


def _import_refused(dry_run: bool, text: str) -> NoReturn:
    error = {"sheet": None, "row": None, "column": None, "value": None, "expected": text}
    refuse(text, {"ok": False, "dry_run": dry_run, "added": {}, "changed": {}, "same": {}, "remarks": [], "errors": [error]})


@schoolapp.command()
@click.option("--from", "start", required=True, type=DAY, metavar="YYYY-MM-DD")
@click.option("--to", "end", required=True, type=DAY, metavar="YYYY-MM-DD")
@click.option("--json", "as_json", is_flag=True)
@with_school
def check(*, house: House, start: datetime, end: datetime, as_json: bool) -> None:
    """Print the findings of a period."""
    from schoolapp.services import findings as services
    try:
        found: Any = services.check(house=house, actor=OPERATOR, start=start.date(), end=end.date(), now=clock.now())
    except services.BadPeriod as bad:
        refuse(say("结束日期早于开始日期") if bad.code == "order" else say("一次最多看三年"))
    except NotFound:
        refuse(say("这里还没有学校，请先导入工作簿"))
    if as_json:
        answer(found)
        return
    period = found["period"]
    click.echo(say("%(start)s 至 %(end)s，应有记录算到 %(due)s", start=period["from"], end=period["to"], due=period["due_to"]))
    if period["calendar"] != "confirmed":
        click.echo(say("校历未确认：这段时间有的年份还没有国家放假安排，按周一至周五计"))
    for name, value in found["figures"].items():
        label, unit = services.FIGURE_WORDS[name]
        click.echo(f"  {say(label)}: {value} {say(unit)}")
    words = {kind.value: say(one.title) for kind, one in services.KIND_WORDS.items()}
    levels = {level.value: say(word) for level, word in services.LEVEL_WORDS.items()}
    for kind, count in found["counts"].items():
        click.echo(f"{words[kind]}: {count}")
    for one in found["findings"]:
        place = " ".join(part for part in (one["date"] or one["month"] or "", door.place(one["grade"], one["class"])) if part)
        click.echo(f"  {levels[one['level']]} {words[one['kind']]} {place} {one['figure']}/{one['limit']} {one['clause']}")


@schoolapp.command()
@click.option("--from", "start", required=True, type=DAY, metavar="YYYY-MM-DD")
@click.option("--to", "end", required=True, type=DAY, metavar="YYYY-MM-DD")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.zip")
@click.option("--made-at", default=None, metavar="ISO", help="The moment that stands in the pack; the same moment gives the same bytes.")
@with_school
def pack(*, house: House, start: datetime, end: datetime, out: Path, made_at: str | None) -> None:
    """Write the evidence pack of a period."""
    from schoolapp.services import findings as findings_services
    from schoolapp.services import packs as services
    now = clock.now()
    try:
        moment = _moment(made_at) if made_at else now
    except ValueError:
        refuse(say("--made-at 应当是像 2026-11-23T16:00:00+08:00 的时间"))
    try:
        made = services.make_pack(house=house, actor=OPERATOR, start=start.date(), end=end.date(), made_at=moment, now=now, out=out)
    except findings_services.BadPeriod as bad:
        refuse(say("结束日期早于开始日期") if bad.code == "order" else say("一次最多看三年"))
    except NotFound:
        refuse(say("这里还没有学校，请先导入工作簿"))
    except OSError as error:
        refuse(say("写不了文件 %(file)s：%(why)s", file=out, why=error.strerror or error))
    click.echo(say("已写入 %(file)s（%(size)s 字节）", file=out, size=made.size))
    click.echo(f"sha256 {made.sha256}")
    click.echo(say("签名公钥指纹 %(fingerprint)s", fingerprint=made.fingerprint))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    from schoolapp.rules.calendar import SCHOOL_TIME
    return (moment if moment.tzinfo else moment.replace(tzinfo=SCHOOL_TIME)).astimezone(SCHOOL_TIME).replace(microsecond=0)


@schoolapp.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--fingerprint", default=None, metavar="HEX", help="The school's printed fingerprint; any other signer is refused.")
@click.option("--json", "as_json", is_flag=True)
def verify(file: Path, fingerprint: str | None, as_json: bool) -> None:
    """Check an evidence pack, without any database."""
    from schoolapp.services import packs as services
    if not file.is_file():
        reason = say("没有这个文件：%(file)s", file=file)
        refuse(reason, {"ok": False, "fingerprint": None, "problems": [{"path": "", "problem": reason}]})
    found = services.verify_file(file, fingerprint=fingerprint)
    if as_json:
        answer({"ok": found.ok, "fingerprint": found.fingerprint, "problems": [{"path": p.path, "problem": say(p.text, **p.values)} for p in found.problems]})
    else:
        for p in found.problems:
            click.echo(f"{p.path}: {say(p.text, **p.values)}" if p.path else say(p.text, **p.values), err=True)
        if found.fingerprint:
            click.echo(say("签名公钥指纹 %(fingerprint)s", fingerprint=found.fingerprint))
        if found.ok:
            click.echo(say("材料包完整，签名有效") + ("" if fingerprint else say("；签名人需与学校公布的指纹核对")))
        else:
            click.echo(say("材料包不完整或被改动过"), err=True)
    sys.exit(0 if found.ok else NO)


@schoolapp.command()
@click.option("--json", "as_json", is_flag=True)
@with_school
def links(*, house: House, as_json: bool) -> None:
    """Print the parents' notice link of every class of the present school year."""
    from schoolapp.services import people as services
    found = services.list_links(house=house, actor=OPERATOR, now=clock.now())
    if as_json:
        answer([{"grade": one.ref.grade, "class": one.ref.number, "path": one.path} for one in found])
        return
    base = house.config.public_url
    for one in found:
        click.echo(f"{one.label}\t{base}{one.path}")


@schoolapp.command()
@click.argument("start")
@click.option("--dry-run", is_flag=True, help="Show the difference, write nothing.")
@click.option("--first", "first_classes", default=None, type=click.IntRange(0, 60), help="How many classes the first grade has.")
@with_school
def year(*, house: House, start: str, dry_run: bool, first_classes: int | None) -> None:
    """Start the school year START (2027 or 2027-08-01): grades move up, the last one leaves, links are renewed, teaching is empty."""
    from schoolapp.services import years as services

    try:
        wanted = int(start) if start.isdigit() else date.fromisoformat(start).year
        plan = services.plan_year(house=house, actor=OPERATOR, start_year=wanted, now=clock.now())
        for line in services.plan_lines(plan):
            click.echo(say(line.text, **line.values))
        if dry_run:
            click.echo(say("以上是将要发生的变化，没有写入（--dry-run）"))
            return
        services.start_year(house=house, actor=OPERATOR, start_year=wanted, first_classes=first_classes, now=clock.now())
    except services.YearRefused as bad:
        refuse(say(services.YEAR_WORDS[bad.code], **bad.values))
    except ValueError:
        refuse(say("START 应当是学年开始的年份，例如 2027"))
    except NotFound:
        refuse(say("这里还没有学校，请先导入工作簿"))
    click.echo(say("新学年已经开始"))


@schoolapp.group()
def user() -> None:
    """Accounts of staff."""


@user.command("list")
@with_school
def user_list(*, house: House) -> None:
    """Print staff numbers, names, roles and whether they can log in."""
    from schoolapp.services import people as services
    for one in services.list_people(house=house, actor=OPERATOR, now=clock.now()):
        click.echo(f"{one.number}\t{one.name}\t{'、'.join(role.value for role in one.roles)}\t{say(one.account_word)}")


@user.command("code")
@click.argument("number")
@with_school
def user_code(*, house: House, number: str) -> None:
    """Give somebody a new one-time code: the old password and all their sessions end."""
    from schoolapp.services import login
    from schoolapp.services import people as services
    try:
        staff_id = services.staff_id_of(house=house, actor=OPERATOR, number=number)
    except NotFound:
        refuse(say("没有工号为 %(number)s 的教职工", number=number))
    codes = login.give_codes(house=house, actor=OPERATOR, staff_ids=[staff_id], now=clock.now())
    click.echo(say("一次性登录码 %(code)s，%(days)s 天内有效，首次登录后自己设密码", code=codes[staff_id], days=login.CODE_DAYS))


@schoolapp.command()
def routes() -> None:
    """Print every URL with the permit that it asks for."""
    from schoolapp.cli.server import route_lines
    for line in route_lines():
        click.echo(line)


@schoolapp.group()
def audit() -> None:
    """The audit chain."""


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True)
@with_school
def audit_verify(*, house: House, as_json: bool) -> None:
    """Check every link of the chain, every record's last digest and every signed head."""
    from schoolapp.services import audit as services
    count, troubles = services.verify_chain(house=house, actor=OPERATOR)
    if as_json:
        answer({"ok": not troubles, "entries": count, "problems": [{"record": t.record, "problem": say(services.TROUBLE_WORDS[t.code])} for t in troubles]})
    else:
        for t in troubles:
            click.echo(f"{t.record}: {say(services.TROUBLE_WORDS[t.code])}", err=True)
        click.echo(say("已核对 %(n)s 条记录，全部相符", n=count) if not troubles else say("已核对 %(n)s 条记录，有 %(bad)s 处不符", n=count, bad=len(troubles)))
    sys.exit(NO if troubles else 0)
