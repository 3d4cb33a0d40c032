"""The parents' notice links: each role sees its own classes, office and administrator renew them."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from schoolapp.rules.permits import Permit
from schoolapp.services import notices
from schoolapp.services import people as services
from schoolapp.web import gate
from schoolapp.web.addresses import number, year
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.web.people import door


@door.get("/people/links")
@needs(Permit.SEE_LINKS)
def links() -> Any:
    lines = services.list_links(house=gate.house(), actor=gate.actor(), now=gate.now(), year=request.args.get("year", type=year))
    base = gate.house().config.public_url
    return page(
        "people/links.html",
        lines=lines,
        base=base or request.url_root.rstrip("/"),
        public_url=base,
        may_renew=any(one.renewable for one in lines),
    )


@door.get("/people/links/<int:class_id>/poster.pdf")
@needs(Permit.SEE_LINKS)
def link_poster(class_id: int) -> Any:
    """The poster with the code of the class's link, to print and hang up."""
    found = notices.poster_of_class(house=gate.house(), actor=gate.actor(), class_id=class_id, lang=lang(), now=gate.now())
    return Response(found, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="poster-{class_id}.pdf"'})


@door.post("/people/links/<int:class_id>/renew")
@needs(Permit.RENEW_LINKS)
def link_renew(class_id: int) -> Any:
    generation = request.form.get("generation", type=number) or 0
    services.renew_link(house=gate.house(), actor=gate.actor(), class_id=class_id, generation=generation, now=gate.now())
    return back_to("people.links", text=_("链接已更换，旧链接和旧二维码已失效，请把新的发给家长"))
