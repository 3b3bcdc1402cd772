"""REFI-QDA projects of our own making, written as each program is known to write them.

Every text and name here is invented. Offsets are worked out from the bytes that a program would
see, not by the code under test.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

#: Forty lines of synthetic words, with astral characters, combining marks and a flag.
TEXT = "".join(
    f"Interview {n}. The team said \U0001f600 trust grows when visits are regular \U0001d54f.\n"
    f"Cafe\u0301 talks helped; no-one was blamed \U0001f1f3\U0001f1f1, and Zoë felt heard.\n"
    for n in range(20)
)


def guid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"https://example.org/{name}")).upper()


@dataclass(frozen=True)
class Program:
    """How a program writes a project."""

    origin: str
    #: Its texts have Windows line ends, and a byte order mark.
    crlf: bool = False
    bom: bool = False
    #: What it counts.
    utf16: bool = False
    crlf_counts_two: bool = False
    folder: str = "sources"
    project: str = "project.qde"
    #: Selections are called by their words, cut after so many characters; 0 for not at all.
    quotes: int = 0
    #: The words stand in the XML itself.
    inline: bool = False
    lower_guids: bool = False
    braces: bool = False

    def offset(self, text: str, position: int) -> int:
        before = text[:position]
        if self.crlf_counts_two:
            before = before.replace("\n", "\r\n")
        return len(before.encode("utf-16-le")) // 2 if self.utf16 else len(before)

    def name(self, words: str) -> str:
        if not self.quotes:
            return ""
        return words if len(words) <= self.quotes else words[: self.quotes] + "\u2026"

    def guid(self, name: str) -> str:
        found = guid(name).lower() if self.lower_guids else guid(name)
        return f"{{{found}}}" if self.braces else found


NVIVO = Program(
    "NVivo 12.6",
    crlf=True,
    bom=True,
    utf16=True,
    crlf_counts_two=True,
    folder="Sources",
    lower_guids=True,
)
ATLAS = Program("ATLAS.ti 8.4", crlf=True, quotes=100, project="Project.qde", braces=True)
MAXQDA = Program("MAXQDA 2022", crlf=True, utf16=True)
QUALCODER = Program("QualCoder 3.6", inline=True)
#: Windows line ends that XML has made into LF, and that are counted all the same.
INLINE_WINDOWS = Program("Quirkos", inline=True, utf16=True, crlf_counts_two=True)
PROGRAMS: Mapping[str, Program] = {
    "nvivo": NVIVO,
    "atlas": ATLAS,
    "maxqda": MAXQDA,
    "qualcoder": QUALCODER,
    "inline": INLINE_WINDOWS,
}


@dataclass(frozen=True)
class Coded:
    """Words that were coded: the n-th time that they stand in the text."""

    words: str
    codes: Sequence[str]
    nth: int = 0
    memo: str = ""

    def span(self, text: str) -> tuple[int, int]:
        start = -1
        for _ in range(self.nth + 1):
            start = text.index(self.words, start + 1)
        return start, start + len(self.words)


@dataclass(frozen=True)
class Given:
    """A project with one text."""

    program: Program
    text: str = TEXT
    coded: Sequence[Coded] = ()
    #: Code → the code it stands under; "" for one at the top. Those above come first.
    codes: Mapping[str, str] = field(default_factory=dict)
    #: Further XML, by the name of the element at the top.
    more: Mapping[str, str] = field(default_factory=dict)
    source: str = "Interview one"

    def content(self) -> bytes:
        """Return the project as a file."""
        packed = io.BytesIO()
        program = self.program
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            if not program.inline:
                raw = self.text.replace("\n", "\r\n") if program.crlf else self.text
                encoded = raw.encode("utf-8-sig" if program.bom else "utf-8")
                archive.writestr(f"{program.folder}/{guid('source')}.txt", encoded)
            archive.writestr(program.project, self.xml())
        return packed.getvalue()

    def xml(self) -> str:
        parts = (
            self._part("Users", f'<User guid="{self.program.guid("ann")}" name="Ann"/>'),
            self._part("CodeBook", f"<Codes>{self._codes('')}</Codes>" if self.codes else ""),
            self._part("Variables", ""),
            self._part("Cases", ""),
            self._part("Sources", self._source()),
            *(self._part(name, "") for name in ("Notes", "Links", "Sets", "Graphs")),
            self.more.get("Description", ""),
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="urn:QDA-XML:project:1.0"'
            f' name="Synthetic" origin={quoteattr(self.program.origin)}>{"".join(parts)}</Project>'
        )

    def _part(self, name: str, inside: str) -> str:
        inside += self.more.get(name, "")
        return f"<{name}>{inside}</{name}>" if inside else ""

    def _codes(self, above: str) -> str:
        return "".join(
            f'<Code guid="{self.program.guid(name)}" name={quoteattr(name)} isCodable="true">'
            f"{self._codes(name)}</Code>"
            for name, parent in self.codes.items()
            if parent == above
        )

    def _source(self) -> str:
        program = self.program
        path = "" if program.inline else f' plainTextPath="internal://{guid("source")}.txt"'
        words = f"<PlainTextContent>{escape(self.text)}</PlainTextContent>"
        return (
            f'<TextSource guid="{program.guid("source")}" name={quoteattr(self.source)}{path}>'
            f"{words if program.inline else ''}"
            f"{''.join(self._selection(number, one) for number, one in enumerate(self.coded))}"
            f"{self.more.get('source', '')}</TextSource>"
        )

    def _selection(self, number: int, one: Coded) -> str:
        program = self.program
        start, end = (program.offset(self.text, place) for place in one.span(self.text))
        codings = "".join(
            f'<Coding guid="{program.guid(f"coding {number} {code}")}"'
            f' creatingUser="{program.guid("ann")}" creationDateTime="2026-03-04T10:00:00Z">'
            f'<CodeRef targetGUID="{program.guid(code)}"/></Coding>'
            for code in one.codes
        )
        memo = f"<Description>{escape(one.memo)}</Description>" if one.memo else ""
        return (
            f'<PlainTextSelection guid="{program.guid(f"selection {number}")}"'
            f" name={quoteattr(program.name(one.words))}"
            f' startPosition="{start}" endPosition="{end}">{memo}{codings}</PlainTextSelection>'
        )
