"""What every answer tells beside itself: this module has dataset version, method, query and labels.

Answers are models, so that REST, the command line and notebooks tell the same thing in the same
words. What does not apply is absent; an empty list says that there is none.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from rdflib import URIRef

from cmo_graph.iri import IRI
from cmo_graph.repository import Repository
from cmo_graph.support.summary import Support
from cmo_graph.support.tally import Tally
from cmo_graph.vocabulary import CMO_NAMESPACE


class Told(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Question(BaseModel):
    """What is asked; whatever it does not name is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def echo(self) -> dict[str, JsonValue]:
        """Return the question as it was understood, defaults included."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class DatasetTold(Told):
    """Which dataset version was asked."""

    version: str = Field(description="Digest that changes exactly when content changes.")


class MethodTold(Told):
    """By which rules the answer was worked out."""

    name: str
    version: str = Field(description="Rises when the same data can get another answer.")
    parameters: dict[str, JsonValue] = Field(
        default={}, description="Whatever the answer depends on beside the data and the query."
    )


class Answer(Told):
    """What every answer tells beside itself."""

    dataset: DatasetTold
    method: MethodTold
    query: dict[str, JsonValue] = Field(description="The question as it was understood.")
    labels: dict[str, str] = Field(
        default={}, description="A label for every thing and term that is named, by IRI."
    )


class StudiesTold(Told):
    """Independent studies on one claim, by direction; a study can be on both sides."""

    for_: int = Field(alias="for")
    against: int
    inconclusive: int
    nuancing: int
    theorising_only: int = Field(description="Of which only accounts and theory count.")
    all: int = Field(description="With any line that counts.")


class TallyTold(Told):
    """Counts for one claim; they always travel with the status."""

    independent_studies: StudiesTold
    reports: int = Field(description="Documents that the lines stand in.")
    passages: int = Field(description="Pieces of text that the lines stand in.")
    developer_involved: int = Field(description="Studies in which the developers took part.")
    second_hand: int = Field(description="Studies read only in somebody else's report.")
    undercut: int = Field(description="Studies of which some inference is attacked.")


class Standing(Told):
    """How the evidence on one claim stands."""

    label: str
    kind: str = Field(description="configurations, links or moderations.")
    status: str = Field(description="Status of support; see docs/support.md.")
    answer: str = Field(description="The status in one word: yes, no, both or unknown.")
    tally: TallyTold


def tally_of(tally: Tally) -> TallyTold:
    """Return a tally as it is told."""
    return TallyTold.model_validate(tally.as_json())


def standings(
    claims: Iterable[IRI], *, supports: Mapping[IRI, Support], repository: Repository
) -> dict[str, Standing]:
    """Return how some claims stand, by IRI in order; claims without support are left out."""
    known = sorted(claim for claim in set(claims) if claim in supports)
    labels = repository.snapshot.catalogue.labels(known)
    return {
        str(claim): Standing(
            label=labels.get(claim, str(claim)),
            kind=repository.kind_of(claim),
            status=str(supports[claim].status.value),
            answer=str(supports[claim].answer.value),
            tally=tally_of(supports[claim].tally),
        )
        for claim in known
    }


def dataset_of(repository: Repository) -> DatasetTold:
    """Return which version an answer is read from."""
    return DatasetTold(version=repository.snapshot.version.digest)


def labelled(repository: Repository, *told: JsonValue) -> dict[str, str]:
    """Return a label for every thing and term that an answer names by IRI, in IRI order."""
    beginnings = (f"{repository.base.iri}id/", CMO_NAMESPACE)
    found = {text for value in told for text in _texts(value) if text.startswith(beginnings)}
    labels = repository.snapshot.catalogue.labels(URIRef(text) for text in found)
    return {str(iri): label for iri, label in sorted(labels.items())}


def _texts(value: JsonValue) -> Iterator[str]:
    waiting: list[JsonValue] = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            waiting += [*found, *found.values()]
        elif isinstance(found, list):
            waiting += found


def as_json(answer: Answer, *, repository: Repository) -> dict[str, JsonValue]:
    """Return an answer as JSON values, with a label for everything it names."""
    told = answer.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {**told, "labels": cast(JsonValue, labelled(repository, told))}
