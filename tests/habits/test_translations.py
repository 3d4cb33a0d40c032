"""Chinese is in the source, English in the catalogue: complete, current, compiled. `make translations` mends what drifts."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from babel.messages import Catalog

from tests.habits import messages
from tests.habits.tree import CHINESE, name, tree_of, under

PLACE = re.compile(r"%\((\w+)\)[sd]|%%")
# A count with a plural right behind it: "1 suggestions". Limits and sums of minutes and pupils are never one.
COUNTED = re.compile(
    r"(?<![Aa]t most )(?<!to )(?<!of )(?<!than )(?<!At least )(?<!every )%\(n\)s "
    r"(?!(?:minutes|pupils|points|letters|questions|less|is|was|s)\b)[a-z-]+s\b"
)
# English that may show Chinese: the name of the other language on the switch.
SHOWS_CHINESE: frozenset[str] = frozenset({  # the word itself has to be typed at the bot
    'The bot asks for a keyword; add the keyword "作业" in the group',
    'The key from the bot\'s settings; with a keyword leave it empty and set the keyword to "作业"',
})


@pytest.fixture(scope="module")
def english() -> Catalog:
    return messages.catalogue()


@pytest.fixture(scope="module")
def sentences() -> messages.Found:
    return messages.found()


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def test_the_catalogue_holds_what_people_can_meet_and_nothing_else(english: Catalog, sentences: messages.Found) -> None:
    held = {messages.key_of(m) for m in english if m.id}
    assert held == set(sentences)


def test_every_sentence_has_its_english(english: Catalog) -> None:
    waiting = [m.id for m in english if m.id and not all(_texts(m.string))]
    assert not waiting


def test_nothing_is_fuzzy(english: Catalog) -> None:
    assert not [m.id for m in english if m.id and m.fuzzy] and not english.obsolete


def test_english_is_english(english: Catalog) -> None:
    assert not [t for m in english if m.id for t in _texts(m.string) if CHINESE.search(t) and t not in SHOWS_CHINESE]


def test_english_counts_one_thing_rightly(english: Catalog) -> None:
    """Chinese knows no plural, so a sentence is written once: English puts the number behind ("Suggestions waiting: 1"), or the sentence is
    one of `ngettext`."""
    assert not [m.string for m in english if isinstance(m.id, str) and m.id and COUNTED.search(str(m.string))]


def test_placeholders_are_the_same(english: Catalog) -> None:
    """By name; the English plural may leave out what it says in words."""
    for message in english:
        if message.id:
            asked = {place for text in _texts(message.id) for place in PLACE.findall(text)}
            for text in _texts(message.string):
                assert set(PLACE.findall(text)) <= asked | {""}, text
            assert set(PLACE.findall(_texts(message.string)[-1])) - {""} == asked - {""}, message.id


def test_the_compiled_catalogue_is_the_written_one(english: Catalog) -> None:
    assert messages.COMPILED.read_bytes() == messages.compiled(english)


def test_source_sentences_are_chinese(sentences: messages.Found) -> None:
    """A sentence that is not Chinese would stand in English on a Chinese page."""
    bare = [(text, where) for (key, _context), where in sentences.items() for text in _texts(key)
            if re.search(r"[a-z]{3}", PLACE.sub("", text)) and not CHINESE.search(text)]
    assert not bare


def test_every_chinese_sentence_of_the_doors_is_marked(sentences: messages.Found) -> None:
    """What stands in a table and is translated later needs `N_` around it, or its English would never be asked for."""
    known = {text for key, context in sentences for text in (*_texts(key), context or "")}
    unmarked = []
    for folder in ("web", "cli", "work"):
        for path in under(f"schoolapp/{folder}"):
            if not tree_of(path).body:
                continue
            documented = {id(node.body[0].value) for node in ast.walk(tree_of(path))
                          if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and isinstance(node.body[0], ast.Expr)}
            unmarked += [f"{name(path)}:{node.lineno} {node.value}" for node in ast.walk(tree_of(path))
                         if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value)
                         and id(node) not in documented and node.value not in known]
    assert not unmarked
