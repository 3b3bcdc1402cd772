"""Cases for lists of references."""

import json

from tests.hostile.cases import Case
from tests.hostile.containers import bomb_of_entities, given, zeros

RECORD = b"TY  - JOUR\nTI  - Trust\nER  -\n"


def items(*entries: object) -> bytes:
    return json.dumps(entries).encode()


CASES: tuple[Case, ...] = (
    Case(
        "references in Latin-1",
        "references",
        "a.ris",
        given("TY  - JOUR\nTI  - Zoë\nER  -\n".encode("latin-1")),
        "given-encoding",
    ),
    Case(
        "NUL in a title",
        "references",
        "a.ris",
        given(RECORD.replace(b"Trust", b"Tr\x00st")),
        "given-control-character",
    ),
    Case("zip of references", "references", "a.ris", lambda: zeros(1), "import-unknown-kind"),
    Case("XML for references", "references", "a.xml", bomb_of_entities, "import-unknown-kind"),
    Case("letter for references", "references", "a.txt", given(b"Dear,"), "import-unknown-kind"),
    Case(
        "reference of one endless line",
        "references",
        "a.ris",
        lambda: b"TY  - JOUR\nAB  - " + b"x " * 5_000_000 + b"\nER  -\n",
        "reference-without-title",
    ),
    Case(
        "half a million lines of one reference",
        "references",
        "a.nbib",
        lambda: b"PMID- 1\n" + b"      x\n" * 500_000,
        "reference-without-title",
    ),
    Case(
        "braces nested deep",
        "references",
        "a.bib",
        lambda: b"@article{a, title={" + b"{" * 9_000 + b"x" + b"}" * 8_000,
        "reference-unreadable",
    ),
    Case(
        "string that never ends",
        "references",
        "a.bib",
        lambda: b'@article{a, title="' + b"x" * 1_000_000,
        "reference-unreadable",
    ),
    Case(
        "entries that are no entries",
        "references",
        "a.json",
        lambda: items(7),
        "reference-without-title",
    ),
    Case(
        "title that is a list of lists",
        "references",
        "a.json",
        lambda: items({"title": [[]]}),
        "reference-without-title",
    ),
    Case("references nested deep", "references", "a.json", given(b"[" * 100_000), "json-too-deep"),
    Case("list without references", "references", "a.json", given(b"[]"), "import-nothing-read"),
)
