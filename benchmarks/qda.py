"""How fast is a coded project read? This module asks, beside opening and parsing it alone."""

import io
import random
import zipfile
from collections.abc import Iterator
from functools import partial

from lxml import etree

from benchmarks.material import Material
from benchmarks.measure import alternate
from benchmarks.table import Row, at_most, duration
from cmo_graph.interchange.importing import Context, GivenFile
from cmo_graph.interchange.qda.coded import Code, CodedProject, Coding, Selection, Text
from cmo_graph.interchange.qda.counting import CONVENTIONS
from cmo_graph.interchange.qda.guids import make_guid
from cmo_graph.interchange.qda.importer import import_qda
from cmo_graph.interchange.qda.writing import as_qdpx

TITLE = "Coded projects"
#: Characters of the text, and selections on it: a long project.
LENGTH, SELECTIONS = 600_000, 300
#: Codes of the project, under a heading for each role.
CODES = 60
_HEADINGS = ("Context", "Mechanism", "Outcome")


def rows(material: Material) -> Iterator[Row]:
    """Import a project written as NVivo for Windows writes it, by the evidence of its offsets."""
    content = as_qdpx(_project(random.Random(7)), convention=CONVENTIONS["utf-16-crlf"])
    given = GivenFile("p.qdpx", content)
    ours, alone = alternate(
        partial(import_qda, [given], context=Context(review="sos")),
        partial(_parse, content),
        times=max(3, material.scale.repeats // 4),
    )
    size = f"{LENGTH:,} characters, {SELECTIONS} selections"
    told = f"{duration(ours.median)}; opening and parsing alone {duration(alone.median)}"
    what = "importing a coded project"
    yield Row(
        what=what,
        size=size,
        value=ours.median / alone.median,
        unit="× zipfile and lxml alone",
        behind=told,
    )
    yield Row(
        what=what, size=size, value=ours.median, unit="s", target=at_most(2, "s"), behind=told
    )


def _project(chance: random.Random) -> CodedProject:
    words = _words(chance)
    headings = [Code(key=make_guid(name), name=name) for name in _HEADINGS]
    codes = [
        Code(key=make_guid("code", str(n)), name=f"Idea {n}", above=chance.choice(headings).key)
        for n in range(CODES)
    ]
    text = Text(key=make_guid("text"), name="Interviews", words=words)
    return CodedProject(
        origin="Other",
        codes=(*headings, *codes),
        texts=(text,),
        selections=tuple(_selection(n, text, codes, chance) for n in range(SELECTIONS)),
    )


def _words(chance: random.Random) -> str:
    """Return lines of words, some of them emoji, which programs count in two ways."""
    letters = "etaoinshrdlu"
    pool = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(2_000)]
    pool += ["\U0001f600", "\U0001f4ac"] * 20
    lines = (" ".join(chance.choices(pool, k=12)) for _ in range(LENGTH // 50))
    return "\n".join(lines)[:LENGTH]


def _selection(number: int, text: Text, codes: list[Code], chance: random.Random) -> Selection:
    """Return a selection from one space to another, coded twice."""
    start = text.words.index(" ", chance.randrange(LENGTH - 1_000)) + 1
    end = text.words.index(" ", start + chance.randint(20, 400))
    key = make_guid("selection", str(number))
    codings = tuple(
        Coding(code=code.key, key=make_guid("coding", key, code.key))
        for code in chance.sample(codes, 2)
    )
    return Selection(key=key, text=text.key, start=start, end=end, codings=codings)


def _parse(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            held = archive.read(name)
            if name.endswith(".qde"):
                etree.fromstring(held)
            else:
                held.decode("utf-8-sig")
