"""What every command shares: settings, the opened school, the operator's language, and how an answer or a refusal leaves."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import click

from schoolapp import config, words
from schoolapp.services import school
from schoolapp.services.house import Busy, House

DONE, NO, REFUSED = 0, 1, 2
_WANTS_JSON = "schoolapp.json"


def lang() -> str:
    """English where the operator's terminal says so, else Chinese."""
    return config.operator_language()


def say(message: str, /, **values: Any) -> str:
    return words.gettext(lang(), message, **values)


def place(grade: int | None, number: int | None) -> str:
    """A class or a grade in the operator's language; '' where neither is given."""
    if grade is None:
        return ""
    return words.grade_name(lang(), grade) if number is None else words.class_name(lang(), grade, number)


class Commands(click.Group):
    """The commands. Who asked for JSON gets JSON on standard output for wrong use as well; the reason stands on standard error as ever."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_WANTS_JSON] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            if ctx.meta[_WANTS_JSON]:
                answer({"error": error.format_message()})
            raise


def refuse(text: str, answered: Any = None) -> NoReturn:
    """Wrong use or refused input: the reason on standard error, exit 2; with --json also on standard output, as `answered` where a
    command has a shape of its own for it."""
    context = click.get_current_context(silent=True)
    if context is not None and context.meta.get(_WANTS_JSON):
        answer({"error": text} if answered is None else answered)
    click.echo(text, err=True)
    sys.exit(REFUSED)


def answer(value: Any) -> None:
    """JSON on standard output: equal values give equal bytes."""
    click.echo(json.dumps(value, ensure_ascii=False, separators=(", ", ": ")))


SETTING_WORDS = {
    "unknown": words.N_("没有名为 %(name)s 的设置，请核对拼写"),
    "database": words.N_("%(name)s 只能是 sqlite:/// 或 postgresql:// 开头的地址，现在是“%(value)s”"),
    "url": words.N_("%(name)s 应当是 http:// 或 https:// 开头的完整网址，现在是“%(value)s”"),
    "https": words.N_("%(name)s 只能是 off、on 或 proxy，现在是“%(value)s”"),
    "switch": words.N_("%(name)s 只能是 off 或 on，现在是“%(value)s”"),
}


def settings() -> config.Config:
    """The settings of this installation; a wrong one ends the command with its name."""
    try:
        return config.read()
    except config.BadSetting as bad:
        refuse(say(SETTING_WORDS[bad.code], name=bad.name, value=bad.value))


def migrated() -> config.Config:
    """The settings, with the database brought to the current schema; one that this program does not know ends the command unchanged."""
    found = settings()
    try:
        school.migrate(found)
    except school.UnknownSchema:
        refuse(say("数据库的结构不是这个版本的程序认识的，可能来自更新的版本；没有改动，请换用新版程序"))
    except Busy:
        refuse(say("现在连不上数据库，请稍后再试"))
    return found


def is_empty(found: config.Config) -> bool:
    """Whether the data folder has no database yet (a database elsewhere is made by `migrate` alone)."""
    return not found.database_url and not (found.data_dir / "school.sqlite3").exists()


def opened() -> House:
    """The opened school; an old schema or an unreachable database ends the command."""
    found = settings()
    try:
        if is_empty(found):
            refuse(say("数据文件夹 %(folder)s 里还没有数据库，请先运行 schoolapp migrate", folder=found.data_dir))
        return school.open_house(found)
    except school.OldSchema:
        refuse(say("数据库的结构还不是这个版本的，请先运行 schoolapp migrate"))
    except Busy:
        refuse(say("现在连不上数据库，请稍后再试"))


def with_school(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hands the opened school to a command as `house`, and ends kindly where the database is busy."""
    @wraps(command)
    def run(*args: Any, **values: Any) -> Any:
        house = opened()
        try:
            return command(*args, house=house, **values)
        except Busy:
            refuse(say("数据库正忙，没有完成，请稍后再试"))
        finally:
            house.close()
    return run
