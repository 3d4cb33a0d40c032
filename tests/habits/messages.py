"""Which sentences people can meet, and the English catalogue of them. Run as a program (`make translations`) it brings the catalogue
to the present sentences and compiles it; the habits only compare."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import EnumType
from importlib import import_module
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.habits.tree import CHINESE, ROOT, name, tree_of, under

CATALOGUE = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
COMPILED = CATALOGUE.with_suffix(".mo")

# Words that the rules hold as data and the doors translate: module and name of a tuple, a mapping (its values) or an enumeration.
# Everything else is found where `_`, `_l`, `N_`, `say`, `gettext`, `ngettext` or `pgettext` is called.
TABLES = (
    ("schoolapp.rules.people", "SUBJECTS"),
    ("schoolapp.rules.people", "System"),
    ("schoolapp.rules.afterschool", "Category"),
    ("schoolapp.rules.homework", "Kind"),
    ("schoolapp.rules.homework", "Tier"),
)

_CALLS = {"_": 1, "_l": 1, "N_": 1, "say": 1, "gettext": 1, "ngettext": 2, "pgettext": 2}
_LANGUAGES = ("zh", "en")
_HEADER = "# English for schoolapp. The Chinese sentence is the key; `make translations` keeps the list of sentences up to date."
_KEPT_FIELDS = ("Project-Id-Version", "Language:", "Plural-Forms", "MIME-Version", "Content-T")

# What stands in a catalogue: a sentence, (one, many), and the context of a word that needs one.
Key = tuple[str | tuple[str, str], str | None]
Found = dict[Key, list[tuple[str, int]]]


def found() -> Found:
    """Every sentence with the places (file, line) where it stands."""
    sentences: Found = {}

    def add(key: Key, where: str, line: int) -> None:
        sentences.setdefault(key, []).append((where, line))

    for path in under("templates", ".html") + under("templates", ".txt"):
        for line, function, message in _in_template(path):
            if function == "pgettext":
                add((message[1], message[0]), name(path), line)
            else:
                add((message, None), name(path), line)
    for path in under("schoolapp"):
        for line, key in _in_code(path):
            add(key, name(path), line)
    for module, table in TABLES:
        for text in _words_of(getattr(import_module(module), table)):
            add((text, None), module.replace(".", "/") + ".py", 1)
    return sentences


def _in_template(path: Path) -> Iterable[tuple[int, str, Any]]:
    keywords: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
    options = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do", "encoding": "utf-8"}
    with path.open("rb") as file:
        for line, message, _comments, context in extract("jinja2.ext:babel_extract", file, keywords, options=options):
            if context:
                yield line, "pgettext", (context, message if isinstance(message, str) else message[-1])
            else:
                yield line, "ngettext" if isinstance(message, tuple) else "_", message


def _in_code(path: Path) -> Iterable[tuple[int, Key]]:
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        if called not in _CALLS:
            continue
        arguments = node.args
        if called.endswith("gettext") and arguments and (not isinstance(arguments[0], ast.Constant) or arguments[0].value in _LANGUAGES):
            arguments = arguments[1:]  # words' own functions take the language first
        texts = [a.value for a in arguments[:_CALLS[called]] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if len(texts) < _CALLS[called] or not texts[0]:
            continue
        if called == "ngettext":
            yield node.lineno, ((texts[0], texts[1]), None)
        elif called == "pgettext":
            yield node.lineno, (texts[1], texts[0])
        else:
            yield node.lineno, (texts[0], None)


def _words_of(table: Any) -> list[str]:
    if isinstance(table, EnumType):
        values: Iterable[Any] = [member.value for member in table]
    else:
        values = table.values() if isinstance(table, dict) else table
    return [text for text in values if isinstance(text, str) and CHINESE.search(text)]


def catalogue() -> Catalog:
    """The English catalogue as committed; an empty one where there is none yet."""
    if not CATALOGUE.exists():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def key_of(message: Any) -> Key:
    return message.id, message.context


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as the app loads it: equal catalogues give equal bytes."""
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def brought_up(old: Catalog, sentences: Found) -> Catalog:
    """The catalogue with exactly the present sentences, and their places; translations are kept, none is guessed."""
    new = Catalog(locale="en", domain="messages", project="schoolapp", version="1", charset="utf-8", header_comment=_HEADER, fuzzy=False)
    kept = {key_of(m): m.string for m in old if m.id}
    for key in sorted(sentences, key=lambda k: (sorted(sentences[k])[0], str(k))):
        message, context = key
        places = sorted({where for where, _line in sentences[key]})
        new.add(message, kept.get(key), locations=[(where, 0) for where in places], context=context)
    return new


def main() -> None:
    """Writes messages.po and messages.mo; says how many sentences wait for their English."""
    new = brought_up(catalogue(), found())
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, new, width=120, omit_header=False, include_lineno=False)
    head, _, sentences = out.getvalue().decode().partition("\n\n")
    fields = [line for line in head.splitlines() if not (line.startswith('"') and not line[1:].startswith(_KEPT_FIELDS))]
    CATALOGUE.write_text("\n".join(fields) + "\n\n" + sentences, encoding="utf-8")
    COMPILED.write_bytes(compiled(catalogue()))
    waiting = [m for m in new if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]
    print(f"{len(list(new)) - 1} sentences, {len(waiting)} without English")


if __name__ == "__main__":
    main()
