"""Bringing a school workbook in: upload, what it would do, confirm, result. Reading and judging stand in the services."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, redirect, request, send_file, url_for
from werkzeug.datastructures import CombinedMultiDict

from schoolapp.rules.permits import Permit
from schoolapp.services import workbook as services
from schoolapp.web import gate
from schoolapp.web.forms.workbook import UploadForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page

door = Blueprint("workbook", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED = 50


@door.get("/admin/workbook")
@needs(Permit.SET_UP)
def upload() -> Any:
    return _upload_page(UploadForm())


@door.post("/admin/workbook", endpoint="uploaded")
@needs(Permit.SET_UP)
def uploaded() -> Any:
    form = UploadForm(CombinedMultiDict([request.files, request.form]))
    if not form.validate():
        return _upload_page(form, status=400)
    try:
        key = services.take_upload(
            house=gate.house(), actor=gate.actor(), data=form.file.data.read(), name=form.file.data.filename, now=gate.now()
        )
    except services.BadWorkbook as bad:
        form.file.errors = [services.refused_sentence(bad, lang())]
        return _upload_page(form, status=400)
    return redirect(url_for("workbook.check", key=key), 303)


def _upload_page(form: UploadForm, *, status: int = 200) -> Any:
    return page("workbook/upload.html", status=status, form=form, imports=services.list_imports(house=gate.house(), actor=gate.actor()))


@door.get("/admin/workbook/template.xlsx")
@needs(Permit.SET_UP)
def template() -> Any:
    return send_file(BytesIO(services.template_file()), XLSX, as_attachment=True, download_name=_("学校工作簿.xlsx"))


@door.get("/admin/workbook/check/<key>")
@needs(Permit.SET_UP)
def check(key: str) -> Any:
    return _check_page(key, services.preview_upload(house=gate.house(), actor=gate.actor(), key=key, now=gate.now()))


def _check_page(key: str, result: services.ImportResult, *, status: int = 200) -> Any:
    return page(
        "workbook/check.html",
        status=status,
        key=key,
        result=result,
        errors=services.error_lines(result, lang())[:LISTED],
        remarks=services.remark_lines(result, lang()),
    )


@door.get("/admin/workbook/check/<key>/errors.xlsx")
@needs(Permit.SET_UP)
def errors(key: str) -> Any:
    result = services.preview_upload(house=gate.house(), actor=gate.actor(), key=key, now=gate.now())
    return send_file(BytesIO(services.errors_file(result, lang())), XLSX, as_attachment=True, download_name=_("错误表.xlsx"))


@door.post("/admin/workbook/check/<key>", endpoint="confirmed")
@needs(Permit.SET_UP)
def confirmed(key: str) -> Any:
    if request.form.get("do") == "drop":
        services.drop_upload(house=gate.house(), actor=gate.actor(), key=key)
        return back_to("workbook.upload", text=_("没有写入任何数据"), kind="info")
    result = services.write_upload(house=gate.house(), actor=gate.actor(), key=key, now=gate.now())
    if not result.ok:
        return _check_page(key, result, status=409)
    if result.run_id is None:
        return back_to("workbook.upload", text=_("工作簿里没有新内容，系统没有变化"), kind="info")
    return redirect(url_for("workbook.made", run_id=result.run_id), 303)


@door.get("/admin/workbook/made/<int:run_id>")
@needs(Permit.SET_UP)
def made(run_id: int) -> Any:
    return page("workbook/made.html", made=services.get_import(house=gate.house(), actor=gate.actor(), run_id=run_id))
