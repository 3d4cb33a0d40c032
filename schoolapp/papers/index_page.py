"""The pack's index.html: opens offline, without script; gaps first, then the figures and every content file with its hash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from schoolapp.papers.facts import Figure, PackFacts
from schoolapp.papers.ledgers import school_moment
from schoolapp.papers.tables import ledger_labels
from schoolapp.words import gettext

_STYLE = """
:root{color-scheme:light dark;--ink:#13242a;--soft:#42545a;--line:#d8e1e0;--ground:#fff;--sunken:#eaf0ef;--accent:#0b5c65}
@media(prefers-color-scheme:dark){:root{--ink:#e9f0f0;--soft:#b3c2c5;--line:#2c3b3f;--ground:#162124;--sunken:#2a3a40;--accent:#74c7cb}}
body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.65 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:60rem;margin:0 auto;padding:24px 16px 48px}
h1{font-size:28px;line-height:1.3;margin:0 0 4px}
h2{font-size:20px;margin:36px 0 8px;border-bottom:2px solid var(--accent);padding-bottom:4px}
p{margin:8px 0}.soft{color:var(--soft);font-size:14px}dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:16px 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;vertical-align:top;padding:8px 12px 8px 0;border-bottom:1px solid var(--line)}
th{font-weight:600;color:var(--soft);white-space:nowrap}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
code{font:13px/1.5 ui-monospace,Consolas,monospace;overflow-wrap:anywhere}a{color:var(--accent)}
.none{background:var(--sunken);padding:12px 16px;border-radius:8px}
@media print{body{font-size:12px}a{color:inherit;text-decoration:none}tr{break-inside:avoid}}
""".strip()


class FileEntry(NamedTuple):
    """A file of the pack: path, length in bytes, SHA-256 in hex, the name that an attached file was handed in with."""

    path: str
    size: int
    sha256: str
    original: str = ""


class Missing(NamedTuple):
    """Something that the pack does not hold, and why."""

    what: str
    why: str


def grouped(fingerprint: str) -> str:
    """A fingerprint as people compare it: sixteen groups of four."""
    return " ".join(fingerprint[at:at + 4] for at in range(0, len(fingerprint), 4))


def _number(value: int | float | None) -> str:
    if value is None:
        return "—"
    return str(int(value)) if float(value).is_integer() else str(value)


def _table(heads: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]]) -> str:
    """`heads`: words and whether the column holds figures. Cells are HTML."""
    first = "".join(f'<th scope="col"{" class=n" if figures else ""}>{escape(words)}</th>' for words, figures in heads)

    def line(row: Sequence[str]) -> str:
        return "<tr>" + "".join(f"<td{' class=n' if heads[place][1] else ''}>{cell}</td>" for place, cell in enumerate(row)) + "</tr>"

    body = "\n".join(map(line, rows))
    return f'<div class="scroll"><table><thead><tr>{first}</tr></thead><tbody>\n{body}\n</tbody></table></div>'


def _figure_row(figure: Figure) -> tuple[str, ...]:
    value = f"{figure.value:.2%}" if figure.share and figure.value is not None else f"{_number(figure.value)} {figure.unit}".strip()
    return (escape(figure.label), escape(value), _number(figure.numerator),
            _number(figure.denominator), str(figure.missing))


def _contents(lang: str, entry: FileEntry) -> str:
    labels = ledger_labels(lang)
    stem = entry.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if entry.path == "ledgers.xlsx":
        return gettext(lang, "台账（每类一张工作表）")
    if entry.path == "figures.json":
        return gettext(lang, "全部数字及其分子、分母、期间、缺项与来源")
    if entry.path.startswith("data/"):
        return gettext(lang, "%(title)s（CSV）", title=labels.get(stem, stem))
    if entry.path.startswith("charts/"):
        return gettext(lang, "图表")
    return entry.original


def index_page(facts: PackFacts, files: Sequence[FileEntry], missing: Sequence[Missing], fingerprint: str) -> bytes:
    """The page. `files`: the content files in the pack's order; `fingerprint`: of the key that signs the manifest."""
    lang = facts.lang

    def _(words: str, **values: object) -> str:
        return escape(gettext(lang, words, **values))

    title = escape(gettext(lang, "%(school)s　自查佐证材料包", school=facts.school))
    about = [
        (_("期间"), _("%(start)s 至 %(end)s", start=facts.start.isoformat(), end=facts.end.isoformat())),
        (_("数据截至"), escape(facts.due_to.isoformat())),
        (_("学制、区县"), escape("　".join(part for part in (facts.system, facts.district) if part)) or "—"),
        (_("校历"), _("已按国家放假安排确认") if facts.calendar_confirmed else _("部分日期未经国家放假安排确认")),
        (_("应公示班日"), _("%(expected)s，已公示 %(recorded)s，缺 %(missing)s", expected=facts.class_days_expected,
                       recorded=facts.class_days_recorded, missing=facts.class_days_expected - facts.class_days_recorded)),
        (_("生成"), escape(f"{school_moment(facts.made_at):%Y-%m-%d %H:%M:%S}　{facts.made_by}　schoolapp {facts.version}")),
        (_("审计链"), f"{_('第 %(n)s 条', n=facts.audit_number)} <code>{escape(facts.audit_hash)}</code>"),
        (_("每日存证"), _("期间内 %(n)s 天，最近一次 %(day)s", n=len(facts.seals), day=facts.seals[-1].day.isoformat()) if facts.seals else _("期间内没有")),
        (_("签名公钥指纹"), f"<code>{escape(grouped(fingerprint))}</code>"),
    ]
    gap_heads = [(gettext(lang, "缺什么"), False), (gettext(lang, "原因与影响"), False)]
    gaps = (_table(gap_heads, [(escape(row.what), escape(row.why)) for row in missing]) if missing
            else f'<p class="none">{_("没有缺项。")}</p>')
    figures = _table([(gettext(lang, "名称"), False), (gettext(lang, "数值"), True), (gettext(lang, "分子"), True),
                      (gettext(lang, "分母"), True), (gettext(lang, "缺"), True)], map(_figure_row, facts.figures))
    file_heads = [(gettext(lang, "文件"), False), (gettext(lang, "内容"), False), (gettext(lang, "字节"), True), ("SHA-256", False)]
    listed = _table(file_heads, [(f'<a href="{escape(file.path)}">{escape(file.path)}</a>', escape(_contents(lang, file)), str(file.size),
                                  f"<code>{file.sha256}</code>") for file in files])
    check = "".join(f"<li>{words}</li>" for words in (
        _("清单 manifest.json 列出每个文件的长度与 SHA-256，manifest.sig 是对清单的 Ed25519 签名。"),
        f"{_('整体核验：')}<code>schoolapp verify FILE.zip</code>{_('，并把显示的指纹与学校公布的纸质指纹逐组比对。')}",
        f"{_('只核对文件是否完整：')}<code>sha256sum -c SHA256SUMS</code>",
    ))
    html = f"""<!DOCTYPE html>
<html lang="{'zh-CN' if lang == 'zh' else escape(lang)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{_STYLE}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="soft">{_("材料由系统按登记数据自动汇总，只列学科与班级，不含教师、学生姓名。")}</p>
<dl>{"".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in about)}</dl>
<h2>{_("缺项")}</h2>
{gaps}
<h2>{_("关键数字")}</h2>
{figures if facts.figures else f'<p class="none">{_("没有数据。")}</p>'}
<h2>{_("文件")}</h2>
{listed}
<h2>{_("如何核验")}</h2>
<ul>{check}</ul>
</main>
</body>
</html>
"""
    return html.encode()
