"""A mapping proposed for tables: this module writes one, and says what it goes by.

Names of columns tell most; what stands in the cells tells the rest. Whatever it proposes is only a
text, which the reviewer reads, changes and gives back. The proposal is a whole mapping file; what
was understood stands in its comments.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from cmo_graph.interchange.drafted_things import normal
from cmo_graph.interchange.notes import column_letters
from cmo_graph.interchange.spreadsheets import Row
from cmo_graph.interchange.tables.cells import halves_of, values_of
from cmo_graph.interchange.tables.mapping import ROLES, Column, Fill, TableMapping
from cmo_graph.interchange.tables.ready_mappings import ready_mapping
from cmo_graph.interchange.tables.rows import unmerged
from cmo_graph.interchange.tables.table import Table
from cmo_graph.interchange.tables.wording import PolarityReader, own_wording
from cmo_graph.interchange.yaml_text import Value, as_yaml
from cmo_graph.model.codes import Role
from cmo_graph.validation.codes import shortened

#: Likeness, 0-100, from which a column's name is taken for one that is known.
ALIKE = 88
#: Most rows that are looked at, and how many are shown.
MOST_ROWS, SHOWN = 2_000, 3
#: Share of a column's cells that must have a separator, a word of direction or an arrow.
_SHARE = 0.2
#: Share of what outcomes say that must have a word of direction: one alone can be chance.
_WORDED_SHARE = 1 / 3
_SEPARATORS = (";", "\n", "•")
_NAMES = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Guess:
    """One column, and what it is taken for."""

    column: int
    name: str
    #: The texts of its cells, from the top.
    texts: tuple[str, ...]
    fills: Fill
    of: Fill | None
    #: Why, in a few words; "" where the name itself is known.
    reason: str


def propose(tables: Sequence[Table]) -> str:
    """Return a mapping file for the table that looks most like configurations."""
    looked = [(table, *_columns(table)) for table in tables]
    table, header, guesses = max(
        looked, key=lambda one: (sum(guess.fills in ROLES for guess in one[2]), len(one[2]))
    )
    record = _record(table, header, guesses, has_several=len(tables) > 1)
    comments = "\n".join(f"# {line}".rstrip() for line in _told(table, header, guesses))
    return f"{comments}\n{as_yaml(record)}"


def _known() -> tuple[Column, ...]:
    found: TableMapping | None = ready_mapping("quotes")
    return found.columns if found is not None else ()


def _columns(table: Table) -> tuple[Row | None, list[_Guess]]:
    """Return the row with the columns' names and a guess for each column."""
    rows = unmerged(table.sheet, table.rows[: MOST_ROWS + 1])
    known = {normal(name): column for column in _known() for name in column.names}
    header = max(rows[:30], key=lambda row: _likeness(row, known), default=None)
    if header is None:
        return None, []
    below = [row for row in rows if row.number > header.number]
    taken: set[tuple[Fill, Fill | None]] = set()
    guesses = []
    for column, name in sorted(header.cells.items()):
        texts = tuple(text for row in below if (text := row.text(column)))
        guess = _guess(column, " ".join(name.split()), texts, known)
        if guess.fills not in ROLES and (guess.fills, guess.of) in taken:
            guess = _Guess(column, guess.name, texts, Fill.NOTE, None, "another one is taken")
        taken.add((guess.fills, guess.of))
        guesses.append(guess)
    return header, guesses


def _likeness(row: Row, known: Iterable[str]) -> tuple[int, int]:
    """Return how many names of a row are known or nearly so, and how many cells it has."""
    names = [normal(text) for text in row.cells.values() if len(text) < 60]
    return sum(bool(_nearest(name, known)) for name in names), len(row.cells)


def _nearest(name: str, known: Iterable[str]) -> str:
    choices = list(known)
    if name in choices:
        return name
    if len(name) < 4:
        return ""
    found = process.extractOne(name, choices, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return found[0] if found else ""


def _guess(column: int, name: str, texts: tuple[str, ...], known: dict[str, Column]) -> _Guess:
    near = _nearest(normal(name), known)
    if near:
        told = known[near]
        reason = "" if near == normal(name) else f"nearly {near!r}"
        return _Guess(column, name, texts, told.fills, told.of, reason)
    words = {word.casefold() for word in _NAMES.findall(name)}
    for role in Role:
        if {role.value, f"{role.value}s"} & words and not words & {"id", "code", "type"}:
            return _Guess(column, name, texts, Fill(role.value), None, f"it names a {role.value}")
    if texts and sum(_is_quoted(text) for text in texts) > len(texts) / 2:
        return _Guess(column, name, texts, Fill.QUOTE, None, "its cells are in quotation marks")
    return _Guess(column, name, texts, Fill.NOTE, None, "nothing is known of it")


def _is_quoted(text: str) -> bool:
    return len(text) > 2 and text[0] in "\"'\u201c\u2018" and text[-1] in "\"'\u201d\u2019"


def _record(
    table: Table, header: Row | None, guesses: Sequence[_Guess], *, has_several: bool
) -> dict[str, Value]:
    """Return the mapping file's keys."""
    record: dict[str, Value] = {}
    if has_several and table.name:
        record["sheet"] = table.name
    if header is not None:
        record["header"] = header.number
    slots = [guess for guess in guesses if guess.fills in ROLES]
    signs = [sign for sign in _SEPARATORS if any(_has(sign, guess) for guess in slots)]
    if signs:
        record["separator"] = signs
    if split := _filling(slots, _is_split):
        record["split"] = split
    if polarity := _filling(slots, _is_worded):
        record["polarity_in"] = polarity
    if not table.sheet.merged and _is_ragged(table, header, guesses):
        record["empty"] = "as_above"
    if levels := _levels(table, header, guesses):
        record["headings"] = ["theme", "context"][-levels:]
    record["columns"] = [
        {"column": guess.name, "fills": guess.fills.value}
        | ({"of": guess.of.value} if guess.of is not None else {})
        for guess in guesses
    ]
    return record


def _filling(slots: Sequence[_Guess], test: Callable[[_Guess], bool]) -> list[str]:
    return sorted({guess.fills.value for guess in slots if test(guess)})


def _has(sign: str, guess: _Guess) -> bool:
    return _often(sum(sign in text for text in guess.texts), guess)


def _often(number: int, guess: _Guess) -> bool:
    return bool(guess.texts) and number >= max(1, _SHARE * len(guess.texts))


def _is_split(guess: _Guess) -> bool:
    halves = own_wording().halves
    told = sum(len(halves_of(text, halves)) == 2 for text in guess.texts)
    return guess.fills is Fill.MECHANISM and _often(told, guess)


def _is_worded(guess: _Guess) -> bool:
    if guess.fills is not Fill.OUTCOME:
        return False
    reader = PolarityReader(own_wording())
    values = [one for text in guess.texts for one in values_of(text, _SEPARATORS)]
    said = [value for value in values if not own_wording().is_sentinel(value)]
    told = sum(reader.read(value).direction is not None for value in said)
    return bool(said) and told >= _WORDED_SHARE * len(said)


def _is_ragged(table: Table, header: Row | None, guesses: Sequence[_Guess]) -> bool:
    """Say whether many rows begin with empty cells and have one further on."""
    if header is None or len(guesses) < 2:
        return False
    columns = [guess.column for guess in guesses]
    rows = [row for row in table.rows if row.number > header.number]
    begun = sum(columns[0] not in row.cells and len(row.cells) > 0 for row in rows)
    return begun >= max(1, _SHARE * len(rows))


def _levels(table: Table, header: Row | None, guesses: Sequence[_Guess]) -> int:
    """Return how many headings stand one below the other at most, up to 2."""
    if header is None or len(guesses) < 3:
        return 0
    most = run = 0
    for row in table.rows:
        alone = row.number > header.number and list(row.cells) == [guesses[0].column]
        run = run + 1 if alone else 0
        most = max(most, run)
    return min(most, 2)


def _told(table: Table, header: Row | None, guesses: Sequence[_Guess]) -> Iterator[str]:
    """Yield what was understood, a line each."""
    number = header.number if header is not None else 0
    rows = sum(row.number > number for row in table.rows)
    yield f"A proposal for {table.file} ({table.form}, {rows} rows). Check it, change it, give it"
    yield "back with --mapping."
    yield ""
    for guess in guesses:
        why = f" ({guess.reason})" if guess.reason else ""
        of = f" of {guess.of.value}" if guess.of is not None else ""
        filled = f"{len(guess.texts)} of {min(rows, MOST_ROWS)} cells filled"
        letters = column_letters(guess.column)
        yield f"{letters} {shortened(guess.name)!r} → {guess.fills.value}{of}{why}; {filled}."
    if nothing := _sentinels(guesses):
        yield f"Read as nothing said: {', '.join(nothing)}."
    shown = [row for row in table.rows if row.number > number][:SHOWN]
    for row in unmerged(table.sheet, shown):
        yield ""
        yield f"Row {row.number}:"
        names = {guess.column: guess.name for guess in guesses}
        for column, text in sorted(row.cells.items()):
            yield f"  {shortened(names.get(column, column_letters(column)))}: {shortened(text)}"


def _sentinels(guesses: Sequence[_Guess]) -> list[str]:
    wording = own_wording()
    found = Counter(text for guess in guesses for text in guess.texts if wording.is_sentinel(text))
    return [f"{shortened(text)!r} ({number})" for text, number in found.most_common(20)]
