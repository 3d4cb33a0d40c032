"""A desk where somebody is signed in already: without a password, whose hashing takes most of a short test's time. No test stands here."""

from __future__ import annotations

from schoolapp.services import login
from schoolapp.web.app import create_app
from tests.cast import NOW, SmallSchool
from tests.web.desk import Desk


class OpenDesk(Desk):
    """As `Desk`, with a session that is simply there."""

    def __init__(self, small: SmallSchool, number: str) -> None:
        self.small = small
        self.client = create_app(small.house, now=lambda: NOW).test_client()
        with small.house.plain_writing() as connection:
            opened = login._open(connection, small.staff[number], False, "", "", "", NOW)
        self.client.set_cookie("sid", opened.token)
        self.token = opened.csrf
