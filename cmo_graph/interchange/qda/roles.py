"""Which code stands for what: this module reads it from the names of codes and sets, or a mapping.

Programs for coding know codes and no roles. Reviewers put their codes under one called Context or
Mechanism, or into a set of that name, or write the role before each: `Outcome: safer children`. A
mapping file says it where the names do not:

    roles:
      Programme offers: resource
      What happened: outcome
    prefixes:
      "C:": context
    configurations: [CMOC, Theory]
    leave_out: [To read again]

The words that are known without a mapping are those of the method; the forms are ours.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cmo_graph.interchange.containers import read_text
from cmo_graph.interchange.drafted_things import normal
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place, nearest
from cmo_graph.interchange.qda.coded import Code, CodedProject
from cmo_graph.interchange.tree import Entries, Items, Scalar, Tree, read_tree
from cmo_graph.model.codes import Role

#: What reviewers call the roles, in the singular and in small letters.
WORDS: Mapping[str, Role] = {
    "context": Role.CONTEXT,
    "circumstance": Role.CONTEXT,
    "intervention": Role.INTERVENTION,
    "programme": Role.INTERVENTION,
    "program": Role.INTERVENTION,
    "actor": Role.ACTOR,
    "stakeholder": Role.ACTOR,
    "resource": Role.RESOURCE,
    "mechanism resource": Role.RESOURCE,
    "response": Role.RESPONSE,
    "reasoning": Role.RESPONSE,
    "mechanism response": Role.RESPONSE,
    "mechanism reasoning": Role.RESPONSE,
    "mechanism": Role.MECHANISM,
    "outcome": Role.OUTCOME,
}
#: Beginnings of the names of what stands for a whole configuration: `CMOC-03`, `CMO 3`.
CONFIGURATIONS = ("cmoc", "cmo configuration", "cmo")
_NUMBER = re.compile(r"^\(?(?:\d+|[a-z]|[ivx]+)[.):]\)?\s+|^\d+\s+")
_ASIDE = re.compile(r"\s*\([^)]*\)\s*$")
_NOT_WORDS = re.compile(r"[\s:/\-\u2013\u2014_]+")
_PREFIX = re.compile(
    r"\s*(?P<word>[^:\u2013\u2014_-]+?)\s*(?:[:\u2013\u2014_]|\s-\s)\s*(?P<rest>\S.*)"
)
_KEYS = ("roles", "prefixes", "configurations", "leave_out")
_ROLES = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True)
class RoleMapping:
    """What a mapping file says; names are in small letters, with single spaces."""

    roles: Mapping[str, Role] = field(default_factory=dict)
    #: Beginning of a name → the role of what is called so.
    prefixes: Mapping[str, Role] = field(default_factory=dict)
    configurations: tuple[str, ...] = CONFIGURATIONS
    leave_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one code stands for."""

    #: Its words without a role before them.
    label: str
    role: Role | None = None
    #: Whether it only gives others their role, and names no idea itself.
    is_heading: bool = False
    #: Key of the code or set that stands for the configuration it belongs to; its own for one that
    #: is a configuration.
    configuration: str = ""
    is_left_out: bool = False


def read_mapping(given: GivenFile | None, project: CodedProject, notes: Notes) -> RoleMapping:
    """Return what a mapping file says; what is wrong with it, and names of nothing, are noted."""
    text = None if given is None else read_text(given, notes)
    if given is None or text is None:
        return RoleMapping()
    read = read_tree(text, file=given.name)
    notes.problems.extend(read.problems)
    if not isinstance(read.tree, Entries):
        return RoleMapping()
    return _MappingReader(Place(given.name), project, notes).read(read.tree)


class _MappingReader:
    def __init__(self, place: Place, project: CodedProject, notes: Notes) -> None:
        self._place = place
        self._notes = notes
        names = [code.name for code in project.codes] + [one.name for one in project.sets]
        self._names = {normal(name): name for name in names}

    def read(self, tree: Entries) -> RoleMapping:
        for name, entry in tree.entries.items():
            if name not in _KEYS:
                message = f"A mapping of codes has no {name!r}."
                hint = nearest(name, _KEYS) or f"It has {', '.join(_KEYS)}."
                self._notes.add(
                    "key-unknown", message, self._place.at(entry, name), value=name, hint=hint
                )
        told = {name: entry.value for name, entry in tree.entries.items()}
        roles = self._roles(told.get("roles"), "roles")
        left_out = frozenset(self._list(told.get("leave_out"), "leave_out"))
        for name in (*roles, *left_out):
            self._check(name)
        configurations = self._list(told.get("configurations"), "configurations")
        return RoleMapping(
            roles,
            self._roles(told.get("prefixes"), "prefixes"),
            tuple(configurations) if "configurations" in told else CONFIGURATIONS,
            left_out,
        )

    def _roles(self, tree: Tree | None, key: str) -> dict[str, Role]:
        if tree is None:
            return {}
        if not isinstance(tree, Entries):
            self._refuse("value-not-mapping", f"{key} is a mapping of names to roles.", tree, key)
            return {}
        found: dict[str, Role] = {}
        for name, entry in tree.entries.items():
            word = entry.value.text if isinstance(entry.value, Scalar) else ""
            if word in _ROLES:
                found[normal(name)] = _ROLES[word]
            else:
                hint = nearest(word, _ROLES) or f"Roles: {', '.join(_ROLES)}."
                said = f"{word!r} is not a role."
                self._refuse(
                    "value-not-listed", said, entry.value, key, name, value=word, hint=hint
                )
        return found

    def _list(self, tree: Tree | None, key: str) -> list[str]:
        if tree is None:
            return []
        items = tree.items if isinstance(tree, Items) else ()
        if not isinstance(tree, Items) or not all(isinstance(one, Scalar) for one in items):
            self._refuse("value-not-list", f"{key} is a list of names.", tree, key)
            return []
        return [normal(one.text) for one in items if isinstance(one, Scalar)]

    def _refuse(
        self, code: str, message: str, tree: Tree, *path: str, value: str = "", hint: str = ""
    ) -> None:
        place = Place(self._place.file, tree.line, tree.column, path)
        self._notes.add(code, message, place, value=value, hint=hint)

    def _check(self, name: str) -> None:
        if name not in self._names:
            known = list(self._names.values())
            message = f"No code and no set is called {name!r}."
            hint = nearest(name, known) or "Names are told apart by letters alone, not by case."
            self._notes.add("qda-code-unknown", message, self._place, value=name, hint=hint)


class Roles:
    """What every code of a project stands for."""

    def __init__(self, project: CodedProject, mapping: RoleMapping) -> None:
        self._mapping = mapping
        self._codes = {code.key: code for code in project.codes}
        self._in_sets = {
            key: found
            for one in project.sets
            if (found := self._named_role(one.name)) is not None
            for key in one.members
        }
        self._gathered = {
            key: one.key
            for one in project.sets
            if self.is_configuration(one.name)
            for key in one.members
        }

    @cached_property
    def of(self) -> Mapping[str, Reading]:
        """The reading of each code, by its key."""
        return {key: self._reading(code) for key, code in self._codes.items()}

    def is_configuration(self, name: str) -> bool:
        """Say whether what is called so stands for a whole configuration."""
        said = normal(name)
        return any(
            said.startswith(one) and not said[len(one) :][:1].isalpha()
            for one in self._mapping.configurations
        )

    def _reading(self, code: Code) -> Reading:
        line = list(self._line(code))
        if any(normal(one.name) in self._mapping.leave_out for one in line):
            return Reading(code.name, is_left_out=True)
        whole = next((one.key for one in line if self.is_configuration(one.name)), "")
        if whole == code.key:
            return Reading(code.name, configuration=whole)
        whole = whole or next((self._gathered[c.key] for c in line if c.key in self._gathered), "")
        own = self._named_role(code.name)
        if own is not None:
            return Reading(code.name, own, is_heading=True, configuration=whole)
        label, role = self._prefixed(code.name)
        return Reading(label, role or self._inherited(line), configuration=whole)

    def _line(self, code: Code) -> Iterator[Code]:
        """Yield a code and those above it; a code above itself ends the line."""
        seen: set[str] = set()
        found: Code | None = code
        while found is not None and found.key not in seen:
            yield found
            seen.add(found.key)
            found = self._codes.get(found.above)

    def _inherited(self, line: Iterable[Code]) -> Role | None:
        for code in line:
            found = self._in_sets.get(code.key) or self._named_role(code.name)
            if found is not None:
                return found
        return None

    def _named_role(self, name: str) -> Role | None:
        """Return the role that a name is the word for; None when it is another word."""
        said = normal(name)
        if said in self._mapping.roles:
            return self._mapping.roles[said]
        plain = _ASIDE.sub("", _NUMBER.sub("", said))
        words = _NOT_WORDS.sub(" ", plain).strip().split(" ")
        return WORDS.get(" ".join(_singular(word) for word in words))

    def _prefixed(self, name: str) -> tuple[str, Role | None]:
        """Return a name without the role that stands before it."""
        said = normal(name)
        for prefix, role in self._mapping.prefixes.items():
            rest = name.strip()[len(prefix) :].strip(" :-\u2013\u2014_")
            if said.startswith(prefix) and rest:
                return rest, role
        found = _PREFIX.fullmatch(name)
        role_word = WORDS.get(_singular(normal(found["word"]))) if found else None
        return (found["rest"], role_word) if found and role_word else (name, None)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
