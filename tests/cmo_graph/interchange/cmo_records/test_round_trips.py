"""Records that are imported come out as they went in, and come in the same again."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmo_graph.anchoring import Profile
from cmo_graph.interchange.cmo_records.exporter import as_records, records_of
from cmo_graph.interchange.cmo_records.importer import import_records
from cmo_graph.interchange.cmo_records.record import CmoRecord, RecordSlot
from cmo_graph.interchange.exporters import export_review
from cmo_graph.interchange.exporting import ExportRequest
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.quotations import with_quotations
from cmo_graph.model.codes import Role
from tests.cmo_graph.interchange.maps.test_round_trips import read_by, settled

words = st.text("abc XYZ'é:#", min_size=1, max_size=8).map(lambda text: " ".join(text.split()))
labels = st.sampled_from(["Trust", "A safe plan", "Children are safer", "12", "yes", "n/a"])
quotes = st.sampled_from(["", "Parents who trust, share.", "=Trust: matters\nmuch"])
further = st.dictionaries(st.sampled_from(["tags", "confidence"]), words.filter(bool), max_size=2)


@st.composite
def records(draw: st.DrawFn) -> list[CmoRecord]:
    count = draw(st.integers(1, 4))
    return [draw(_record(number)) for number in range(count)]


@st.composite
def _record(draw: st.DrawFn, number: int) -> CmoRecord:
    roles = draw(st.lists(st.sampled_from(list(Role)), min_size=1, max_size=3, unique=True))
    slots = [
        RecordSlot(
            role=role,
            label=draw(labels) if role is not roles[0] else "Care",
            quote=draw(quotes),
            direction=draw(st.sampled_from(["", "increase", "less"])),
            further=draw(further),
        )
        for role in sorted(roles, key=list(Role).index)
    ]
    quote = draw(quotes)
    return CmoRecord(
        key=f"C-{number}",
        label=draw(words),
        document=draw(st.sampled_from(["Roe 2019", "" if not _is_quoted(slots, quote) else "Roe"])),
        slots=tuple(slots),
        quotes=(quote,) if quote else (),
        page=draw(st.sampled_from(["", "12"])),
        further=draw(further),
    )


def _is_quoted(slots: list[RecordSlot], quote: str) -> bool:
    return bool(quote) or any(slot.quote for slot in slots)


def in_order(found: list[CmoRecord]) -> list[CmoRecord]:
    return sorted(found, key=repr)


@pytest.mark.parametrize("shape", ["yaml", "json"])
@given(given_records=records())
@settings(max_examples=25, deadline=None)
def test_records_come_out_as_they_went_in(shape: str, given_records: list[CmoRecord]) -> None:
    file = GivenFile(f"cmos.{shape}", as_records(given_records, shape).encode())
    imported, reading = read_by(import_records, [file])

    told = with_quotations(reading.things, imported.texts)
    assert in_order(records_of(told, language="en")) == in_order(given_records)

    options: dict[str, Any] = {"shape": shape}
    request = ExportRequest(profile=Profile.FULL, texts=imported.texts, options=options)
    [made] = export_review("records", reading, request=request).files
    again, _ = read_by(import_records, [GivenFile(file.name, made.content)])
    assert settled(again.things) == settled(imported.things)
