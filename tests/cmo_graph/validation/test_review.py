"""The rules across a review, over things that stand in no file."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from rdflib import URIRef

from cmo_graph.interchange.authoring import read_review
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import Node, plans
from cmo_graph.model import THINGS, Appraisal, Change, Concept, Configuration, Slot, Thing
from cmo_graph.validation import codes, review
from cmo_graph.validation.codes import CODES
from cmo_graph.validation.flaws import Things, pointers
from cmo_graph.validation.kinds.reviews import REVIEW_CODES
from cmo_graph.validation.names import check_names
from cmo_graph.validation.problems import Severity
from cmo_graph.validation.references import NOUNS, target_of
from cmo_graph.validation.review import check_review
from cmo_graph.validation.rules import evidence, open_ends, relations, versions
from cmo_graph.validation.schemes import rating_schemes
from cmo_graph.vocabulary import CMO_NAMESPACE
from tests.cmo_graph.interchange.small_review import DIGEST, FILES, write_review
from tests.strategies import whole_reviews


def things_of(folder: Path, *edits: tuple[str, str, str]) -> tuple[Thing, ...]:
    files = dict(FILES)
    for name, old, new in edits:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)
    return read_review(write_review(folder, files)).things


def concept(local: str) -> URIRef:
    return DEFAULT_BASE.mint("concepts", f"sos.{local}")


@settings(max_examples=30, deadline=None)
@given(things=whole_reviews())
def test_sound_review_has_no_error(things: tuple[Thing, ...]) -> None:
    flaws = (*check_review(things), *check_names(things))

    errors = [flaw for flaw in flaws if CODES[flaw.code].severity is Severity.ERROR]
    assert errors == []


@settings(max_examples=10, deadline=None)
@given(things=whole_reviews())
def test_order_of_things_changes_no_verdict(things: tuple[Thing, ...]) -> None:
    told = {flaw.code for flaw in check_review(things)}

    assert {flaw.code for flaw in check_review(tuple(reversed(things)))} == told


@settings(max_examples=10, deadline=None)
@given(things=whole_reviews())
def test_uses_are_what_the_pointers_of_others_say(things: tuple[Thing, ...]) -> None:
    trust = next((one for one in things if isinstance(one, Concept)), None)
    if trust is not None:
        own = trust.model_copy(update={"broader": (trust.id,)})
        things = tuple(own if one is trust else one for one in things)
    told: dict[URIRef, set[str]] = {}
    for thing in things:
        for _, field, iri in pointers(thing):
            if iri != thing.id:
                told.setdefault(iri, set()).add(field)

    assert Things(things).uses == told


def test_small_review_has_no_flaw(tmp_path: Path) -> None:
    things = things_of(tmp_path)

    assert check_review(things) == ()
    assert check_names(things) == ()


@pytest.mark.parametrize(
    ("code", "edit", "told_of"),
    [
        (
            "statement-without-passage",
            ("cmocs/trust-opens.yaml", "    passages: [p-trust]\n", ""),
            "stated_by_source",
        ),
        (
            "configuration-partial",
            (
                "cmocs/plan-alone.yaml",
                "mechanism:\n  - {concept: safety-plan, basis: theoretical}\n",
                "",
            ),
            "plan-alone has no mechanism",
        ),
        (
            "context-without-dimension",
            ("concepts.yaml", "    context_dimension: country\n", ""),
            "england",
        ),
        (
            "concept-unused",
            ("concepts.yaml", "  - id: england", "  - id: idle\n    label: Idle\n  - id: england"),
            "concept idle",
        ),
        (
            "agent-unused",
            (
                "review.yaml",
                "  - id: team",
                "  - {id: idle, label: Idle, kind: person}\n  - id: team",
            ),
            "agent idle",
        ),
        (
            "study-without-report",
            ("sources.yaml", "reports_on: [evaluation, pilot]", "reports_on: [evaluation]"),
            "pilot",
        ),
        (
            "study-unused",
            ("sources.yaml", "    includes: [pilot]\n", ""),
            "pilot",
        ),
        (
            "label-repeated",
            ("concepts.yaml", "label: Shared responsibility", "label: children  are safer"),
            "shared-responsibility",
        ),
        (
            "change-missing",
            ("theory.yaml", FILES["theory.yaml"].partition("    changes:")[2], " []\n"),
            "plan-alone is no longer a member of second",
        ),
        (
            "passage-text-unknown",
            ("sources.yaml", f"    text_digest: {DIGEST}\n", ""),
            "final-report has no text_digest",
        ),
        (
            "passage-unused",
            (
                "sources.yaml",
                "      - id: p-safety\n",
                f"      - {{id: idle, label: I, start: 1, end: 2, digest: '{DIGEST}'}}\n"
                "      - id: p-safety\n",
            ),
            "passage idle",
        ),
        (
            "line-read-elsewhere",
            ("sources.yaml", "reports_on: [evaluation, pilot]", "reports_on: [pilot]"),
            "line-trust was read in the study's own report",
        ),
    ],
)
def test_what_is_odd_but_allowed_is_warned_about(
    code: str, edit: tuple[str, str, str], told_of: str, tmp_path: Path
) -> None:
    flaws = check_review(things_of(tmp_path, edit))

    told = [flaw for flaw in flaws if flaw.code == code]
    assert told
    assert told_of in told[0].message
    assert CODES[code].severity is Severity.WARNING


def test_rules_about_absence_are_left_out_when_things_are_missing(tmp_path: Path) -> None:
    things = [thing for thing in things_of(tmp_path) if isinstance(thing, Concept)]

    assert check_review(things, is_whole=False) == ()
    assert {flaw.code for flaw in check_review(things)} == {"concept-unused"}


def test_flaw_of_a_slot_names_the_slot(tmp_path: Path) -> None:
    edit = ("cmocs/trust-opens.yaml", "    passages: [p-trust]\n", "")

    [flaw] = check_review(things_of(tmp_path, edit))

    configuration = DEFAULT_BASE.mint("configurations", "sos.trust-opens")
    assert flaw.thing == URIRef(f"{configuration}#context.sos.trust")
    assert flaw.field == "basis"
    assert flaw.as_problem().path == "sos.trust-opens#context.sos.trust basis"


def test_each_cycle_is_told_once_and_named(tmp_path: Path) -> None:
    things = things_of(tmp_path)
    trust = next(t for t in things if isinstance(t, Concept) and t.key == "sos.trust")
    above = trust.model_copy(
        update={"id": concept("relationship"), "broader": (concept("trust"),), "opposite_of": ()}
    )

    flaws = [f for f in check_review((trust, above)) if f.code == "cycle-broader"]

    [flaw] = flaws
    assert "relationship → trust → relationship" in flaw.message
    assert flaw.thing == concept("relationship")


def test_names_tell_a_reference_to_nothing(tmp_path: Path) -> None:
    things = [thing for thing in things_of(tmp_path) if thing.key != "sos.mistrust"]

    flaws = check_names(things)

    assert {flaw.code for flaw in flaws} == {"reference-unknown"}
    assert {flaw.value for flaw in flaws} == {str(concept("mistrust"))}


def test_names_tell_a_reference_to_another_kind(tmp_path: Path) -> None:
    things = things_of(tmp_path)
    study = DEFAULT_BASE.mint("studies", "sos.pilot")
    wrong = tuple(
        thing.model_copy(update={"broader": (study,)}) if thing.id == concept("trust") else thing
        for thing in things
    )

    [flaw] = check_names(wrong)

    assert (flaw.code, flaw.field) == ("reference-wrong-kind", "broader")
    assert "study; expected concept" in flaw.message


def test_names_warn_about_another_review_unless_it_is_known(tmp_path: Path) -> None:
    other = DEFAULT_BASE.mint("concepts", "other.trust")
    things = tuple(
        thing.model_copy(update={"broader": (other,)}) if thing.id == concept("trust") else thing
        for thing in things_of(tmp_path)
    )

    assert [flaw.code for flaw in check_names(things)] == ["reference-unchecked"]
    assert check_names(things, known=lambda iri: iri == other) == ()
    assert [f.code for f in check_names(things, known=lambda _: False)] == ["reference-unknown"]


def test_names_tell_two_things_with_one_id(tmp_path: Path) -> None:
    things = things_of(tmp_path)

    [flaw] = check_names((*things, things[-1]))

    assert flaw.code == "id-duplicate"


def test_names_tell_two_claims_with_one_id(tmp_path: Path) -> None:
    things = things_of(tmp_path)
    link = next(thing for thing in things if thing.key == "sos.implied-step")
    taken = DEFAULT_BASE.mint("links", "sos.trust-opens")

    flaws = check_names((*things, link.model_copy(update={"id": taken})))

    assert [flaw.code for flaw in flaws] == ["claim-id-taken"]


def test_names_tell_a_thing_of_another_review(tmp_path: Path) -> None:
    things = things_of(tmp_path)
    other = DEFAULT_BASE.mint("reviews", "other")
    moved = tuple(
        thing.model_copy(update={"review": other}) if isinstance(thing, Configuration) else thing
        for thing in things
    )

    assert {flaw.code for flaw in check_names(moved)} == {"review-differs", "reference-unchecked"}


def test_names_tell_when_there_is_no_review(tmp_path: Path) -> None:
    [flaw] = check_names(things_of(tmp_path)[1:])

    assert (flaw.code, flaw.value) == ("review-not-one", "0")


def test_every_field_that_holds_an_iri_says_what_it_may_name() -> None:
    models: tuple[type[Node], ...] = (*THINGS.values(), Slot, Appraisal, Change)
    for model in models:
        for plan in plans(model):
            if plan.value_type is URIRef:
                target = target_of(model, plan.name)
                assert target.kinds or target.or_elsewhere
                assert set(target.kinds) <= THINGS.keys()


def test_every_kind_of_thing_has_a_noun() -> None:
    assert NOUNS.keys() == THINGS.keys()


def test_every_code_of_a_whole_review_has_its_rule() -> None:
    folder = Path(codes.__file__).parent
    modules = (folder / "names.py", folder / "ratings.py", *folder.glob("rules/*.py"))
    rules = "".join(path.read_text(encoding="utf-8") for path in modules)

    assert {code for code in REVIEW_CODES if f'"{code}"' not in rules} == set()


def test_every_rule_is_applied() -> None:
    found = {
        rule
        for module in (evidence, open_ends, relations, versions)
        for name, rule in vars(module).items()
        if name.startswith("find_")
    }

    assert {*review.RULES, *review.RULES_OF_A_WHOLE} == found


def test_rating_schemes_of_the_ontology_have_their_values() -> None:
    schemes = rating_schemes()

    evidence = URIRef(CMO_NAMESPACE + "EifEvidenceScheme")
    assert URIRef(CMO_NAMESPACE + "eifEvidence4") in schemes[evidence]
    assert all(schemes.values())
