"""Sentences in pages: what the school typed is shown as typed, never as markup and never as a format."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from schoolapp.config import Config
from schoolapp.services import school
from schoolapp.web.app import create_app
from tests.cast import NOW, make_school
from tests.conftest import on_sqlite

pytestmark = on_sqlite


@pytest.fixture
def app(database: Config) -> Flask:
    house = school.open_house(database)
    make_school(house)
    return create_app(house, now=lambda: NOW)


@pytest.mark.parametrize(("name", "shown"), [("口算100%达标", "口算100%达标"), ("<b>社</b>", "&lt;b&gt;社&lt;/b&gt;"), ("%(n)s", "%(n)s"), ("", "")])
def test_a_name_that_is_looked_up_as_a_sentence_is_shown_as_typed(app: Flask, name: str, shown: str) -> None:
    with app.test_request_context("/login"):
        app.preprocess_request()
        assert render_template_string("{{ _(name) }}", name=name) == shown


def test_values_are_escaped_and_our_own_macros_are_not(app: Flask) -> None:
    with app.test_request_context("/login"):
        app.preprocess_request()
        page = "{% set strong %}<b>5</b>{% endset %}{{ _('还剩 %(n)s 分钟', n=value) }}|{{ _('还剩 %(n)s 分钟', n=strong) }}"
        assert render_template_string(page, value="<i>") == "还剩 &lt;i&gt; 分钟|还剩 <b>5</b> 分钟"
