"""The form of a monitoring from outside. Shapes only; what can be noted is decided by the use case."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, TextAreaField

from schoolapp.rules.monitoring import HEADS_MOST, Audience, Monitoring
from schoolapp.rules.names import clean
from schoolapp.services.monitoring import MonitoringRow
from schoolapp.web.forms.fields import DayField, Form, KeyField, TextField, WholeField, between, filled, options
from schoolapp.web.language import _l
from schoolapp.words import N_

AUDIENCE_WORDS = {Audience.FAMILIES: N_("家长填写"), Audience.TEACHERS: N_("教师填写"), Audience.PUPILS: N_("学生填写")}


class MonitoringForm(Form):
    """What is noted of a monitoring."""

    title = TextField(_l("监测名称"), [filled(N_("请填写监测名称"))])
    organiser = TextField(_l("组织单位"), [filled(N_("请填写组织单位"))])
    audience = RadioField(_l("填写对象"), choices=options((one.value, _l(word)) for one, word in AUDIENCE_WORDS.items()))
    start = DayField(_l("开始日期"), [filled(N_("请填写开始日期"))])
    end = DayField(_l("结束日期"), [filled(N_("请填写结束日期"))])
    invited = WholeField(_l("应填人数"), [filled(N_("请填写应填人数")), between(1, HEADS_MOST)])
    completed = WholeField(_l("完成人数"), [between(0, HEADS_MOST)])
    results = TextAreaField(_l("结果"))
    version = HiddenField()
    request_key = KeyField()

    def noted(self) -> Monitoring:
        """What was typed, of a form that has the right shape."""
        results = "\n".join(line for line in map(clean, (self.results.data or "").splitlines()) if line)
        return Monitoring(self.title.data or "", self.organiser.data or "", Audience(self.audience.data), self.start.data, self.end.data,
                          self.invited.data, self.completed.data, results)


def form_of(row: MonitoringRow) -> MonitoringForm:
    """The form filled with what stands."""
    names = ("title", "organiser", "audience", "start", "end", "invited", "completed", "results")
    return MonitoringForm(data={**{name: getattr(row, name) for name in names}, "version": str(row.version)})
