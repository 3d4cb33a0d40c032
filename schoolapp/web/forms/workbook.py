"""The form of the workbook import: one file. What is in it is judged by the services."""

from __future__ import annotations

from typing import Any

from wtforms import FileField, Form, ValidationError

from schoolapp.web.language import _, _l


class UploadForm(Form):
    """The chosen file; `file.data` is what the browser sent."""

    file = FileField(_l("学校工作簿（.xlsx）"))

    def validate_file(self, field: Any) -> None:
        if not field.data or not getattr(field.data, "filename", ""):
            raise ValidationError(_("请选择填好的工作簿"))
