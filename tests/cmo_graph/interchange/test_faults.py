"""Each kind of fault that a reviewer can make gives one clear message at the right line."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.files import LARGEST
from cmo_graph.validation.codes import CODES
from cmo_graph.validation.import_codes import IMPORT_CODES
from cmo_graph.validation.problems import Problem, Severity
from tests.cmo_graph.interchange.small_review import DIGEST, FILES, write_review

REVIEW = "review.yaml"
SOURCES = "sources.yaml"
CONCEPTS = "concepts.yaml"
CMOC = "cmocs/trust-opens.yaml"
RIVAL = "cmocs/plan-alone.yaml"
LINKS = "links.yaml"
EVIDENCE = "evidence/evaluation.yaml"
THEORY = "theory.yaml"


@dataclass(frozen=True)
class Fault:
    """One fault: the first `old` becomes `new`, and the problem stands in the last line of `at`."""

    name: str
    code: str
    file: str
    old: str
    new: str
    at: str
    #: What message or hint must name.
    names: tuple[str, ...]


FAULTS: tuple[Fault, ...] = (
    # Ids
    Fault("bad id", "id-malformed", CONCEPTS, "id: safer\n", "id: Safer!\n", "Safer!", ("Safer!",)),
    Fault("long id", "id-malformed", THEORY, "id: theory", f"id: {'x' * 81}", "xxx", ("80",)),
    Fault("no id", "key-missing", THEORY, "  - id: theory\n    la", "  - la", "How safe", ("id",)),
    Fault(
        "id twice in a file",
        "id-duplicate",
        CONCEPTS,
        "  - id: england\n",
        "  - id: mistrust\n    label: A name\n    broader: [trust]\n  - id: england\n",
        "- id: mistrust",
        ("mistrust", "line 8 of concepts.yaml"),
    ),
    Fault(
        "id twice in two files",
        "id-duplicate",
        LINKS,
        "id: trust-enables",
        "id: mistrust-blocks",
        "mistrust-blocks",
        ("mistrust-blocks", "line 22 of cmocs/trust-opens.yaml"),
    ),
    Fault(
        "claim id clash",
        "claim-id-taken",
        LINKS,
        "id: trust-enables",
        "id: plan-alone",
        "plan-alone",
        ("plan-alone", "configuration", "moderation"),
    ),
    Fault(
        "file not named after its id",
        "file-name-differs",
        EVIDENCE,
        "study: evaluation",
        "study: pilot",
        "study: pilot",
        ("pilot", "pilot.yaml"),
    ),
    # References
    Fault(
        "dangling reference",
        "reference-unknown",
        EVIDENCE,
        "claim: plan-to-responsibility",
        "claim: plan-to-responsability",
        "responsability",
        ("plan-to-responsability", "Nearest: plan-to-responsibility"),
    ),
    Fault(
        "dangling reference in a list",
        "reference-unknown",
        EVIDENCE,
        "[p-trust, p-safety]",
        "\n      - p-trust\n      - p-safty",
        "p-safty",
        ("p-safty", "Nearest: p-safety"),
    ),
    Fault(
        "reference to another kind",
        "reference-wrong-kind",
        EVIDENCE,
        "turns_on: england",
        "turns_on: evaluation",
        "turns_on: evaluation",
        ("evaluation", "study", "concept"),
    ),
    Fault(
        "moderation of a moderation",
        "reference-wrong-kind",
        LINKS,
        "moderates: plan-to-responsibility",
        "moderates: mistrust-blocks",
        "moderates: ",
        ("mistrust-blocks", "moderation", "configuration or link"),
    ),
    Fault(
        "undercut of a claim",
        "reference-wrong-kind",
        EVIDENCE,
        "undercuts: [line-trust]",
        "undercuts: [trust-opens]",
        "undercuts: [",
        ("trust-opens", "configuration", "evidence line"),
    ),
    Fault(
        "reference that is no id",
        "reference-malformed",
        EVIDENCE,
        "asserted_by: team",
        "asserted_by: The Team",
        "The Team",
        ("The Team",),
    ),
    Fault(
        "address without a scheme",
        "reference-malformed",
        REVIEW,
        "https://creativecommons.org/licenses/by/4.0/",
        "CC-BY",
        "licence",
        ("CC-BY", "an IRI"),
    ),
    # Keys
    Fault(
        "unknown key",
        "key-unknown",
        CONCEPTS,
        "broader:",
        "brooder:",
        "brooder",
        ("brooder", "Nearest: broader"),
    ),
    Fault(
        "unknown section",
        "key-unknown",
        EVIDENCE,
        "searches:",
        "serches:",
        "serches",
        ("serches", "Nearest: searches"),
    ),
    Fault(
        "unknown key of a slot",
        "key-unknown",
        CMOC,
        "level:",
        "levle:",
        "levle",
        ("levle", "Nearest: level"),
    ),
    Fault(
        "missing key",
        "key-missing",
        EVIDENCE,
        "    read_via: own_report\n",
        "",
        "- id: line-trust",
        ("read_via",),
    ),
    Fault(
        "evidence without passage",
        "key-missing",
        EVIDENCE,
        "    passages: [p-trust, p-safety]\n",
        "",
        "- id: line-trust",
        ("passages",),
    ),
    Fault(
        "evidence with an empty list of passages",
        "list-empty",
        EVIDENCE,
        "passages: [p-trust, p-safety]",
        "passages: []",
        "passages: []",
        ("passages",),
    ),
    Fault(
        "passage without a digest",
        "key-missing",
        SOURCES,
        f'    digest: {DIGEST}\n        page: "12"\n',
        "    page: '12'\n",
        "id: p-trust",
        ("digest",),
    ),
    Fault(
        "key that the place says",
        "key-implied",
        EVIDENCE,
        "    claim: trust-opens\n",
        "    study: evaluation\n    claim: trust-opens\n",
        "    study: evaluation",
        ("study",),
    ),
    Fault(
        "duplicate key",
        "yaml-duplicate-key",
        EVIDENCE,
        "    method: manual\n",
        "    method: manual\n    method: assisted\n",
        "method: assisted",
        ("method", "line 14"),
    ),
    # Values
    Fault(
        "wrong enum",
        "value-not-listed",
        EVIDENCE,
        "direction: supports",
        "direction: support",
        "direction: support",
        ("support", "disputes", "Nearest: supports"),
    ),
    Fault("key without a value", "value-empty", CMOC, "candidate", "", "stage:", ("stage",)),
    Fault("null", "value-empty", CMOC, "candidate", "null", "stage:", ("stage",)),
    Fault("text of blanks", "value-empty", THEORY, "The first version", '"  "', '"  "', ("label",)),
    Fault(
        "list for a single value",
        "value-not-text",
        EVIDENCE,
        "claim: trust-opens",
        "claim: [trust-opens]",
        "claim: [trust-opens]",
        ("claim",),
    ),
    Fault(
        "single value for a list",
        "value-not-list",
        CONCEPTS,
        "[relationship]",
        "relationship",
        "broader",
        ("broader", "[relationship]"),
    ),
    Fault(
        "single value for a slot",
        "value-not-mapping",
        CMOC,
        "  - concept: safety-plan\n    basis: inferred_by_reviewer\n",
        "  - safety-plan\n",
        "- safety-plan",
        ("resource",),
    ),
    Fault(
        "word for a number",
        "value-not-number",
        REVIEW,
        "documents_screened: 12",
        "documents_screened: twelve",
        "twelve",
        ("twelve",),
    ),
    Fault(
        "octal for a number",
        "value-not-number",
        SOURCES,
        "start: 10",
        "start: 010",
        "start: 010",
        ("010",),
    ),
    Fault(
        "bad date",
        "value-not-date",
        EVIDENCE,
        "coded: 2026-11-01",
        "coded: 2026-02-30",
        "2026-02-30",
        ("2026-02-30",),
    ),
    Fault(
        "year for a date",
        "value-not-date",
        SOURCES,
        "issued: 2021-02-08",
        "issued: 2021",
        "issued: 2021",
        ("2021",),
    ),
    Fault(
        "negative position",
        "value-out-of-range",
        SOURCES,
        "start: 10",
        "start: -10",
        "start: -10",
        ("start", "-10", "0"),
    ),
    Fault(
        "end before start",
        "passage-without-length",
        SOURCES,
        "end: 90",
        "end: 9",
        "end: 9",
        ("ends after it starts",),
    ),
    Fault(
        "digest malformed",
        "value-malformed",
        SOURCES,
        f'digest: {DIGEST}\n        page: "12"',
        'digest: sha256:beef\n        page: "12"',
        "sha256:beef",
        ("sha256:beef", "64"),
    ),
    Fault(
        "surroundings too long",
        "value-too-long",
        SOURCES,
        '"found that "',
        f'"{"found that " * 5}"',
        "prefix",
        ("prefix", "55", "40"),
    ),
    Fault(
        "bad language tag",
        "language-malformed",
        CONCEPTS,
        "nl: Ouders",
        "dutch!: Ouders",
        "dutch!",
        ("dutch!",),
    ),
    Fault(
        "two texts in a language",
        "text-repeated",
        CONCEPTS,
        "nl: Ouders",
        "EN: Ouders",
        "EN: Ouders",
        ("label", "one text in each language"),
    ),
    Fault(
        "bad language of the review",
        "language-malformed",
        REVIEW,
        "id: sos\n",
        "id: sos\nlanguage: English!\n",
        "language",
        ("English!",),
    ),
    # What must fit together
    Fault(
        "nuance without context",
        "nuance-without-context",
        EVIDENCE,
        "    turns_on: england\n",
        "",
        "direction: nuances",
        ("turns_on",),
    ),
    Fault(
        "empirical line without a finding",
        "finding-missing",
        EVIDENCE,
        "    finding: effect\n",
        "",
        "basis: empirical",
        ("finding", "no_effect"),
    ),
    Fault(
        "outcome without direction",
        "outcome-without-direction",
        CMOC,
        "    direction: increase\n",
        "",
        "- concept: safer",
        ("direction", "unclear"),
    ),
    Fault(
        "qualifier of another role",
        "qualifier-misplaced",
        CMOC,
        "level: interpersonal",
        "direction: increase",
        "    direction: increase\n    passages: [p-trust]",
        ("direction", "outcome"),
    ),
    Fault(
        "absent outcome",
        "qualifier-misplaced",
        CMOC,
        "direction: increase",
        "direction: increase\n    presence: absent",
        "presence: absent",
        ("only a context may be absent",),
    ),
    Fault(
        "slot twice",
        "slot-repeated",
        CMOC,
        "resource:\n",
        "  - {concept: trust, basis: theoretical}\nresource:\n",
        "id: trust-opens",
        ("twice",),
    ),
    Fault(
        "no slot",
        "slots-missing",
        RIVAL,
        FILES[RIVAL][FILES[RIVAL].index("context:") :],
        "",
        "id: plan-alone",
        ("slot",),
    ),
    Fault(
        "link to itself",
        "link-to-itself",
        LINKS,
        "to_concept: safer",
        "to_concept: shared-responsibility",
        "to_concept: shared-responsibility",
        ("two different concepts",),
    ),
    Fault(
        "change without a side",
        "change-one-sided",
        THEORY,
        "        before: [plan-alone]\n",
        "",
        "kind: refined",
        ("before",),
    ),
    Fault(
        "confidence without a component",
        "components-incomplete",
        EVIDENCE,
        "      - {component: coherence, concern: minor, reason: It fits.}\n",
        "",
        "components:",
        ("four components",),
    ),
    # The review as a whole
    Fault(
        "cycle in broader",
        "cycle-broader",
        CONCEPTS,
        "label: A good relationship",
        "label: A good relationship\n    broader: [trust]",
        "broader: [trust]",
        ("relationship → trust → relationship",),
    ),
    Fault(
        "concept broader than itself",
        "cycle-broader",
        CONCEPTS,
        "[relationship]",
        "[trust]",
        "broader",
        ("trust → trust",),
    ),
    Fault(
        "cycle in part_of",
        "cycle-part-of",
        CONCEPTS,
        "label: Shared responsibility",
        "label: Shared responsibility\n    part_of: [shared-responsibility]",
        "part_of",
        ("shared-responsibility",),
    ),
    Fault(
        "cycle in revision_of",
        "cycle-revision-of",
        THEORY,
        "number: 1\n",
        "number: 1\n    revision_of: first\n",
        "revision_of: first\n    stage: initial",
        ("first → first",),
    ),
    Fault(
        "cycle in embedded_in",
        "cycle-embedded-in",
        RIVAL,
        "rival_of: [trust-opens]",
        "embedded_in: [plan-alone]",
        "embedded_in",
        ("plan-alone",),
    ),
    Fault(
        "cycle in member_of",
        "cycle-member-of",
        REVIEW,
        "kind: organisation",
        "kind: organisation\n    member_of: [ann]",
        "member_of: [team]",
        ("ann → team → ann",),
    ),
    Fault(
        "opposite of itself",
        "opposite-of-itself",
        CONCEPTS,
        "[mistrust]",
        "[trust]",
        "opposite_of",
        ("trust",),
    ),
    Fault(
        "opposite that is broader",
        "opposite-is-broader",
        CONCEPTS,
        "[mistrust]",
        "[relationship]",
        "opposite_of",
        ("trust", "relationship"),
    ),
    Fault(
        "rival of itself",
        "rival-of-itself",
        RIVAL,
        "[trust-opens]",
        "[plan-alone]",
        "rival_of",
        ("plan-alone",),
    ),
    Fault(
        "data shared with itself",
        "same-data-itself",
        SOURCES,
        "design: case_study",
        "design: case_study\n    same_data: [pilot]",
        "same_data",
        ("pilot",),
    ),
    Fault(
        "study that includes itself",
        "study-includes-itself",
        SOURCES,
        "[pilot]",
        "[evaluation]",
        "includes",
        ("evaluation → evaluation",),
    ),
    Fault(
        "study that includes its twin",
        "same-data-included",
        SOURCES,
        "design: case_study",
        "design: case_study\n    same_data: [evaluation]",
        "includes",
        ("evaluation", "pilot"),
    ),
    Fault(
        "evidence on an implied link",
        "line-on-implied-link",
        EVIDENCE,
        "claim: plan-to-responsibility",
        "claim: implied-step",
        "claim: implied-step",
        ("implied-step", "Set claim to trust-opens"),
    ),
    Fault(
        "accepted line that does not say it",
        "line-accepted-unfit",
        EVIDENCE,
        "status: accepted",
        "status: accepted\n    entailment: does_not",
        "status: accepted",
        ("line-trust",),
    ),
    Fault(
        "passage beyond its text",
        "passage-beyond-text",
        SOURCES,
        "end: 260",
        "end: 5001",
        "end: 5001",
        ("5001", "5000", "p-safety", "final-report"),
    ),
    Fault(
        "words without a licence",
        "words-not-licensed",
        SOURCES,
        'page: "12"',
        "exact: parents need to trust",
        "exact",
        ("p-trust", "final-report", "licence"),
    ),
    Fault(
        "words that are not the passage's",
        "words-differ",
        SOURCES,
        FILES[SOURCES][FILES[SOURCES].index("    authors") : FILES[SOURCES].index('page: "12"')],
        "    licence: https://example.org/licence\n    passages:\n      - id: p-trust\n"
        "        label: Parents need to trust the worker.\n        start: 10\n        end: 90\n"
        f"        digest: {DIGEST}\n        exact: parents need to trust\n        ",
        "exact",
        ("p-trust",),
    ),
    Fault(
        "two versions with one number",
        "version-number-taken",
        THEORY,
        "number: 2",
        "number: 1",
        "number: 1\n    stage: refined",
        ("second", "first", "1"),
    ),
    Fault(
        "revision of another theory's version",
        "version-of-other-theory",
        THEORY,
        "versions:\n  - id: first\n    label: The first version\n    theory: theory\n",
        "  - id: other\n    label: Another\nversions:\n  - id: first\n"
        "    label: The first version\n    theory: other\n",
        "revision_of",
        ("second", "first", "other"),
    ),
    Fault(
        "change from what was no member",
        "change-not-before",
        THEORY,
        "before: [plan-alone]",
        "before: [plan-alone, trust-opens]",
        "before",
        ("trust-opens", "first"),
    ),
    Fault(
        "change to what is no member",
        "change-not-after",
        THEORY,
        "after: [trust-opens]",
        "after: [trust-opens, plan-alone]",
        "after",
        ("plan-alone", "second"),
    ),
    Fault(
        "rating that is no value of its scheme",
        "rating-not-in-scheme",
        EVIDENCE,
        "undercuts:\n",
        "ratings:\n  - id: cost\n    label: The cost\n    rates: safety-plan\n"
        "    scheme: cmo:EifCostScheme\n    value: cmo:eifEvidence4\n    asserted_by: team\n"
        "    passages: [p-trust]\nundercuts:\n",
        "value: cmo:eifEvidence4",
        ("cmo:eifEvidence4", "cmo:EifCostScheme", "cmo:eifCost1"),
    ),
    # YAML
    Fault("tab", "yaml-tab", LINKS, "    kind: triggers", "\tkind: triggers", "triggers", ("tab",)),
    Fault(
        "colon in a text",
        "yaml-syntax",
        LINKS,
        "A plan brings",
        "A plan: brings",
        "A plan: brings",
        ("quotes",),
    ),
    Fault(
        "bracket left open",
        "yaml-syntax",
        CONCEPTS,
        "[relationship]",
        "[relationship",
        "opposite_of",
        ("not YAML",),
    ),
    Fault(
        "control character",
        "yaml-control-character",
        CONCEPTS,
        "A good relationship",
        "A good\x0crelationship",
        "relationship",
        ("U+000C",),
    ),
    Fault(
        "escaped control character",
        "yaml-control-character",
        CONCEPTS,
        "A good relationship",
        '"A good\\0 relationship"',
        "A good",
        ("control character",),
    ),
    Fault(
        "anchor",
        "yaml-anchor",
        CMOC,
        "    basis: theoretical",
        "    basis: &b theoretical",
        "&b",
        ("&b",),
    ),
    Fault("alias", "yaml-anchor", CMOC, "candidate", "*stage", "*stage", ("*stage",)),
    Fault("tag", "yaml-tag", CMOC, "candidate", "!!str candidate", "!!str", ("!!str",)),
    Fault(
        "merge key",
        "yaml-merge-key",
        CMOC,
        "stage: candidate",
        "stage: candidate\n<<: {inference: abduction}",
        "<<",
        ("<<",),
    ),
    Fault(
        "key that is a list",
        "yaml-key-not-text",
        CMOC,
        "stage: candidate",
        "stage: candidate\n? [a, b]\n: c",
        "? [a, b]",
        ("key",),
    ),
    Fault(
        "several documents",
        "yaml-several-documents",
        CONCEPTS,
        "  - id: england",
        "---\n  - id: england",
        "---",
        ("second document",),
    ),
    Fault(
        "nested too deep",
        "yaml-too-deep",
        REVIEW,
        "id: sos\n",
        f"id: sos\nnote: {'[' * 20}{']' * 20}\n",
        "[[[",
        ("12",),
    ),
)


def errors_of(reading: Reading) -> list[Problem]:
    return [problem for problem in reading.problems if problem.severity is Severity.ERROR]


def line_of(text: str, words: str) -> int:
    return text.count("\n", 0, text.rindex(words)) + 1


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_told_once_at_its_line(fault: Fault, tmp_path: Path) -> None:
    assert fault.old in FILES[fault.file]
    planted = FILES[fault.file].replace(fault.old, fault.new, 1)

    reading = read_review(write_review(tmp_path, {**FILES, fault.file: planted}))

    [problem] = errors_of(reading)
    assert (problem.code, problem.file) == (fault.code, fault.file)
    assert problem.line == line_of(planted, fault.at)
    for name in fault.names:
        assert name in f"{problem.message} {problem.hint}"
    assert reading.things == ()


def test_reference_that_fits_two_kinds_is_told_with_both_ways_to_write_it(tmp_path: Path) -> None:
    links = FILES[LINKS].replace("id: trust-enables", "id: safety-plan")

    reading = read_review(write_review(tmp_path, {**FILES, LINKS: links}))

    [problem] = errors_of(reading)
    assert (problem.code, problem.file) == ("reference-ambiguous", EVIDENCE)
    assert problem.line == line_of(FILES[EVIDENCE], "searched_for")
    assert problem.hint == "Write one of moderations/safety-plan, concepts/safety-plan."


def test_reference_with_its_kind_is_not_ambiguous(tmp_path: Path) -> None:
    links = FILES[LINKS].replace("id: trust-enables", "id: safety-plan")
    evidence = FILES[EVIDENCE].replace("searched_for: ", "searched_for: concepts/")

    reading = read_review(write_review(tmp_path, {**FILES, LINKS: links, EVIDENCE: evidence}))

    assert errors_of(reading) == []


def _without_review(folder: Path) -> str:
    (folder / REVIEW).unlink()
    return REVIEW


def _empty(folder: Path) -> str:
    (folder / LINKS).write_bytes(b"")
    return LINKS


def _of_comments(folder: Path) -> str:
    (folder / LINKS).write_text("# to be written\n", encoding="utf-8")
    return LINKS


def _in_utf16(folder: Path) -> str:
    (folder / LINKS).write_bytes(FILES[LINKS].encode("utf-16"))
    return LINKS


def _too_large(folder: Path) -> str:
    (folder / LINKS).write_bytes(b"# " + b"x" * LARGEST)
    return LINKS


def _a_folder(folder: Path) -> str:
    (folder / LINKS).unlink()
    (folder / LINKS).mkdir()
    return LINKS


def _a_link_out(folder: Path) -> str:
    outside = folder.parent / "outside.yaml"
    outside.write_text(FILES[LINKS], encoding="utf-8")
    (folder / LINKS).unlink()
    (folder / LINKS).symlink_to(outside)
    return LINKS


def _misspelt(folder: Path) -> str:
    (folder / "link.yaml").write_text(FILES[LINKS], encoding="utf-8")
    return "link.yaml"


def _a_list(folder: Path) -> str:
    (folder / LINKS).write_text("- links\n", encoding="utf-8")
    return LINKS


def _yml(folder: Path) -> str:
    (folder / "cmocs" / "third.yml").write_text("id: third\n", encoding="utf-8")
    return "cmocs/third.yml"


def _two_bibliographies(folder: Path) -> str:
    (folder / "sources.bib").write_text("@book{a, title={A}}", encoding="utf-8")
    (folder / "sources.csl.json").write_text("[]", encoding="utf-8")
    return "sources.csl.json"


def _broken_bibtex(folder: Path) -> str:
    (folder / "sources.bib").write_text("@book{a, title={A", encoding="utf-8")
    return "sources.bib"


def _broken_csl(folder: Path) -> str:
    (folder / "sources.csl.json").write_text('{"id": ', encoding="utf-8")
    return "sources.csl.json"


FILE_FAULTS: tuple[tuple[str, Callable[[Path], str]], ...] = (
    ("file-missing", _without_review),
    ("file-empty", _empty),
    ("file-empty", _of_comments),
    ("file-not-utf8", _in_utf16),
    ("file-too-large", _too_large),
    ("file-unreadable", _a_folder),
    ("file-outside", _a_link_out),
    ("file-misplaced", _misspelt),
    ("file-misplaced", _yml),
    ("value-not-mapping", _a_list),
    ("bibliography-twice", _two_bibliographies),
    ("bibliography-unreadable", _broken_bibtex),
    ("bibliography-unreadable", _broken_csl),
)


@pytest.mark.parametrize(("code", "plant"), FILE_FAULTS)
def test_file_that_cannot_be_read_is_told_once(
    code: str, plant: Callable[[Path], str], tmp_path: Path
) -> None:
    folder = write_review(tmp_path / "review")
    name = plant(folder)

    reading = read_review(folder)

    [problem] = errors_of(reading)
    assert (problem.code, problem.file) == (code, name)
    assert name in problem.message
    assert reading.things == ()


def test_missing_folder_is_told(tmp_path: Path) -> None:
    reading = read_review(tmp_path / "nowhere")

    [problem] = reading.problems
    assert problem.code == "folder-missing"
    assert str(tmp_path / "nowhere") in problem.message


def test_every_error_that_a_file_can_have_is_planted() -> None:
    in_other_tests = {"bibliography-key-missing", "file-has-comments"}
    of_finished_things = {"review-not-one", "review-differs"}
    never = {"record-inconsistent"}
    elsewhere = in_other_tests | of_finished_things | never | set(IMPORT_CODES)
    planted = {fault.code for fault in FAULTS} | {code for code, _ in FILE_FAULTS}
    planted |= {"folder-missing", "reference-ambiguous"}

    errors = {code for code, kind in CODES.items() if kind.severity is Severity.ERROR}
    assert errors - elsewhere == planted
