"""From texts to values: this module reads what stands behind a key, by the type of its field."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.notes import Notes, Place, nearest
from cmo_graph.interchange.resolver import Resolver
from cmo_graph.interchange.tree import Entries, Entry, Items, Refused, Scalar, Tree
from cmo_graph.mapping import LangString, Node, Plan
from cmo_graph.validation.references import target_of
from cmo_graph.vocabulary import Code

#: Words that YAML 1.1 reads as "nothing"; here they would be texts, which nobody means.
NULLS = frozenset({"", "~", "null", "Null", "NULL"})

_NUMBER = re.compile(r"^-?(0|[1-9][0-9]{0,17})$")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$", re.IGNORECASE)


class Faulty:
    """Stands for a value that was noted as faulty."""


FAULTY = Faulty()


def is_language(tag: str) -> bool:
    """Say whether a text has the form of a language tag (BCP 47, the common part of it)."""
    return _LANGUAGE.fullmatch(tag) is not None


class Values:
    """Reads single values of one review."""

    def __init__(self, notes: Notes, resolver: Resolver, *, language: str) -> None:
        self._notes = notes
        self._resolver = resolver
        self._language = language

    def read(self, model: type[Node], plan: Plan, entry: Entry, place: Place) -> Any:
        """Return what the model takes for a field that holds no parts; `FAULTY` when noted."""
        if plan.value_type is LangString:
            return self._text(entry.value, plan.name, place)
        if not plan.is_many:
            return self._one(model, plan, entry.value, place.at(entry.value))
        items = self.items(entry, plan.name, place)
        if items is None:
            return FAULTY
        values = [
            self._one(model, plan, item, place.at(item, str(number)))
            for number, item in enumerate(items, start=1)
        ]
        if FAULTY in values:
            return FAULTY
        self._note_repeats(values, items, place)
        return tuple(values)

    def items(self, entry: Entry, key: str, place: Place) -> tuple[Tree, ...] | None:
        """Return the items of a list; None when it is none, which is noted."""
        if isinstance(entry.value, Items):
            return entry.value.items
        if not isinstance(entry.value, Refused):
            given = entry.value.text if isinstance(entry.value, Scalar) else ""
            if given in NULLS and isinstance(entry.value, Scalar):
                self._note_empty(key, place)
            else:
                self._notes.add(
                    "value-not-list",
                    f"{key} takes a list, and this is {_told(entry.value)}.",
                    place,
                    value=given,
                    hint=f"Write [{given}]." if given else "Begin each item with a hyphen.",
                )
        return None

    def entries(self, tree: Tree, what: str, place: Place) -> Entries | None:
        """Return a mapping; None when it is none, which is noted."""
        if isinstance(tree, Entries):
            return tree
        if not isinstance(tree, Refused):
            self._notes.add(
                "value-not-mapping",
                f"{what} is written as keys with values, and this is {_told(tree)}.",
                place,
                value=tree.text if isinstance(tree, Scalar) else "",
            )
        return None

    def scalar(self, tree: Tree, key: str, place: Place) -> str | None:
        """Return the text of a single value; None when there is none, which is noted."""
        if isinstance(tree, Scalar):
            if tree.plain and tree.text in NULLS:
                self._note_empty(key, place)
                return None
            return tree.text
        if not isinstance(tree, Refused):
            self._notes.add(
                "value-not-text", f"{key} takes one value, and this is {_told(tree)}.", place
            )
        return None

    def _one(self, model: type[Node], plan: Plan, tree: Tree, place: Place) -> Any:
        text = self.scalar(tree, plan.name, place)
        if text is None:
            return FAULTY
        if plan.code is not None:
            return self._code(plan.code, text, plan.name, place)
        if plan.value_type is URIRef:
            iri = self._resolver.resolve(text, target_of(model, plan.name), place)
            return FAULTY if iri is None else iri
        if plan.value_type is int:
            return self._number(text, plan.name, place)
        if plan.value_type is date:
            return self._date(text, plan.name, place)
        return text

    def _code(self, codes: type[Code], text: str, key: str, place: Place) -> Any:
        tokens = _tokens(codes)
        if text in tokens:
            return tokens[text]
        self._notes.add(
            "value-not-listed",
            f"{text!r} is not a value of {key}; expected {_alternatives(list(tokens))}.",
            place,
            value=text,
            hint=nearest(text, tokens),
        )
        return FAULTY

    def _number(self, text: str, key: str, place: Place) -> Any:
        if _NUMBER.fullmatch(text):
            return int(text)
        self._notes.add(
            "value-not-number", f"{key} is {text!r}; expected a whole number.", place, value=text
        )
        return FAULTY

    def _date(self, text: str, key: str, place: Place) -> Any:
        try:
            if _DATE.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        self._notes.add(
            "value-not-date",
            f"{key} is {text!r}; expected a date of the calendar such as 2021-02-08.",
            place,
            value=text,
        )
        return FAULTY

    def _text(self, tree: Tree, key: str, place: Place) -> Any:
        """Read a text in the review's language, or a map from language to text."""
        if not isinstance(tree, Entries):
            return self._in_language(tree, self._language, key, place)
        pairs: list[LangString] = []
        is_whole = True
        for lang, entry in tree.entries.items():
            here = place.at(entry, lang)
            found = self._in_language(entry.value, lang, f"{key} in {lang}", here)
            if not is_language(lang):
                self._note_language(lang, key, here)
                found = FAULTY
            is_whole = is_whole and found is not FAULTY
            pairs.extend(found if found is not FAULTY else ())
        return tuple(pairs) if is_whole else FAULTY

    def _in_language(self, tree: Tree, lang: str, key: str, place: Place) -> Any:
        items = tree.items if isinstance(tree, Items) else (tree,)
        texts = [self.scalar(item, key, place.at(item)) for item in items]
        if None in texts:
            return FAULTY
        return tuple(LangString(text, lang.lower()) for text in texts if text is not None)

    def _note_language(self, lang: str, key: str, place: Place) -> None:
        self._notes.add(
            "language-malformed",
            f"{lang!r} is not a language tag; {key} takes a text, or a map from language to text.",
            place,
            value=lang,
            hint="Tags look like en, nl or pt-br.",
        )

    def _note_empty(self, key: str, place: Place) -> None:
        self._notes.add(
            "value-empty",
            f"{key} has no value.",
            place,
            value=key,
            hint="Give it one, or take the key out; put the word null in quotes if you mean it.",
        )

    def _note_repeats(self, values: list[Any], items: tuple[Tree, ...], place: Place) -> None:
        for number, (value, item) in enumerate(zip(values, items, strict=True)):
            if value in values[:number] and isinstance(item, Scalar):
                self._notes.add(
                    "list-repeats",
                    f"{item.text!r} stands twice in this list.",
                    place.at(item, str(number + 1)),
                    value=item.text,
                )


@cache
def _tokens(codes: type[Code]) -> Mapping[str, Code]:
    return {code.value: code for code in codes}


def _told(tree: Tree) -> str:
    if isinstance(tree, Scalar):
        return "a single value"
    return "a list" if isinstance(tree, Items) else "a mapping"


def _alternatives(words: list[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} or {last}" if rest else last
