"""The form of an answer to a request. Shape checks only; limits stand in services."""

from __future__ import annotations

from wtforms import HiddenField

from schoolapp.web.addresses import number_or
from schoolapp.web.forms.fields import Form, TextField
from schoolapp.words import N_

DECLINE_REASONS = (
    N_("这项作业课上已经留了"),
    N_("内容不能再减"),
    N_("请改天登记，或者改为选做"),
)
LEADER_REASONS = (
    N_("请缩短，或者改为选做"),
    N_("请改天登记"),
    N_("请先和其他学科商量"),
)


class AnswerForm(Form):
    """Yes or no to a request; `answer` = why not, `version` of the item that the page showed."""

    answer = TextField()
    version = HiddenField()

    @property
    def seen(self) -> int:
        return number_or(self.version.data, 0)
