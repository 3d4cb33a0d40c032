"""The self-check: facts of a period read in one snapshot, the answers that the checklist's items get from them, and their words."""

from schoolapp.rules.selfcheck.checklist import Area, Checklist, Item, checklist
from schoolapp.rules.selfcheck.results import Fact, ItemResult, Part, Results, Verdict
from schoolapp.rules.selfcheck.thresholds import thresholds
from schoolapp.services.selfcheck.facts import read_check_facts
from schoolapp.services.selfcheck.results import periods_offered, results_of
from schoolapp.services.selfcheck.words import ANSWERS_WORDS, PART_WORDS, TAG_WORDS, VERDICT_WORDS, place_name, sentence

__all__ = [
    "ANSWERS_WORDS", "PART_WORDS", "TAG_WORDS", "VERDICT_WORDS", "Area", "Checklist", "Fact", "Item", "ItemResult", "Part", "Results", "Verdict",
    "checklist", "periods_offered", "place_name", "read_check_facts", "results_of", "sentence", "thresholds",
]
