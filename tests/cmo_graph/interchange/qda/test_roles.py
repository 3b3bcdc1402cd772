import pytest

from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.qda.coded import Code, CodedProject, CodeSet
from cmo_graph.interchange.qda.roles import Reading, RoleMapping, Roles, read_mapping
from cmo_graph.model.codes import Role


def project(codes: dict[str, str], sets: dict[str, list[str]] | None = None) -> CodedProject:
    """A project of codes, each with the one above it, and of sets; names are keys."""
    return CodedProject(
        origin="",
        codes=tuple(Code(key=name, name=name, above=above) for name, above in codes.items()),
        sets=tuple(
            CodeSet(key=name, name=name, members=tuple(members))
            for name, members in (sets or {}).items()
        ),
    )


def mapping(text: str, of: CodedProject) -> tuple[RoleMapping, list[str]]:
    notes = Notes()
    found = read_mapping(GivenFile("codes.yaml", text.encode()), of, notes)
    return found, [problem.code for problem in notes.problems]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Context", Role.CONTEXT),
        ("CONTEXTS", Role.CONTEXT),
        ("1. Contexts", Role.CONTEXT),
        ("Context (C)", Role.CONTEXT),
        ("Mechanism", Role.MECHANISM),
        ("Mechanism: resource", Role.RESOURCE),
        ("Mechanism - reasoning", Role.RESPONSE),
        ("Responses", Role.RESPONSE),
        ("Outcomes", Role.OUTCOME),
    ],
)
def test_code_called_a_role_gives_it_to_those_below(name: str, role: Role) -> None:
    roles = Roles(project({name: "", "trust": name, "deeper": "trust"}), RoleMapping())

    assert roles.of[name].is_heading
    assert roles.of["deeper"] == Reading("deeper", role)


@pytest.mark.parametrize("name", ["Contextual factors", "Outcome of visits", "Trust", "C: drive"])
def test_code_called_otherwise_has_no_role(name: str) -> None:
    roles = Roles(project({name: ""}), RoleMapping())

    assert roles.of[name] == Reading(name)


def test_role_nearest_above_counts() -> None:
    codes = {"Mechanism": "", "Resources": "Mechanism", "time": "Resources", "fear": "Mechanism"}

    roles = Roles(project(codes), RoleMapping())

    assert roles.of["time"].role is Role.RESOURCE
    assert roles.of["fear"].role is Role.MECHANISM


def test_role_before_a_name_is_taken_off() -> None:
    roles = Roles(project({"Outcome: safer children": "", "Context - poverty": ""}), RoleMapping())

    assert roles.of["Outcome: safer children"] == Reading("safer children", Role.OUTCOME)
    assert roles.of["Context - poverty"] == Reading("poverty", Role.CONTEXT)


def test_set_called_a_role_gives_it_to_its_members() -> None:
    roles = Roles(project({"trust": "", "fear": ""}, {"Outcomes": ["trust"]}), RoleMapping())

    assert roles.of["trust"].role is Role.OUTCOME
    assert roles.of["fear"].role is None


def test_codes_above_themselves_are_read() -> None:
    roles = Roles(project({"a": "b", "b": "a"}), RoleMapping())

    assert roles.of["a"] == Reading("a")


@pytest.mark.parametrize(
    ("name", "is_one"), [("CMOC-03", True), ("cmo 3", True), ("CMOCs", False), ("Trust", False)]
)
def test_configurations_are_known_by_name(name: str, is_one: bool) -> None:
    assert Roles(project({}), RoleMapping()).is_configuration(name) is is_one


def test_mapping_says_what_names_do_not() -> None:
    given = project({"Offers": "", "visits": "Offers", "C: poverty": "", "Later": "", "x": "Later"})

    found, problems = mapping(
        "roles:\n  Offers: resource\nprefixes:\n  'C:': context\nleave_out: [later]\n", given
    )
    roles = Roles(given, found)

    assert problems == []
    assert roles.of["visits"].role is Role.RESOURCE
    assert roles.of["C: poverty"] == Reading("poverty", Role.CONTEXT)
    assert roles.of["x"].is_left_out


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rolls: {}\n", "key-unknown"),
        ("roles:\n  Trust: contexts\n", "value-not-listed"),
        ("roles: [Trust]\n", "value-not-mapping"),
        ("leave_out: Trust\n", "value-not-list"),
        ("roles:\n  Truth: context\n", "qda-code-unknown"),
        ("roles:\n  Trust: context\n  Trust: outcome\n", "yaml-duplicate-key"),
    ],
)
def test_fault_of_a_mapping_is_one_problem(text: str, code: str) -> None:
    _, problems = mapping(text, project({"Trust": ""}))

    assert problems == [code]
