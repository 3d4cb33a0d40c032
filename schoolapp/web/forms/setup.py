"""The forms of the first set-up: token, language, administrator, workbook. Only shapes are checked here."""

from __future__ import annotations

from typing import Any

from wtforms import FileField, Form, PasswordField, RadioField, SelectChoice, StringField, ValidationError

from schoolapp import words
from schoolapp.web.language import _, _l


class TokenForm(Form):
    token = StringField(_l("设置口令"))

    def validate_token(self, field: Any) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("请填写设置口令"))


class LanguageForm(Form):
    language = RadioField(
        _l("系统首先使用的语言"),
        choices=[SelectChoice(*pair) for pair in words.LANGUAGES.items()],
        default=words.DEFAULT,
        validate_choice=False,
    )

    def validate_language(self, field: Any) -> None:
        if field.data not in words.LANGUAGES:
            raise ValidationError(_("请选择一种语言"))


class AdministratorForm(Form):
    """Who sets the school up. Whether the password is good enough is judged by the services."""

    number = StringField(_l("工号"))
    name = StringField(_l("姓名"))
    password = PasswordField(_l("密码"))
    again = PasswordField(_l("再输一次"))

    def validate_number(self, field: Any) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("请填写工号"))

    def validate_name(self, field: Any) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("请填写姓名"))

    def validate_password(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("请填写密码"))

    def validate_again(self, field: Any) -> None:
        if self.password.data and field.data != self.password.data:
            raise ValidationError(_("两次输入的密码不一样"))


class WorkbookForm(Form):
    file = FileField(_l("学校工作簿（.xlsx）"))

    def validate_file(self, field: Any) -> None:
        if not field.data or not getattr(field.data, "filename", ""):
            raise ValidationError(_("请选择填好的工作簿"))
