"""The form of sampled time: hands up per band, or number and mean. Shapes only; what can be a sample is decided by the use case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, RadioField

from schoolapp.rules.names import read_tenths
from schoolapp.rules.sampling import Band
from schoolapp.services.sampling import Shown
from schoolapp.web.forms.fields import Form, TypedField, WholeField, options
from schoolapp.web.language import _, _l
from schoolapp.words import N_, format_number

BANDS_MOST = 7


class MeanField(TypedField):
    """Mean minutes with at most one decimal, kept as tenths; None where nothing was typed."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.render_kw = {"inputmode": "decimal", "autocomplete": "off"}

    def read(self, text: str) -> Any:
        return read_tenths(text, (N_("分钟"), N_("分")))

    def wrong(self) -> str:
        return _("请填写分钟数，最多一位小数，例如 42.5")

    def shown(self, value: Any) -> str:
        return format_number("zh", value / 10)


class _Hands(Form):
    """The part without the bands."""

    subject = RadioField(_l("学科"), choices=[], validate_choice=False, default="")
    asked = WholeField(_l("问到几人"))
    mean = MeanField(_l("平均用时"))
    seen = HiddenField()


def _with_bands() -> type[_Hands]:
    parts: dict[str, Any] = {f"h{n}": WholeField("") for n in range(BANDS_MOST)}
    return type("HandsForm", (_Hands,), {"__doc__": "Hands per band (h0, h1 ...), number and mean, the subject where one is asked for.", **parts})


HandsForm = _with_bands()


def band_words(band: Band) -> str:
    """16–30 分钟, 超过 90 分钟."""
    if band.high is None:
        return _("超过 %(n)s 分钟", n=band.low - 1)
    return _("%(low)s–%(high)s 分钟", low=band.low, high=band.high)


def hands_form(posted: Any, bands: Sequence[Band], subjects: Sequence[str] = (), *, shown: Shown | None = None) -> Any:
    """The form for these bands, filled with what stands where nothing was posted."""
    values: dict[str, Any] = {"seen": shown.stamp if shown else "", "subject": shown.subject if shown else ""}
    if shown is not None and shown.hands and tuple(band for band, _n in shown.hands) == tuple(bands):
        values |= {f"h{n}": count or None for n, (_band, count) in enumerate(shown.hands)}
    elif shown is not None:
        values |= {"asked": shown.sample.asked, "mean": shown.sample.mean_tenths}
    form = HandsForm(posted, data=values)
    for n in range(BANDS_MOST):
        if n < len(bands):
            form[f"h{n}"].label.text = band_words(bands[n])
        else:
            del form[f"h{n}"]
    form["subject"].choices = options((name, _(name)) for name in subjects)
    return form


def hands_of(form: Any, bands: Sequence[Band]) -> list[int | None]:
    return [form[f"h{n}"].data for n in range(len(bands))]
