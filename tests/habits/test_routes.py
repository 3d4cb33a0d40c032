"""Closed by default: every address of the app declares its permit, and `schoolapp routes` shows them all."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from flask import Flask

from schoolapp.cli.commands import schoolapp
from schoolapp.config import Config
from schoolapp.rules.permits import Permit
from schoolapp.services.school import open_house
from schoolapp.web.app import create_app
from schoolapp.web.gate import permit_of
from tests.conftest import on_sqlite


@pytest.fixture
def routes(database: Config) -> Flask:
    return create_app(open_house(database))


@on_sqlite
def test_every_address_declares_its_permit(routes: Flask) -> None:
    open_ends = [str(rule) for rule in routes.url_map.iter_rules() if not isinstance(permit_of(routes, rule.endpoint), Permit)]
    assert not open_ends


@on_sqlite
def test_only_these_rooms_have_open_doors(routes: Flask) -> None:
    """Without an account: static files, the login, the parents' pages and (until the school stands) the set-up behind its token."""
    public = {rule.endpoint.split(".")[0] for rule in routes.url_map.iter_rules() if permit_of(routes, rule.endpoint) is Permit.PUBLIC}
    assert public <= {"static", "login", "notices", "setup"}


@on_sqlite
def test_the_command_line_shows_the_table(routes: Flask) -> None:
    said = CliRunner().invoke(schoolapp, ["routes"])
    assert said.exit_code == 0, said.output
    shown = {(words[1], words[2], words[3]) for words in map(str.split, said.output.splitlines())}
    assert shown == {(str(rule), str(permit_of(routes, rule.endpoint)), rule.endpoint) for rule in routes.url_map.iter_rules()}
