"""Cases for coded projects in REFI-QDA."""

from collections.abc import Callable

from tests.hostile.cases import Case
from tests.hostile.containers import bomb_of_entities, given, zipped

_A, _B, _C, _D = (f"{letter * 8}-0000-4000-8000-000000000000" for letter in "ABCD")
_BEGIN = '<Project xmlns="urn:QDA-XML:project:1.0" name="x" origin="Other">'


def project(inside: str, *others: tuple[str, bytes]) -> Callable[[], bytes]:
    return lambda: zipped(("project.qde", f"{_BEGIN}{inside}</Project>".encode()), *others)


def codes(inside: str) -> str:
    return f"<CodeBook><Codes>{inside}</Codes></CodeBook>"


def source(inside: str, *, path: str = f"internal://{_C}.txt") -> str:
    return (
        codes(f'<Code guid="{_A}" name="Trust" isCodable="true"/>')
        + f'<Sources><TextSource guid="{_B}" name="One" plainTextPath="{path}">{inside}'
        "</TextSource></Sources>"
    )


def selection(start: object, end: object) -> str:
    return (
        f'<PlainTextSelection guid="{_D}" startPosition="{start}" endPosition="{end}">'
        f'<Coding guid="{"E" * 8}-0000-4000-8000-000000000000"><CodeRef targetGUID="{_A}"/>'
        "</Coding></PlainTextSelection>"
    )


def deep() -> bytes:
    inside = f'<Code guid="{_A}" name="c" isCodable="true">' * 5_000
    return zipped(("project.qde", f"{_BEGIN}{codes(inside)}".encode()))


def crowded() -> bytes:
    inside = "".join(
        f'<Code guid="{n:08X}-0000-4000-8000-000000000000" name="c" isCodable="true"/>'
        for n in range(500_001)
    )
    return zipped(("project.qde", f"{_BEGIN}{codes(inside)}</Project>".encode()))


def shifted() -> Callable[[], bytes]:
    """Selections that fall into the middle of words however they are counted."""
    marks = "".join(
        selection(7 * n + 2, 7 * n + 5).replace(_D, f"{n:08X}-1111-4000-8000-000000000000")
        for n in range(20)
    )
    return project(source(marks), (f"sources/{_C}.txt", b"abcdef " * 30))


_TEXT = (f"sources/{_C}.txt", b"Parents trust the worker.")
_ENDS = b"</Codes></CodeBook>"
_QDC = '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'

CASES: tuple[Case, ...] = (
    Case("project cut off", "qda", "a.qdpx", lambda: project(source(""))()[:-30], "zip-damaged"),
    Case(
        "project of no XML", "qda", "a.qdpx", lambda: zipped(("a.txt", b"")), "zip-member-missing"
    ),
    Case(
        "two projects in one zip",
        "qda",
        "a.qdpx",
        lambda: zipped(("a.qde", b"<p/>"), ("b.qde", b"<p/>")),
        "zip-member-missing",
    ),
    Case(
        "project that leads out",
        "qda",
        "a.qdpx",
        project(source(""), ("../../x.txt", b"x")),
        "zip-unsafe",
    ),
    Case(
        "project with a bomb of entities",
        "qda",
        "a.qdpx",
        lambda: zipped(("project.qde", bomb_of_entities())),
        "xml-doctype",
    ),
    Case(
        "project of something else",
        "qda",
        "a.qdpx",
        lambda: zipped(("project.qde", b"<html><p/></html>")),
        "qda-not-a-project",
    ),
    Case("project cut off inside", "qda", "a.qdc", given(_BEGIN.encode()), "xml-malformed"),
    Case("codes nested deep", "qda", "a.qdpx", deep, "xml-malformed"),
    Case("half a million codes", "qda", "a.qdpx", crowded, "qda-too-large"),
    Case(
        "code inside itself",
        "qda",
        "a.qdpx",
        project(
            codes(
                f'<Code guid="{_A}" name="a" isCodable="true"><Code guid="{_B}" name="b"'
                f' isCodable="true"><Code guid="{{{_A.lower()}}}" name="a" isCodable="true"/>'
                "</Code></Code>"
            )
        ),
        "qda-guid-twice",
    ),
    Case(
        "two codes of one id",
        "qda",
        "a.qdc",
        given((_QDC + f'<Code guid="{_A}" name="a" isCodable="true"/>' * 2).encode() + _ENDS),
        "qda-guid-twice",
    ),
    Case(
        "code without an id",
        "qda",
        "a.qdc",
        given(f'{_QDC}<Code guid="12" name="a" isCodable="true"/>'.encode() + _ENDS),
        "qda-guid-malformed",
    ),
    Case(
        "position that is no number",
        "qda",
        "a.qdpx",
        project(source(selection("1e3", 4)), _TEXT),
        "qda-number-malformed",
    ),
    Case(
        "position of a thousand digits",
        "qda",
        "a.qdpx",
        project(source(selection(0, "9" * 1_000)), _TEXT),
        "qda-number-malformed",
    ),
    Case(
        "selection outside its text",
        "qda",
        "a.qdpx",
        project(source(selection(8, 400)), _TEXT),
        "qda-selection-outside",
    ),
    Case(
        "selection before its text",
        "qda",
        "a.qdpx",
        project(source(selection(-5, 4)), _TEXT),
        "qda-selection-outside",
    ),
    Case(
        "selection that ends before it starts",
        "qda",
        "a.qdpx",
        project(source(selection(13, 8)), _TEXT),
        "qda-selection-outside",
    ),
    Case(
        "text that is not there",
        "qda",
        "a.qdpx",
        project(source(selection(8, 13))),
        "qda-text-missing",
    ),
    Case(
        "text from elsewhere",
        "qda",
        "a.qdpx",
        project(source(selection(8, 13), path="absolute:///etc/passwd"), _TEXT),
        "qda-text-missing",
    ),
    Case(
        "source in Latin-1",
        "qda",
        "a.qdpx",
        project(source(selection(0, 3)), (f"sources/{_C}.txt", "Zoë trusts".encode("latin-1"))),
        "given-encoding",
    ),
    Case("selections that make no sense", "qda", "a.qdpx", shifted(), "qda-offsets-unsure"),
    Case(
        "coding with no code",
        "qda",
        "a.qdpx",
        project(
            source(selection(8, 13).replace(f'targetGUID="{_A}"', f'targetGUID="{_C}"')), _TEXT
        ),
        "qda-reference-unknown",
    ),
    Case(
        "link to nothing",
        "qda",
        "a.qdpx",
        project(
            codes(f'<Code guid="{_A}" name="Trust" isCodable="true"/>')
            + f'<Links><Link guid="{_B}" direction="OneWay" originGUID="{_A}"'
            f' targetGUID="{_C}"/></Links>'
        ),
        "qda-reference-unknown",
    ),
    Case(
        "note that claims to hold a review",
        "qda",
        "a.qdpx",
        project(
            codes(f'<Code guid="{_A}" name="Trust" isCodable="true"/>')
            + f'<Notes><Note guid="{_B}" name="cmo-graph: the whole review (keep this note; do'
            f' not edit it)"><PlainTextContent>{"[" * 50_000}</PlainTextContent></Note></Notes>'
        ),
        "qda-enclosed-damaged",
    ),
)
