"""Long work in the browser: the list with how each run ended, and one job's progress, which renews itself without a script."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from schoolapp.rules.permits import Permit
from schoolapp.services import jobs as services
from schoolapp.web import gate
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

door = Blueprint("jobs", __name__)

AGAIN_SECONDS = 2
# Where a kind of job leads when it is done, and with which words: (endpoint, words, permit that it asks for).
RESULTS = {"pack": ("packs.show", N_("去看佐证材料包"), Permit.SEE_PACKS)}


@door.get("/jobs")
@needs(Permit.SEE_JOBS)
def show() -> Any:
    house, actor = gate.house(), gate.actor()
    found = services.list_jobs(house=house, actor=actor, now=gate.now())
    return page("jobs/show.html", jobs=found, plan=services.list_plan(house=house, actor=actor), STATE=services.STATE_WORDS)


@door.get("/jobs/<int:job_id>")
@needs(Permit.SIGNED_IN)
def one(job_id: int) -> Any:
    job = services.get_job(house=gate.house(), actor=gate.actor(), job_id=job_id, now=gate.now())
    endpoint, words, permit = RESULTS.get(job.kind, ("", "", Permit.SIGNED_IN))
    lead_on = (url_for(endpoint), _(words)) if endpoint and gate.actor().may(permit) else None
    return page("jobs/one.html", job=job, lead_on=lead_on, again=AGAIN_SECONDS if job.under_way else 0, STATE=services.STATE_WORDS)


@door.post("/jobs/<int:job_id>/stop")
@needs(Permit.SIGNED_IN)
def stop(job_id: int) -> Any:
    services.cancel(house=gate.house(), actor=gate.actor(), job_id=job_id, now=gate.now())
    return back_to("jobs.one", job_id=job_id)
