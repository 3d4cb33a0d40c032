"""Forms of questionnaires: opening one, the sheet's choices, a class's tally. Shapes only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wtforms import RadioField, SelectField, SelectMultipleField

from schoolapp.rules.names import fold, read_whole
from schoolapp.rules.surveys import Question, SurveyKind
from schoolapp.services.surveys import SurveyDraft
from schoolapp.web.forms.fields import DayField, Form, KeyField, TextField, filled, options
from schoolapp.web.language import _l
from schoolapp.words import N_

KIND_WORDS = {
    SurveyKind.PARENTS: N_("家长"), SurveyKind.PUPILS: N_("学生（纸质）"), SurveyKind.TEACHERS: N_("教师"), SurveyKind.PROGRAMME: N_("一个课后服务项目"),
}


class SurveyForm(Form):
    """What a new questionnaire is."""

    kind = RadioField(_l("问谁"))
    programme = SelectField(_l("课后服务项目"), validate_choice=False)
    grades = SelectMultipleField(_l("年级"), validate_choice=False)
    title = TextField(_l("问卷名称"), [filled(N_("请填写问卷名称"))])
    closes_on = DayField(_l("截止日期"), [filled(N_("请填写截止日期"))])
    request_key = KeyField()

    def offers(self, kinds: Iterable[SurveyKind], grades: Iterable[tuple[int, str]], programmes: Iterable[tuple[int, str]]) -> SurveyForm:
        """The form with what may be chosen."""
        kinds = list(kinds)
        self.kind.choices = options((kind.value, _l(KIND_WORDS[kind])) for kind in kinds)
        if self.kind.data is None and kinds:
            self.kind.data = kinds[0].value
        self.grades.choices = [(str(grade), name) for grade, name in grades]
        self.programme.choices = [("", "—"), *((str(programme_id), name) for programme_id, name in programmes)]
        return self

    def draft(self) -> SurveyDraft:
        grades = tuple(sorted({int(g) for g in self.grades.data or () if g.isascii() and g.isdigit() and len(g) <= 2}))
        programme = self.programme.data or ""
        return SurveyDraft(SurveyKind(self.kind.data), self.title.data or "", self.closes_on.data, grades,
                           int(programme) if programme.isascii() and programme.isdigit() and len(programme) <= 9 else None)


class TypedTally:
    """A tally as it was typed: what cannot be read stays in its field. `faults`: (field, code)."""

    def __init__(self, form: Mapping[str, str], questions: Iterable[Question]) -> None:
        self.typed: dict[str, str] = {"answered": form.get("answered", "")}
        self.faults: list[tuple[str, str]] = []
        self.answered = self._read("answered", form, required=True)
        self.counts = {}
        for question in questions:
            names = [f"{question.code}-{place}" for place in range(len(question.options))]
            self.counts[question.code] = tuple(self._read(name, form) for name in names)

    def _read(self, name: str, form: Mapping[str, str], *, required: bool = False) -> int:
        text = fold(form.get(name, "")[:20])
        self.typed[name] = form.get(name, "")[:20]
        value = read_whole(text, ("人", "份")) if text else 0
        if value is None or (required and not text):
            self.faults.append((name, "required" if not text else "number"))
        return value or 0
