"""The forms of outside providers: the provider, somebody whom it sends, a paper as a file."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FileField, TextAreaField

from schoolapp.services.providers import PersonDraft, ProviderDraft
from schoolapp.web.forms.fields import DayField, Form, TextField
from schoolapp.web.language import _l


class ProviderFields(Form):
    """A provider on file."""

    name = TextField(_l("机构名称"))
    listed = BooleanField(_l("在区县公布的名单上"))
    list_reference = TextField(_l("名单文号或网址"))
    listed_on = DayField(_l("核对日期"))
    licence = TextField(_l("办学许可证号"))
    licence_until = DayField(_l("许可证有效期至"))
    courses = TextAreaField(_l("课程"))
    fee_standard = TextAreaField(_l("收费标准"))
    fees_published_on = DayField(_l("收费公示日期"))
    contract = TextField(_l("合同"))
    contract_from = DayField(_l("合同开始"))
    contract_until = DayField(_l("合同到期"))
    note = TextAreaField(_l("备注"))
    active = BooleanField(_l("正在合作"), default=True)

    def draft(self) -> ProviderDraft:
        return ProviderDraft(
            self.name.data or "", bool(self.listed.data), self.list_reference.data or "", self.listed_on.data, self.licence.data or "",
            self.licence_until.data, self.courses.data or "", self.fee_standard.data or "", self.fees_published_on.data, self.contract.data or "",
            self.contract_from.data, self.contract_until.data, self.note.data or "", bool(self.active.data))


class PersonFields(Form):
    """Somebody whom a provider sends."""

    name = TextField(_l("姓名"))
    course = TextField(_l("课程"))
    certificate = TextField(_l("资格证书"))
    certificate_until = DayField(_l("证书有效期至"))
    no_crime_on = DayField(_l("无犯罪记录证明日期"))
    active = BooleanField(_l("正在派来"), default=True)

    def draft(self) -> PersonDraft:
        return PersonDraft(self.name.data or "", self.course.data or "", self.certificate.data or "", self.certificate_until.data, self.no_crime_on.data,
                           bool(self.active.data))


class PaperFields(Form):
    """The licence or the contract as a file."""

    file = FileField(_l("选择文件"))

    def upload(self) -> bytes:
        """The bytes of the chosen file, b'' without one."""
        chosen: Any = self.file.data
        return bytes(chosen.read()) if hasattr(chosen, "read") and getattr(chosen, "filename", "") else b""
