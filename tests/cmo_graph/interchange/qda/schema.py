"""What REFI-QDA asks of files, for tests of what we write.

`project-2019-03-18.xsd` is the schema of projects as REFI published it, under the MIT licence that
stands in it. The schema of codebooks is not at hand; its rules are in `codebook_faults`.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

_GUID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
_XML = etree.XMLParser(resolve_entities=False, no_network=True)
PROJECT = etree.XMLSchema(
    etree.parse(Path(__file__).with_name("project-2019-03-18.xsd"), parser=_XML)
)
_CODEBOOK = "{urn:QDA-XML:codebook:1.0}"
#: Element of a codebook → the elements that may stand in it, in this order, and its attributes.
_CODEBOOK_RULES = {
    "CodeBook": (("Codes", "Sets"), set(), {"origin"}),
    "Codes": (("Code",), set(), set()),
    "Code": (("Description", "Code"), {"guid", "name", "isCodable"}, {"color"}),
    "Sets": (("Set",), set(), set()),
    "Set": (("Description", "MemberCode"), {"guid", "name"}, set()),
    "MemberCode": ((), {"guid"}, set()),
    "Description": ((), set(), set()),
}


def project_faults(content: bytes) -> list[str]:
    """Return what is wrong with a .qdpx file; nothing when every program may read it."""
    faults: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        [project] = [name for name in names if "/" not in name]
        root = etree.fromstring(archive.read(project), _XML)
    if not PROJECT.validate(root):
        faults.append(str(PROJECT.error_log))
    given = [_told(one, "guid") for one in root.iter() if one.get("guid") is not None]
    faults += [f"{guid} is not in capitals" for guid in given if not _GUID.fullmatch(guid)]
    faults += [f"{guid} stands twice" for guid in set(given) if given.count(guid) > 1]
    pointed = [
        _told(one, name)
        for one in root.iter()
        for name in ("targetGUID", "originGUID", "creatingUser")
    ]
    faults += [f"{guid} is nothing" for guid in set(pointed) - set(given) - {""}]
    paths = {_told(one, "plainTextPath") for one in root.iter()} - {""}
    wanted = {f"sources/{path.removeprefix('internal://')}" for path in paths} | {project}
    faults += [f"{name} is missing or not named" for name in wanted ^ names]
    return faults


def _told(element: etree._Element, name: str) -> str:
    value = element.get(name)
    return value if isinstance(value, str) else ""


def codebook_faults(content: bytes) -> list[str]:
    """Return what is wrong with a .qdc file, by the rules of its schema (5 October 2017)."""
    root = etree.fromstring(content, _XML)
    return [fault for one in root.iter() for fault in _faults_of(one)] + (
        [] if root.tag == f"{_CODEBOOK}CodeBook" else ["The root is not CodeBook"]
    )


def _faults_of(element: etree._Element) -> Iterator[str]:
    name = str(element.tag).removeprefix(_CODEBOOK)
    inside, required, optional = _CODEBOOK_RULES[name]
    told = [str(child.tag).removeprefix(_CODEBOOK) for child in element]
    places = [inside.index(child) if child in inside else -1 for child in told]
    if places != sorted(places) or -1 in places:
        yield f"{name} holds {told}"
    if name in ("Codes", "Sets") and not told:
        yield f"{name} is empty"
    given = {str(key) for key in element.keys()}  # noqa: SIM118  # an element is no mapping
    if not required <= given <= required | optional:
        yield f"{name} has {sorted(given)}"
