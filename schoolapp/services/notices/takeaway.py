"""What leaves the page: the picture of a day, the poster of a class, and the class's days for calendars and feed readers."""

from __future__ import annotations

import hashlib
import hmac
import threading
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from schoolapp import words
from schoolapp.papers.notices import (
    FeedEntry,
    FeedFacts,
    PictureFacts,
    PictureItem,
    PosterFacts,
    atom_feed,
    calendar_file,
    class_poster,
    day_picture,
)
from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import audit as audit_records
from schoolapp.records import homework as records
from schoolapp.records import load as kept
from schoolapp.rules.afterschool import Category
from schoolapp.rules.calendar import ONE_DAY, SCHOOL_TIME, days_between
from schoolapp.rules.load import counts_at_home
from schoolapp.rules.people import ClassRef
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.timetable import times_on
from schoolapp.services import people
from schoolapp.services.house import Busy, House
from schoolapp.services.notices import wording
from schoolapp.services.notices.days import day_notice
from schoolapp.services.notices.facts import DayNotice, NoticeState
from schoolapp.services.school import Standing, standing_of
from schoolapp.words import gettext

PICTURES_BYTES = 12_000_000  # of the table of charts, pictures of days with them
FEED_DAYS = 45               # calendar days up to today
_DRAWING = threading.Lock()  # who waits for the same picture finds it kept


def picture_of_day(*, house: House, one: ClassRef, day: date, lang: str, now: datetime, address: str, mark: str) -> bytes:
    """The day's PNG, drawn once for what it shows: what other classes write does not draw it anew. `address` = the class's page for the code in
    it ('' where the school has set none); `mark` changes with the program."""
    facts = _picture_facts(day_notice(house=house, one=one, day=day, now=now), lang, address)
    name, version = f"notice:{one.id}:{day}:{lang}", int(hashlib.sha256(f"{mark}{facts}".encode()).hexdigest()[:7], 16)
    found = _kept(house, name, version)
    if found is not None:
        return found
    with _DRAWING:
        found = _kept(house, name, version)
        if found is not None:
            return found
        drawn = day_picture(facts, lang)
        try:
            with house.plain_writing() as connection:
                kept.put_chart(connection, name, version, drawn, now)
                kept.shrink_charts(connection, PICTURES_BYTES)
        except Busy:
            pass  # it is drawn again another time
    return drawn


def _kept(house: House, name: str, version: int) -> bytes | None:
    with house.reading() as connection:
        return kept.find_chart(connection, name, version)


def _picture_facts(n: DayNotice, lang: str, address: str) -> PictureFacts:
    capped = n.state is NoticeState.WRITTEN and not n.low_grade
    gone = sum(minutes for _subject, minutes in n.shares)
    left = gettext(lang, "超 %(n)s", n=n.over_by) if n.over_by else gettext(lang, "余 %(n)s", n=n.cap - n.written)
    beside = [gettext(lang, "在校完成 %(done)s 分钟，回家约 %(home)s 分钟", done=n.done, home=n.home) if n.done and n.home
              else gettext(lang, "都在校完成") if n.done else gettext(lang, "回家约 %(n)s 分钟", n=n.home)]
    if n.optional:
        beside.append(gettext(lang, "另有选做 %(n)s 分钟，不计入", n=n.optional))
    more = wording.against_cap(n, lang)[-1:] if n.over_by else []
    stop = wording.ease(n, lang)
    return PictureFacts(
        school=n.school.name, name=words.class_name(lang, n.one.grade, n.one.number), day=words.format_date(lang, n.day),
        first=wording.sentence(n, lang), detail=wording.detail(n, lang),
        sum_=(n.written, n.cap) if capped and gone else None, sum_word=gettext(lang, "书面作业"), left=left, over=bool(n.over_by),
        shares=tuple((gettext(lang, subject), subject, minutes) for subject, minutes in n.shares),
        beside=("，" if lang == "zh" else ", ").join(beside), ease=("" if lang == "zh" else " ").join([*more, *stop]), got_done=wording.got_done(n, lang),
        items=tuple(PictureItem(gettext(lang, i.subject), i.subject, i.text, wording.about(i, n.day, lang), i.minutes, i.written and not i.optional)
                    for i in n.items),
        service=_service_words(n, lang), phones=tuple(wording.phones(n, lang)), address=address,
        updated=gettext(lang, "数据更新于 %(time)s", time=words.format_moment(lang, n.updated_at)) if n.updated_at else "", demo=n.school.is_demo,
    )


def _service_words(n: DayNotice, lang: str) -> tuple[str, str]:
    """(when the day's service runs, what else to know)."""
    service = n.service
    if service is None:
        return "", ""
    if not service.slots:
        lines = wording.service_lines(replace(service, finished=None), lang)
        return gettext(lang, "课后服务"), "；".join(lines) if lang == "zh" else "; ".join(lines)
    later = gettext(lang, "延时托管到 %(time)s", time=words.format_minutes_of_day(service.extended_until)) if service.extended_until else ""
    if service.ends_at is None:
        return gettext(lang, "课后服务"), later
    return gettext(lang, "课后服务 %(start)s 至 %(end)s", start=words.format_minutes_of_day(service.slots[0].start),
                   end=words.format_minutes_of_day(service.ends_at)), later


def poster_of_class(*, house: House, actor: Actor, class_id: int, lang: str, now: datetime) -> bytes:
    """The poster with the code of the class's present link, as PDF. NotFound where the actor may not see the link, or where the school has not
    set the address under which families reach it."""
    actor.needs(Permit.SEE_LINKS)
    standing, base = standing_of(house=house), house.config.public_url
    one = standing.get_class(class_id)
    line = next((line for line in people.list_links(house=house, actor=actor, now=now, year=one.year) if line.ref.id == class_id), None)
    if line is None or not base:
        raise NotFound
    today = now.date()
    cap = standing.profile(today).cap(one.grade)
    grade = words.grade_name(lang, one.grade)
    figure = (gettext(lang, "不留"), gettext(lang, "回家的书面作业")) if counts_at_home(one.grade) else (str(cap), gettext(lang, "分钟，校内外合计"))
    mark = gettext(lang, "编号 %(grade)s-%(number)s-%(generation)s　%(day)s制", grade=one.grade, number=one.number,
                   generation=f"{line.generation:02d}", day=words.format_date(lang, today, "full"))
    return class_poster(PosterFacts(
        school=standing.school.name, name=words.class_name(lang, one.grade, one.number), address=base + line.path,
        cap=(gettext(lang, "%(grade)s书面作业上限", grade=grade), *figure),
        service=(gettext(lang, "课后服务"), _regular_hours(house, standing, one, today), ""),
        phone=standing.school.report_phone, mark=mark, demo=standing.school.is_demo), lang)


def _regular_hours(house: House, standing: Standing, one: ClassRef, today: date) -> str:
    """From when to when the grade's service runs in an ordinary week, '' where there is none."""
    with house.reading() as connection:
        programmes = afterschool_records.list_programmes(connection, [term.id for term in standing.calendar.terms_on(today)])
    spans = [(start, end) for p in programmes if p.active and one.grade in p.grades and p.category != Category.EXTENDED_CARE.value
             for _weekday, start, end in times_on(p.slots, p.seasons, today)]
    if not spans:
        return ""
    return f"{words.format_minutes_of_day(min(s for s, _ in spans))}–{words.format_minutes_of_day(max(e for _, e in spans))}"


def feed_of_class(*, house: House, one: ClassRef, lang: str, now: datetime, address: str, form: str) -> bytes:
    """The class's recorded days of the last weeks as a calendar (`form` 'ics') or a feed ('atom'). `address` = the class's page."""
    facts = _feed_facts(house, one, lang, now, address, form)
    return calendar_file(facts) if form == "ics" else atom_feed(facts)


def last_change(*, house: House, now: datetime) -> datetime:
    """When what is said may have changed last: the newest write, or the beginning of this day."""
    with house.reading() as connection:
        newest = audit_records.newest_shown_moment(connection)
    midnight = datetime.combine(now.date(), time(0), SCHOOL_TIME)
    return max(newest, midnight) if newest else midnight


def _feed_facts(house: House, one: ClassRef, lang: str, now: datetime, address: str, form: str) -> FeedFacts:
    standing, today = standing_of(house=house), now.date()
    start = today - timedelta(days=FEED_DAYS - 1)
    with house.reading() as connection:
        days = {item.day for item in records.items_on(connection, [one.id], start, today)}
        days |= {none.day for none in records.nones_on(connection, [one.id], start, today) if not none.subject}
    name = words.class_name(lang, one.grade, one.number)
    entries = []
    for day in reversed(list(days_between(start, today))):
        if day not in days:
            continue
        n = replace(day_notice(house=house, one=one, day=day, now=now), today=day + ONE_DAY)  # what a reader keeps must not say today
        title = f"{name} {words.format_date(lang, day)} {_feed_title(n, lang)}"
        entries.append(FeedEntry(uid_of(house, f"{one.id}:{day}", form), day, title, wording.day_text(n, lang), f"{address}/{day}" if address else "",
                                 n.updated_at or now))
    updated = max((entry.updated for entry in entries), default=datetime.combine(standing.terms[0].start, time(0), SCHOOL_TIME) if standing.terms else now)
    suffix = "calendar.ics" if form == "ics" else "feed.atom"
    return FeedFacts(uid_of(house, f"{one.id}", form), f"{name} {gettext(lang, '作业公示')}", standing.school.name, address,
                     f"{address}/{suffix}" if address else "", updated, "zh-Hans" if lang == "zh" else lang, tuple(entries))


def _feed_title(n: DayNotice, lang: str) -> str:
    """The day in a few words."""
    if n.state is not NoticeState.WRITTEN:
        return wording.sentence(n, lang)
    if n.low_grade:
        return gettext(lang, "书面 %(written)s 分钟，回家 %(home)s 分钟", written=n.written, home=n.home)
    return (gettext(lang, "书面 %(written)s / %(cap)s 分钟，都在校完成", written=n.written, cap=n.cap) if n.written and not n.home
            else gettext(lang, "书面 %(written)s / %(cap)s 分钟，回家约 %(home)s 分钟", written=n.written, cap=n.cap, home=n.home))


def uid_of(house: House, what: str, form: str) -> str:
    """A name that stays the same for ever and that no other school has; it does not tell the link."""
    found = UUID(bytes=hmac.digest(house.secret("feeds"), what.encode(), "sha256")[:16], version=4)
    return f"{found}@schoolapp" if form == "ics" else found.urn
