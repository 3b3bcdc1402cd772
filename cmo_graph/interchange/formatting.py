"""The canonical form, in place: this module rewrites a review's files as the emitter writes them.

The leading comment lines of a file are kept. Comments further down have no place in the canonical
form, so a file that has some is only rewritten when the caller allows them to be lost.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.emitting import emit_review
from cmo_graph.interchange.tree import LOADER
from cmo_graph.validation.codes import make_problem
from cmo_graph.validation.problems import Problem, has_errors, in_order


@dataclass(frozen=True, slots=True)
class Formatting:
    """What formatting a folder came to."""

    #: Names of the files whose text is not canonical, in order; rewritten unless only checked.
    changed: tuple[str, ...]
    #: All that reading found, and files whose comments would be lost; when one of them is an
    #: error, nothing was rewritten.
    problems: tuple[Problem, ...]


def check_format(folder: Path, *, drop_comments: bool = False) -> Formatting:
    """Say which files of a review are not in the canonical form, and rewrite none."""
    return _plan(folder, drop_comments=drop_comments)[0]


def format_folder(folder: Path, *, drop_comments: bool = False) -> Formatting:
    """Rewrite a review's files in the canonical form, each file whole or not at all.

    Every record stays in the file it stands in. Nothing is written when the review has an error.

    Args:
        folder: The folder that has `review.yaml`.
        drop_comments: Whether comments below the first lines of a file may be lost.
    """
    formatting, texts = _plan(folder, drop_comments=drop_comments)
    if not has_errors(formatting.problems):
        for name in formatting.changed:
            _replace(folder / name, texts[name])
    return formatting


def _plan(folder: Path, *, drop_comments: bool) -> tuple[Formatting, Mapping[str, str]]:
    reading = read_review(folder)
    if has_errors(reading.problems):
        return Formatting((), reading.problems), {}
    before = {name: (folder / name).read_bytes() for name in set(reading.files.values())}
    texts = {
        name: leading_comments(before[name].decode("utf-8-sig")) + text
        for name, text in _emitted(reading).items()
    }
    changed = tuple(name for name in sorted(texts) if texts[name].encode() != before[name])
    lost = () if drop_comments else tuple(_all_lost(changed, before))
    return Formatting(changed, in_order([*reading.problems, *lost])), texts


def _all_lost(changed: tuple[str, ...], before: Mapping[str, bytes]) -> Iterator[Problem]:
    for name in changed:
        yield from lost_comments(name, before[name])


def _emitted(reading: Reading) -> Mapping[str, str]:
    return emit_review(
        reading.things,
        language=reading.language,
        files=reading.files,
        omitted=reading.cited,
    )


def lost_comments(name: str, raw: bytes) -> Iterator[Problem]:
    """Tell that a file has comments that rewriting it would lose; nothing when it has none."""
    text = raw.decode("utf-8-sig")
    lines = [line for line in comment_lines(text) if line > leading_comments(text).count("\n")]
    if lines:
        yield make_problem(
            "file-has-comments",
            f"{name} has comments that formatting would lose, the first in line {lines[0]}.",
            file=name,
            line=lines[0],
            column=1,
            value=name,
            hint="Move them to the top of the file or into a note, or allow them to be dropped.",
        )


def leading_comments(text: str) -> str:
    """Return the comment lines at the top of a text, with the blank lines among them."""
    kept: list[str] = []
    for line in text.splitlines(keepends=True):
        if line.strip() and not line.startswith("#"):
            break
        kept.append(line.rstrip() + "\n")
    while kept and kept[-1] == "\n":
        kept.pop()
    return "".join(kept)


def comment_lines(text: str) -> list[int]:
    """Return the numbers, from 1, of the lines that have a comment; a # in a text is none."""
    if "#" not in text:
        return []
    inside = list(_insides(text))
    starts = [start for start, _ in inside]
    found: list[int] = []
    offset = 0
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        for at in (offset + place for place, char in enumerate(line) if char == "#"):
            nearest = bisect_right(starts, at) - 1
            within = nearest >= 0 and at < inside[nearest][1]
            if not within and (at == 0 or text[at - 1] in " \n"):
                found.append(number)
                break
        offset += len(line)
    return found


def _insides(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the texts between the marks of YAML, in order."""
    for token in yaml.scan(text, Loader=LOADER):
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark.index, token.end_mark.index
            if token.style in ("|", ">"):
                # A comment may follow the sign that opens a block.
                start = text.find("\n", start, end) + 1 or end
            yield start, end


def _replace(path: Path, text: str) -> None:
    """Put a text in a file's place, so that a reader finds the old one or the new one."""
    real = path.resolve()
    fresh = real.with_name(f".{real.name}.new")
    fresh.write_bytes(text.encode())
    fresh.replace(real)
