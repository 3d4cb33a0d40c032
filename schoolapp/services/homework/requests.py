"""Asking for room: a colleague to shorten something, a leader to let it be recorded as it is; answering, taking back, publishing what was
kept. Nobody edits another's item: who agrees corrects the own one. What waits for whom is read in `inbox`."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from schoolapp.records import homework as records
from schoolapp.records import people as people_records
from schoolapp.records import requests as store
from schoolapp.records.requests import RequestRow
from schoolapp.rules.audit import canonical
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.load import counts_at_home
from schoolapp.rules.people import ClassRef, Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services import outbox
from schoolapp.services.homework.amend import correct_locked, draft_of
from schoolapp.services.homework.days import check_day, figures_with, owners_of
from schoolapp.services.homework.drafts import BadDraft, Draft, Fault, Refused, cleaned, draft_faults, reason_faults, text_fault
from schoolapp.services.homework.post import Place, Posted, leads, places_of, post_homework, publish, tell_owner
from schoolapp.services.homework.ways import Ask, ask_in, not_again, reachable
from schoolapp.services.homework.worded import check_words
from schoolapp.services.house import Conflict, House, Replayed, Work
from schoolapp.services.school import Standing, standing_of
from schoolapp.words import N_

ADJUST, APPROVE = "adjust", "approve"
ANSWER_MOST = 100
AGREED_REASON = N_("应同事请求调减")
APPROVED = N_("经年级组长同意")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: ids of the requests, the classes they are for, and those of the form that were left out."""

    requests: tuple[int, ...]
    classes: tuple[ClassRef, ...]
    left_out: tuple[ClassRef, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the asker typed: the lines, why they stand in words that a rule stops, when they were to be published (None: at once)."""

    drafts: tuple[Draft, ...]
    words: Mapping[int, str]
    at: datetime | None

    def text(self) -> str:
        """Canonical JSON: the same fields give the same characters."""
        return canonical({
            "drafts": [{**d._asdict(), "kind": d.kind.value, "tier": d.tier.value} for d in self.drafts],
            "words": {str(line): reason for line, reason in self.words.items()}, "at": self.at.isoformat() if self.at else None,
        })

    @classmethod
    def of(cls, text: str) -> Kept:
        raw = json.loads(text)
        drafts = tuple(Draft(d["text"], d["minutes"], Kind(d["kind"]), Tier(d["tier"]), d["in_school"]) for d in raw["drafts"])
        at = datetime.fromisoformat(raw["at"]) if raw["at"] else None
        return cls(drafts, {int(line): reason for line, reason in raw["words"].items()}, at)


def ask_colleagues(
    *, house: House, actor: Actor, day: date, subject: str, class_ids: Sequence[int], drafts: Sequence[Draft],
    wording_reasons: Mapping[int, str] | None = None, wording_seen: Mapping[int, Collection[str]] | None = None,
    publish_at: datetime | None = None, items: Mapping[int, int], request_key: str = "", now: datetime,
) -> Asked:
    """Asks one colleague in each class that has no room. `items` = item id -> minutes as they were offered.

    Conflict 'changed' where the offer does not hold any more (somebody was quicker, there is room now), 'open' where the actor asked for
    this class-day already. The lines are kept with the request; nothing is published. NeedsWords as in `post_homework`.
    """
    drafts = cleaned(drafts)
    _check(actor, drafts, day, now)
    standing = standing_of(house=house)
    classes = [standing.get_class(class_id) for class_id in sorted(set(class_ids))]
    check_day(standing, classes, day, now.date())
    words = check_words(house=house, drafts=drafts, classes=classes, reasons=wording_reasons or {}, seen=wording_seen)
    kept, profile = Kept(drafts, words, publish_at).text(), standing.profile(day)
    content = {"day": day, "subject": subject, "classes": [c.id for c in classes], "kept": kept, "items": sorted(items.items())}
    try:
        with house.writing(actor=actor, now=now) as work:
            owners, places = _asking(work, actor, classes, subject, day)
            work.replay(request_key, content)
            found: list[tuple[Place, Ask]] = []
            for place in places:
                if figures_with(place.one, place.held, drafts, subject, profile, judged=True, recorded=place.recorded).refused:
                    earlier = _check_open(work.connection, place, actor)
                    every = records.items_on(work.connection, [place.one.id], day, day)
                    ask = ask_in(
                        place.one, [i for i in every if i.id in items], [i for i, _ in place.held], drafts, subject, profile,
                        actor.staff_id or 0, not_again(earlier), lambda item: reachable(work.connection, item, now.date()),
                    )
                    if ask is None or items[ask.item_id] != ask.minutes:
                        raise Conflict("changed")
                    found.append((place, ask))
            if not found:
                raise Conflict("changed")
            done = []
            for place, ask in found:
                values = {"item_id": ask.item_id, "asked_id": ask.asked_id, "asked_subject": ask.subject, "minutes": ask.minutes}
                done.append(_add(work, place, ADJUST, subject, owners[place.one.id], kept, values))
            return _remembered(work, request_key, content, classes, tuple(done), [p.one for p, _ in found])
    except Replayed as again:
        return _again(standing, again)


def ask_approval(
    *, house: House, actor: Actor, day: date, subject: str, class_ids: Sequence[int], drafts: Sequence[Draft], reason: str,
    wording_reasons: Mapping[int, str] | None = None, wording_seen: Mapping[int, Collection[str]] | None = None,
    request_key: str = "", now: datetime,
) -> Asked:
    """Asks the grade's leaders to let it be recorded as it is, in each class that has no room, where the profile asks for their word.

    Refused 'no_record' where nothing is recorded over the cap (grades 1-2 among the classes too); Conflict 'changed' where everything fits
    now, 'open' as for `ask_colleagues`. BadDraft with the reason's faults.
    """
    drafts, reason = cleaned(drafts), reason.strip()
    _check(actor, drafts, day, now, reason=f"{APPROVED}：{reason}" if reason else "", needed=True)
    standing = standing_of(house=house)
    classes = [standing.get_class(class_id) for class_id in sorted(set(class_ids))]
    check_day(standing, classes, day, now.date())
    words = check_words(house=house, drafts=drafts, classes=classes, reasons=wording_reasons or {}, seen=wording_seen)
    kept, profile = Kept(drafts, words, None).text(), standing.profile(day)
    content = {"day": day, "subject": subject, "classes": [c.id for c in classes], "kept": kept, "approve": reason}
    try:
        with house.writing(actor=actor, now=now) as work:
            owners, places = _asking(work, actor, classes, subject, day)
            work.replay(request_key, content)
            judged = [(p, figures_with(p.one, p.held, drafts, subject, profile, judged=True, recorded=p.recorded)) for p in places]
            tight = [(p, f) for p, f in judged if f.refused]
            if not (profile.over_cap_record and profile.over_cap_approval) or any(counts_at_home(p.one.grade) for p, _ in tight):
                raise Refused("no_record")
            if not tight:
                raise Conflict("changed")
            for place, _ in tight:
                _check_open(work.connection, place, actor)
            done = [_add(work, p, APPROVE, subject, owners[p.one.id], kept, {"minutes": f.verdict.over_by, "reason": reason}) for p, f in tight]
            return _remembered(work, request_key, content, classes, tuple(done), [p.one for p, _ in tight])
    except Replayed as again:
        return _again(standing, again)


def agree(*, house: House, actor: Actor, request_id: int, version: int, now: datetime) -> records.ItemRow:
    """The asked colleague shortens the own item by the minutes asked for; gives it as it was. `version` = of the item on the page.

    NotFound for whom it does not concern. Conflict: 'changed' (the item was corrected or withdrawn since), 'answered' (the request is
    settled or its day is over), 'not_needed' (there is room now, or the asker registered otherwise).
    """
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing, tells = standing_of(house=house), outbox.is_on(house=house)
    with house.writing(actor=actor, now=now) as work:
        row, place = _locked(work, standing, request_id)
        item = records.find_item(work.connection, row.item_id or 0)
        if row.kind != ADJUST or item is None or not may_answer(work.connection, actor, row, now.date()):
            raise NotFound
        _check_open_still(row, now)
        if item.withdrawn_at is not None or item.version != version or item.minutes <= row.minutes:
            raise Conflict("changed")
        if is_moot(row, records.items_on(work.connection, [row.class_id], row.day, row.day)) or fits_now(standing, place, row):
            raise Conflict("not_needed")
        minutes = item.minutes - row.minutes
        shorter = draft_of(item)._replace(minutes=minutes, in_school=None if item.in_school is None else min(item.in_school, minutes))
        work.change(store.adjust_request, row.id, state="agreed", answered_at=now, answered_by=actor.staff_id)
        work.audit("request_agreed", f"request:{row.id}", None, {"item": item.id, "minutes": row.minutes})
        correct_locked(work, standing, item, place.row, place.published, shorter, AGREED_REASON)  # last: the item's history names its entry
        if tells:
            outbox.note_change(work, row.day, [row.class_id])
        return item


def decline(*, house: House, actor: Actor, request_id: int, answer: str = "", now: datetime) -> None:
    """The asked colleague, or the leader, says no; `answer` may say why. NotFound, Conflict 'answered'; BadDraft for the answer."""
    answer = answer.strip()
    with house.writing(actor=actor, now=now) as work:
        row, _place = _locked(work, standing_of(house=house), request_id)
        if not may_answer(work.connection, actor, row, now.date()):
            raise NotFound
        if code := text_fault(answer, ANSWER_MOST) if answer else "":
            raise BadDraft([Fault(None, "answer", code)])
        _check_open_still(row, now)
        work.change(store.adjust_request, row.id, state="declined", answer=answer, answered_at=now, answered_by=actor.staff_id)
        work.audit("request_declined", f"request:{row.id}", None, {"answer": answer})


def take_back(*, house: House, actor: Actor, request_id: int, now: datetime) -> None:
    """The asker takes an open request back, or puts an answer away. What is put away already stays so."""
    with house.writing(actor=actor, now=now) as work:
        row, _place = _locked(work, standing_of(house=house), request_id)
        if row.asker_id != actor.staff_id:
            raise NotFound
        if row.closed_at is None:
            _close(work, row, "request_withdrawn")


def publish_kept(*, house: House, actor: Actor, request_id: int, now: datetime) -> Posted:
    """Publishes what was kept with an own request, once: after the colleague agreed, or when room came by itself. Judged anew: NoRoom where
    it went to somebody else. Conflict 'answered' where it was published or put away, or its day is over."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    with house.reading() as connection:
        row = store.find_request(connection, request_id)
        if row is None or row.asker_id != actor.staff_id or row.kind != ADJUST:
            raise NotFound
        done = is_moot(row, records.items_on(connection, [row.class_id], row.day, row.day))
    if done or row.closed_at is not None or row.day < now.date():
        raise Conflict("answered")
    kept = Kept.of(row.kept)
    posted = post_homework(
        house=house, actor=actor, day=row.day, subject=row.subject, class_ids=[row.class_id], drafts=kept.drafts, wording_reasons=kept.words,
        publish_at=kept.at if kept.at and kept.at > now else None, request_key=f"request:{row.id}", now=now,
    )
    with house.writing(actor=actor, now=now) as work:  # were this lost, the request would be settled by what stands there
        row, _place = _locked(work, standing_of(house=house), request_id)
        if row.closed_at is None:
            _close(work, row, "request_used")
    return posted


def approve(*, house: House, actor: Actor, request_id: int, now: datetime) -> Posted:
    """A leader's word: what was kept is published in the asker's name, as over the cap with its reason where it still has no room.
    NotFound for whom it does not concern; Conflict 'answered'; Refused 'no_record' where the school records nothing over the cap now."""
    actor.needs(Permit.SIGN_WEEK)
    standing, tells = standing_of(house=house), outbox.is_on(house=house)
    with house.writing(actor=actor, now=now) as work:
        row, place = _locked(work, standing, request_id)
        if row.kind != APPROVE or not may_answer(work.connection, actor, row, now.date()):
            raise NotFound
        _check_open_still(row, now)
        one, kept, profile = place.one, Kept.of(row.kept), standing.profile(row.day)
        if is_moot(row, records.items_on(work.connection, [row.class_id], row.day, row.day)) or not _still_taught(work.connection, row, now.date()):
            raise Conflict("not_needed")
        full = figures_with(one, place.held, kept.drafts, row.subject, profile, judged=True, recorded=place.recorded)
        if full.refused and (not profile.over_cap_record or counts_at_home(one.grade)):
            raise Refused("no_record")
        over = {one.id} if full.refused else set()
        reason = f"{APPROVED}：{row.reason}"
        work.change(store.adjust_request, row.id, state="agreed", answered_at=now, answered_by=actor.staff_id)
        work.audit("request_agreed", f"request:{row.id}", None, {"reason": row.reason})
        owners = {one.id: row.owner_id}
        items, said = publish(work, [place], owners, kept.drafts, row.subject, profile, False, "", over, reason, kept.words, row.asker_id)
        if row.owner_id != row.asker_id:
            tell_owner(work, row.owner_id, "entered", one.id, row.day, row.subject)
        new = {"day": row.day, "late": False, "reason": "", "items": said}
        if over:
            new |= {"recorded": sorted(over), "record_reason": reason}
        work.audit("homework_posted", f"item:{items[0]}", None, new)  # last: the items' history names its entry
        if tells:
            outbox.note_change(work, row.day, [one.id])
        return Posted(tuple(items), (one,), (), False, (one,) if over else ())


def may_answer(connection: Connection, actor: Actor, row: RequestRow, today: date) -> bool:
    """Whether a request is this person's to answer: whose item it is, or who substitutes (or teaches) the subject there today; a leader of the
    grade, or the office. Never the asker."""
    if actor.staff_id is None or actor.staff_id == row.asker_id:
        return False
    if row.kind == ADJUST:
        own = actor.staff_id == row.asked_id
        return actor.may(Permit.REGISTER_HOMEWORK) and (
            own or bool(records.classes_to_register(connection, actor.staff_id, [row.class_id], row.asked_subject, {today}))
        )
    one = _class_of(connection, row.class_id)
    return actor.may(Permit.SIGN_WEEK) and (leads(actor, one.grade) or Role.OFFICE in actor.roles)


def is_moot(row: RequestRow, items: Sequence[records.ItemRow]) -> bool:
    """Whether the asker's subject was registered in the class after asking: then nothing waits any more. `items`: published on the day."""
    return any(i.subject == row.subject and i.staff_id == row.owner_id and i.published_at > row.asked_at for i in items)


def fits_now(standing: Standing, place: Place, row: RequestRow) -> bool:
    """Whether what was kept has room as the class-day stands."""
    kept = Kept.of(row.kept)
    profile = standing.profile(row.day)
    return not figures_with(place.one, place.held, kept.drafts, row.subject, profile, judged=True, recorded=place.recorded).refused


def _check(actor: Actor, drafts: Sequence[Draft], day: date, now: datetime, *, reason: str = "", needed: bool = False) -> None:
    actor.needs(Permit.REGISTER_HOMEWORK)
    faults = draft_faults(drafts)
    if needed:
        faults += [f._replace(field="record_reason") for f in reason_faults(reason)]
    if faults:
        raise BadDraft(faults)
    if day < now.date():
        raise Conflict("answered")


def _asking(work: Work, actor: Actor, classes: Sequence[ClassRef], subject: str, day: date) -> tuple[dict[int, int], list[Place]]:
    owners = owners_of(work.connection, actor, classes, subject, work.now.date(), day)
    places = places_of(work, classes, day)
    for place in places:
        if place.row.version == 0:  # made by the lock: a record of its own from now on
            work.touch(records.class_day, place.row.id)
    return owners, places


def _check_open(connection: Connection, place: Place, actor: Actor) -> list[RequestRow]:
    """What the actor asked for on this class-day; Conflict 'open' while one of these waits."""
    earlier = store.asked_on(connection, place.row.id, actor.staff_id or 0)
    if any(r.state == "open" for r in earlier):
        raise Conflict("open")
    return earlier


def _check_open_still(row: RequestRow, now: datetime) -> None:
    if row.state != "open" or row.day < now.date():
        raise Conflict("answered")


def _locked(work: Work, standing: Standing, request_id: int) -> tuple[RequestRow, Place]:
    """A request behind its class-day's lock."""
    found = store.find_request(work.connection, request_id)
    if found is None:
        raise NotFound
    place = places_of(work, [standing.get_class(found.class_id)], found.day)[0]
    row = store.find_request(work.connection, request_id)
    if row is None:
        raise NotFound
    return row, place


def _close(work: Work, row: RequestRow, act: str) -> None:
    values = {"state": "withdrawn"} if row.state == "open" else {}
    work.change(store.adjust_request, row.id, closed_at=work.now, **values)
    work.audit(act, f"request:{row.id}", {"state": row.state}, None)


def _still_taught(connection: Connection, row: RequestRow, today: date) -> bool:
    return bool(records.classes_to_register(connection, row.owner_id, [row.class_id], row.subject, {today, row.day}))


def _class_of(connection: Connection, class_id: int) -> ClassRef:
    one = people_records.find_class(connection, class_id)
    if one is None:
        raise NotFound
    return one


def _add(work: Work, place: Place, kind: str, subject: str, owner_id: int, kept: str, values: Mapping[str, object]) -> int:
    fresh = work.add(
        store.adjust_request, class_day_id=place.row.id, kind=kind, asker_id=work.actor.staff_id, owner_id=owner_id, subject=subject, kept=kept,
        state="open", asked_at=work.now, **values,
    )
    work.audit("request_asked", f"request:{fresh}", None, {"kind": kind, "class": place.one.id, "day": place.row.day, "subject": subject, **values})
    return fresh


def _remembered(
    work: Work, key: str, content: Mapping[str, object], classes: Sequence[ClassRef], done: tuple[int, ...], asked: Sequence[ClassRef]
) -> Asked:
    left = [c for c in classes if c not in asked]
    work.remember(key, content, json.dumps([done, [c.id for c in asked], [c.id for c in left]]))
    return Asked(done, tuple(asked), tuple(left))


def _again(standing: Standing, again: Replayed) -> Asked:
    done, asked, left = json.loads(again.result)
    return Asked(tuple(done), tuple(standing.get_class(c) for c in asked), tuple(standing.get_class(c) for c in left))
