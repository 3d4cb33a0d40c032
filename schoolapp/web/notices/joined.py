"""Several classes on one page, for families with several children. Which ones stands in the address alone: nothing is kept on the server and
no cookie is set."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from flask import Response, redirect, request, url_for

from schoolapp.rules.permits import Permit
from schoolapp.services import notices as services
from schoolapp.web.gate import needs
from schoolapp.web.notices import door
from schoolapp.web.notices.answers import Visit
from schoolapp.web.notices.days import date_of

CLASSES_MOST = 6
_TOKEN = re.compile(r"/n/([\w-]{20,64})")
_BARE = re.compile(r"[\w-]{20,64}")


@door.get("/c")
@needs(Permit.PUBLIC)
def joined() -> Response:
    return _joined("")


@door.get("/c/<day>")
@needs(Permit.PUBLIC)
def joined_day(day: str) -> Response:
    return _joined(day)


def _joined(day: str) -> Response:
    visit = Visit()
    on = date_of(day, visit.today)
    if on is None:
        return visit.unknown()
    asked = request.args.getlist("k")
    tokens = list(dict.fromkeys(found for text in asked[: 2 * CLASSES_MOST] if (found := _token_of(text))))[:CLASSES_MOST]
    path = url_for("notices.joined_day", day=day) if day else url_for("notices.joined")
    if asked != tokens and any(text.strip() and text not in tokens for text in asked):  # a pasted link, a doubled class: to the page's own address
        wrong = [("wrong", "1")] if any(text.strip() and not _token_of(text) for text in asked) else []
        return _to(path, [*_pairs(tokens), *wrong, *visit.look.pairs])
    fixed = _pairs(tokens) + ([("wrong", "1")] if request.args.get("wrong") else [])

    def make() -> bytes:
        links = [(token, visit.links.by_token.get(token)) for token in tokens]
        notices = [(token, services.day_notice(house=visit.house, one=link.one, day=on, now=visit.now) if link else None) for token, link in links]
        without = {token: urlencode([*_pairs([other for other in tokens if other != token]), *visit.look.pairs]) for token in tokens}
        return visit.page("joined", url_for("notices.joined"), here=f"/{day}" if day else "", fixed=_pairs(tokens), at=on, today=visit.today,
                          notices=notices, tokens=tokens, without=without, wrong=bool(request.args.get("wrong")), room=len(tokens) < CLASSES_MOST)

    # what anybody can make up takes no room from the pages that families read
    return visit.answer(path, make, fixed=fixed, keep=all(token in visit.links.by_token for token in tokens))


def _pairs(tokens: list[str]) -> list[tuple[str, str]]:
    return [("k", token) for token in tokens]


def _to(path: str, pairs: list[tuple[str, str]]) -> Response:
    answer = redirect(f"{path}?{urlencode(pairs)}", 302)
    answer.headers["Cache-Control"] = "no-store"
    return answer  # type: ignore[return-value]


def _token_of(text: str) -> str:
    """The link's secret in what was pasted: a whole address, or the secret alone; '' where there is none."""
    found = _TOKEN.search(text)
    return found[1] if found else text.strip() if _BARE.fullmatch(text.strip()) else ""
