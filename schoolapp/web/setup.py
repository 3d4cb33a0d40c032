"""The first run in the browser: a token that the server printed opens five steps, at whose end the school stands."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, current_app, redirect, request, send_file, url_for
from werkzeug.datastructures import CombinedMultiDict

from schoolapp.rules.permits import NotFound, Permit
from schoolapp.services import setup as services
from schoolapp.services import workbook as workbook_services
from schoolapp.services.login import BadPassword
from schoolapp.services.school import has_school
from schoolapp.web import gate
from schoolapp.web.forms.setup import AdministratorForm, LanguageForm, TokenForm, WorkbookForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import page
from schoolapp.words import N_

door = Blueprint("setup", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED = 50
COOKIE, COOKIE_SECONDS = "setup", 86_400
PASSWORD_WORDS = {
    "short": N_("密码至少 8 位，可以用一句话或几个词"),
    "long": N_("密码最多 200 位"),
    "common": N_("这个密码太常见，容易被猜中，请换一个"),
    "same": N_("密码不能是工号、姓名或常见词，请换一个"),
}
PERSON_WORDS = {
    "number": N_("工号由字母、数字组成，不超过 32 个字"),
    "name": N_("姓名不超过 40 个字，不能只写数字"),
}


@door.errorhandler(services.SetupRefused)
def refused(error: services.SetupRefused) -> Any:
    """The plain page of a closed set-up: where the token is found, or that the school stands."""
    if error.code == "done":
        return page("setup/closed.html", status=410)
    return _token_page(TokenForm(), error)


def _token_page(form: TokenForm, error: services.SetupRefused | None = None, *, status: int = 403) -> Any:
    return page("setup/token.html", status=status, form=form, error=error)


def _session() -> str:
    return request.cookies.get(gate.cookie_name(COOKIE), "")


def _state() -> services.SetupState:
    return services.setup_state(house=gate.house(), session=_session())


@door.get("/setup")
@needs(Permit.PUBLIC)
def enter() -> Any:
    """With `?token=` the steps open; without, where they stand in this browser, else the page that asks for the token."""
    if "token" in request.args:
        return _open(request.args["token"])
    if has_school(house=gate.house()):
        raise services.SetupRefused("done")
    try:
        state = _state()
    except services.SetupRefused:
        return _token_page(TokenForm(), status=200)
    return redirect(url_for(_STEPS[state.step - 1]))


@door.post("/setup", endpoint="entered")
@needs(Permit.PUBLIC)
def entered() -> Any:
    form = TokenForm(request.form)
    if not form.validate():
        return _token_page(form, status=400)
    return _open(form.token.data or "")


def _open(token: str) -> Any:
    session = services.open_setup(house=gate.house(), token=token[:100], address=gate.address(), now=gate.now())
    state = services.setup_state(house=gate.house(), session=session)
    response = redirect(url_for(_STEPS[state.step - 1]), 303)  # the token does not stay in the address
    gate.set_cookie(response, COOKIE, session, COOKIE_SECONDS)
    return response


_STEPS = ("setup.language", "setup.administrator", "setup.workbook", "setup.check")


@door.get("/setup/language")
@needs(Permit.PUBLIC)
def language() -> Any:
    state = _state()
    return page("setup/language.html", form=LanguageForm(language=state.language or lang()))


@door.post("/setup/language", endpoint="language_posted")
@needs(Permit.PUBLIC)
def language_posted() -> Any:
    _state()
    form = LanguageForm(request.form)
    if not form.validate():
        return page("setup/language.html", status=400, form=form)
    services.choose_language(house=gate.house(), session=_session(), language=form.language.data)
    return redirect(url_for("setup.administrator", lang=form.language.data), 303)


@door.get("/setup/administrator")
@needs(Permit.PUBLIC)
def administrator() -> Any:
    state = _state()
    return page("setup/administrator.html", form=AdministratorForm(number=state.number, name=state.name))


@door.post("/setup/administrator", endpoint="administrator_posted")
@needs(Permit.PUBLIC)
def administrator_posted() -> Any:
    _state()
    form = AdministratorForm(request.form)
    if form.validate():
        try:
            services.choose_administrator(
                house=gate.house(),
                session=_session(),
                number=form.number.data or "",
                name=form.name.data or "",
                password=form.password.data or "",
            )
            return redirect(url_for("setup.workbook"), 303)
        except BadPassword as bad:
            form.password.errors = [_(PASSWORD_WORDS[bad.code])]
        except services.BadPerson as bad:
            form[bad.code].errors = [_(PERSON_WORDS[bad.code])]
    return page("setup/administrator.html", status=400, form=form)


@door.get("/setup/workbook")
@needs(Permit.PUBLIC)
def workbook() -> Any:
    if _state().step < 3:
        return redirect(url_for("setup.enter"))
    return page("setup/workbook.html", form=WorkbookForm())


@door.post("/setup/workbook", endpoint="workbook_posted")
@needs(Permit.PUBLIC)
def workbook_posted() -> Any:
    if _state().step < 3:
        return redirect(url_for("setup.enter"), 303)
    form = WorkbookForm(CombinedMultiDict([request.files, request.form]))
    if not form.validate():
        return page("setup/workbook.html", status=400, form=form)
    try:
        services.take_workbook(
            house=gate.house(), session=_session(), data=form.file.data.read(), name=form.file.data.filename, now=gate.now()
        )
    except workbook_services.BadWorkbook as bad:
        form.file.errors = [workbook_services.refused_sentence(bad, lang())]
        return page("setup/workbook.html", status=400, form=form)
    return redirect(url_for("setup.check"), 303)


@door.get("/setup/workbook/template.xlsx")
@needs(Permit.PUBLIC)
def template() -> Any:
    _state()
    return send_file(BytesIO(workbook_services.template_file()), XLSX, as_attachment=True, download_name=_("学校工作簿.xlsx"))


@door.get("/setup/check")
@needs(Permit.PUBLIC)
def check() -> Any:
    try:
        result = services.preview(house=gate.house(), session=_session(), now=gate.now())
    except NotFound:  # never uploaded, or an hour ago
        return redirect(url_for("setup.workbook"))
    return _check_page(result)


def _check_page(result: workbook_services.ImportResult, *, status: int = 200) -> Any:
    return page(
        "setup/check.html",
        status=status,
        result=result,
        errors=workbook_services.error_lines(result, lang())[:LISTED],
        remarks=workbook_services.remark_lines(result, lang()),
        administrator=_state(),
    )


@door.get("/setup/check/errors.xlsx")
@needs(Permit.PUBLIC)
def errors() -> Any:
    result = services.preview(house=gate.house(), session=_session(), now=gate.now())
    return send_file(BytesIO(workbook_services.errors_file(result, lang())), XLSX, as_attachment=True, download_name=_("错误表.xlsx"))


@door.post("/setup/check", endpoint="confirmed")
@needs(Permit.PUBLIC)
def confirmed() -> Any:
    try:
        result = services.finish(house=gate.house(), session=_session(), now=gate.now())
    except NotFound:
        return redirect(url_for("setup.workbook"), 303)
    if not result.ok:
        return _check_page(result, status=409)
    response = redirect(url_for("setup.done"), 303)
    gate.drop_cookie(response, COOKIE)
    return response


@door.get("/setup/done")
@needs(Permit.PUBLIC)
def done() -> Any:
    """What comes next. Nothing here is secret: it only leads to the login."""
    if not has_school(house=gate.house()):
        return redirect(url_for("setup.enter"))
    slips = "people.slips" if "people.slips" in current_app.view_functions else "today.show"
    return page(
        "setup/done.html",
        next_url=url_for("login.enter", next=url_for(slips)) if slips in current_app.view_functions else url_for("login.enter"),
    )
