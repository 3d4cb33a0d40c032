"""The app for any WSGI server, built from the environment. It does not run the worker for timed jobs; `schoolapp serve` does both
and is the usual way."""

from __future__ import annotations

from schoolapp import config
from schoolapp.services.school import open_house
from schoolapp.web.app import create_app

app = create_app(open_house(config.read()))
