"""The form of the after-school service: a session held or cancelled, with heads by class. Shapes only; programmes have a form of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import Any

from wtforms import FileField, HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField

from schoolapp.rules.names import fold, read_whole
from schoolapp.rules.session_heads import Finished, SessionHeads
from schoolapp.services.afterschool import RoomClass, SessionDraft, SessionForm, Upload
from schoolapp.services.afterschool.choices import CANCEL_REASONS, CONTENTS, SESSION_REASONS, joined, parted
from schoolapp.web.addresses import number_or
from schoolapp.web.forms.fields import ClockField, Form, TextField, WholeField, options
from schoolapp.web.language import _, _l
from schoolapp.words import N_

FULL, PART, CANCELLED = "full", "part", "cancelled"
FINISHED = {Finished.MOST: N_("多数"), Finished.HALF: N_("约一半"), Finished.FEW: N_("少数")}
ACCEPTED = "image/jpeg,image/png,application/pdf,.docx"


def minutes_of(value: time | None) -> int:
    """Minutes after midnight; -1 where the field holds no time."""
    return -1 if value is None else value.hour * 60 + value.minute


def time_of(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


@dataclass(slots=True)
class HeadsRow:
    """The fields of one class: `class` (is it here), `e<id>`, `p<id>` (heads as typed), `f<id>` (how far they got)."""

    shown: RoomClass
    here: bool
    expected: str
    present: str
    finished: str
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return self.shown.one.id

    def heads(self, name: str) -> int | None:
        """What was typed, as a number; None where nothing was, or where it is none (then it stands among the errors)."""
        text = fold(self.expected if name == "expected" else self.present)
        found = read_whole(text, ("人",)) if text else None
        if text and found is None and _("请填写整数") not in self.errors.get(name, []):
            self.errors.setdefault(name, []).append(_("请填写整数"))
        return found


class SessionFields(Form):
    """One session. `full`: everybody who was expected came. `seen` = the clauses that the page has shown under the content."""

    held = RadioField(_l("到场"), choices=[], default=FULL)
    expected = WholeField(_l("应到"))
    present = WholeField(_l("实到"))
    start = ClockField(_l("开始"))
    end = ClockField(_l("结束"))
    room = TextField(_l("地点"))
    topics = SelectMultipleField(_l("做了什么"), choices=[], validate_choice=False)
    content = TextAreaField(_l("补充说明"))
    content_reason = SelectField(_l("确要保留原来的写法，请选择理由"), choices=[], validate_choice=False)
    seen = HiddenField()
    cause = RadioField(_l("为什么没开展"), choices=[], validate_choice=False)
    reason = TextField(_l("原因说明"))
    staff_id = SelectField(_l("值班教师"), coerce=int, choices=[], validate_choice=False)
    assistants = SelectMultipleField(_l("协助教师"), coerce=int, choices=[], validate_choice=False)
    helper = SelectField(_l("再加一位协助教师"), choices=[], validate_choice=False)
    finished_all = RadioField(_l("各班在校完成作业"), choices=[], validate_choice=False)
    decision = TextField(_l("依据"))
    decision_file = FileField(_l("附件"))
    why = TextField(_l("更正原因"))

    def __init__(self, posted: Any, shown: SessionForm, **values: Any) -> None:
        super().__init__(posted, **values)
        self.shown = shown
        # Who filled in class by class keeps it so, though somebody has logged the session in sums meanwhile.
        self.by_class = shown.by_class or (posted is not None and "rooms" in posted and shown.helps)
        count = _("按班填人数") if self.by_class else _("按人数填")
        ways = [(FULL, _("全到")), (PART, count), (CANCELLED, _("没开展"))]
        if not shown.begun and shown.logged is None:  # what has not begun can only be called off
            ways, self.held.data = ways[-1:], CANCELLED
        self.held.choices = options(ways)
        known = CONTENTS[shown.category]
        self.topics.choices = options((text, _(text)) for text in (*known, *(t for t in shown.contents if t not in known)))
        self.content_reason.choices = options([("", _("请选择")), *((text, _(text)) for text in SESSION_REASONS)])
        self.cause.choices = options((text, _(text)) for text in CANCEL_REASONS)
        people = [(one.id, f"{one.name}（{_('%(name)s值班', name=one.busy)}）" if one.busy else one.name) for one in shown.staff]
        gone = [] if shown.staff_id in {one for one, _name in people} else [(shown.staff_id, shown.names.get(shown.staff_id, ""))]
        self.staff_id.choices = options([*people, *gone])
        self.assistants.choices = options((one, shown.names.get(one, "")) for one in shown.helpers)
        self.helper.choices = options([("", _("不加")), *((str(one), name) for one, name in people)])
        self.finished_all.choices = options((band.value, _(word)) for band, word in FINISHED.items())
        self.rows = [_posted_row(posted, one) if posted is not None else _fresh_row(one) for one in shown.classes]

    @property
    def is_held(self) -> bool:
        return bool(self.held.data != CANCELLED)

    @property
    def here(self) -> list[HeadsRow]:
        """The classes in the room."""
        return [row for row in self.rows if row.here]

    @property
    def text(self) -> str:
        """The content as it is kept."""
        known = [choice.value for choice in self.topics.choices]
        return joined([text for text in known if text in (self.topics.data or [])], self.content.data or "")

    @property
    def times(self) -> tuple[int, int]:
        return minutes_of(self.start.data), minutes_of(self.end.data)

    def heads(self) -> tuple[SessionHeads, ...]:
        """Heads by class: of every class in the room where they are asked class by class, else of those that were filled in."""
        if not self.is_held:
            return ()
        full, found = self.held.data == FULL, []
        rows = self.here if self.by_class else [row for row in self.rows if row.expected or row.present]
        for row in rows:
            expected = row.heads("expected")
            finished = row.finished or (self.finished_all.data if self.shown.asks_finished and self.finished_all.data not in (None, "None") else "")
            band = Finished(finished) if finished in set(Finished) else None
            found.append(SessionHeads(row.id, expected, expected if full else row.heads("present"), band))
        return tuple(found)

    def totals(self) -> tuple[int | None, int | None]:
        """(expected, present) as typed; of the classes where they are asked class by class."""
        rows = self.heads()
        if rows:
            expected = [row.expected or 0 for row in rows]
            return sum(expected), sum(row.present or 0 for row in rows)
        return self.expected.data, self.expected.data if self.held.data == FULL else self.present.data

    def draft(self) -> SessionDraft:
        """What was filled in, as the use case takes it."""
        start, end = self.times
        shown = self.shown
        kept_place = not shown.unplanned or (shown.logged is not None and shown.logged.planned_start is not None)
        chosen = self.assistants.data or []
        added = number_or(self.helper.data, 0)
        heads = self.heads()
        expected, present = self.totals()
        return SessionDraft(
            self.is_held, start, end, expected, present, self.text,
            joined([self.cause.data] if self.cause.data in CANCEL_REASONS else [], self.reason.data or ""), self.staff_id.data or 0, heads,
            shown.place if kept_place else None, self.room.data or "", tuple(dict.fromkeys([*chosen, *([added] if added else [])])),
            self.decision.data or "", self.content_reason.data or "")

    def upload(self) -> Upload | None:
        """The file that was chosen, as the browser sent it."""
        chosen = self.decision_file.data
        return Upload(chosen.read(), chosen.filename) if hasattr(chosen, "read") and getattr(chosen, "filename", "") else None

    def shape_errors(self) -> bool:
        """Whether anything typed cannot be read at all."""
        self.heads()
        return not self.validate() or any(row.errors for row in self.rows)


def _posted_row(posted: Any, shown: RoomClass) -> HeadsRow:
    one = shown.one.id
    here = str(one) in posted.getlist("class") if "rooms" in posted else shown.here
    return HeadsRow(shown, here, posted.get(f"e{one}", "").strip()[:10], posted.get(f"p{one}", "").strip()[:10], posted.get(f"f{one}", ""))


def _fresh_row(shown: RoomClass) -> HeadsRow:
    expected, present = ("" if heads is None else str(heads) for heads in (shown.expected, shown.present))
    return HeadsRow(shown, shown.here, expected, present, shown.finished.value if shown.finished else "")


def first_values(shown: SessionForm) -> dict[str, Any]:
    """What the form starts with: the plan, or what is logged already."""
    one = shown.logged
    start, end = (one.start, one.end) if one else shown.planned
    held = FULL if one is None or (one.held and one.present == one.expected) else PART if one.held else CANCELLED
    cause, reason = parted(one.reason, CANCEL_REASONS) if one else ((), "")
    return {
        "held": held, "start": time_of(start), "end": time_of(end), "expected": shown.expected,
        "present": one.present if one and one.held else shown.expected, "topics": list(shown.contents), "content": shown.words,
        "content_reason": (one.content_reason if one else None) or "", "cause": cause[0] if cause else None, "reason": reason,
        "staff_id": shown.staff_id, "assistants": list(shown.helpers), "room": (one.room if one else None) or shown.programme.room,
        "decision": (one.decision if one else None) or "",
    }
