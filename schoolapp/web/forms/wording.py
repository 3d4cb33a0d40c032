"""Forms of wording: words that a school adds, rules and phrases that it silences, and a sentence to try. Shapes only."""

from __future__ import annotations

import secrets

from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectField, TextAreaField

from schoolapp.rules.homework import Kind
from schoolapp.rules.people import GRADES
from schoolapp.rules.wording import HitLevel
from schoolapp.services.wording import CLAUSE_WORDS
from schoolapp.web.forms.fields import Form, KeyField, TextField, filled, options
from schoolapp.web.language import _l
from schoolapp.words import N_

SESSION = "session"
_CLAUSES = [(code, _l(word)) for code, word in CLAUSE_WORDS.items()]
_BESIDE = "silence-"  # two forms of one page: their fields have names of their own
_LEVELS = [(HitLevel.BLOCK.value, _l("发布要写理由")), (HitLevel.WARN.value, _l("只作提示"))]


class AddForm(Form):
    """Words that the rules look for here."""

    words = TextField(_l("词句"), [filled(N_("请填写词句"))])
    clause = SelectField(_l("属于"), choices=options(_CLAUSES))
    level = RadioField(_l("程度"), choices=options(_LEVELS), default=HitLevel.WARN.value)
    hint = TextField(_l("说明"), [filled(N_("请写明为什么不合适"))])
    safer = TextField(_l("建议写法"), [filled(N_("请填写可以怎样写"))])
    request_key = KeyField()


class SilenceForm(Form):
    """A built-in rule, or a phrase that is fine here, with the reason. The view sets the choices of `rule`."""

    rule = SelectField(_l("停用哪条规则"), choices=[], default="")
    words = TextField(_l("或者：认可的词句"))
    reason = TextField(_l("理由"), [filled(N_("请写明理由"))])
    request_key = KeyField()

    @classmethod
    def fresh(cls, rule: str = "") -> SilenceForm:
        return cls(data={"rule": rule, "request_key": secrets.token_urlsafe(24)}, prefix=_BESIDE)

    @classmethod
    def posted(cls, form: MultiDict[str, str]) -> SilenceForm:
        return cls(form, prefix=_BESIDE)


class TryForm(Form):
    """A sentence to try."""

    text = TextAreaField(_l("句子"))
    grade = SelectField(_l("年级"), coerce=int, choices=[], default=3)
    kind = SelectField(_l("类型"), choices=options([*((k.value, _l(k.value)) for k in Kind), (SESSION, _l("课后服务内容"))]), default=Kind.WRITTEN.value)

    @property
    def session(self) -> bool:
        return bool(self.kind.data == SESSION)

    def chosen_kind(self) -> Kind:
        return Kind(self.kind.data) if self.kind.data in set(Kind) else Kind.WRITTEN

    def chosen_grade(self) -> int:
        return self.grade.data if self.grade.data in GRADES else 3
