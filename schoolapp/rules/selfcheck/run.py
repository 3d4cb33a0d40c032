"""All items of a list over one period's facts."""

from __future__ import annotations

from schoolapp.rules.selfcheck.check import Check
from schoolapp.rules.selfcheck.checklist import EVALUATORS, Checklist, Item
from schoolapp.rules.selfcheck.facts import CheckFacts
from schoolapp.rules.selfcheck.judging import person
from schoolapp.rules.selfcheck.results import ItemResult, Results, Verdict


def evaluate(facts: CheckFacts, of: Checklist) -> Results:
    """Every item's answer, in the order of the list. What is not the school's is 不适用."""
    check = Check(facts)
    first = check.first_record
    late = first if first is not None and check.period.due_days and first > check.period.due_days[0] else None
    before = sum(day < late for day in check.period.due_days) if late else 0
    items = {item.code: _answer(check, item) for item in of.items}
    return Results(facts.period.start, facts.period.end, check.known_to, check.school_days, items, check.confirmed, late, before)


def _answer(check: Check, item: Item) -> ItemResult:
    if not item.of_school:
        return ItemResult(item.code, Verdict.NOT_APPLICABLE)
    if item.evaluator:
        return EVALUATORS[item.evaluator](check)
    part = person(check.facts.said.get(item.code))
    return ItemResult(item.code, part.verdict, tags=part.tags, parts=(part,))
