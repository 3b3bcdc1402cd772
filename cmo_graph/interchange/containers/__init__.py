"""Files from outside, opened with care: this package bounds what they may cost.

Nothing is ever written to disk under a name that a file chose, no document type is read, nothing is
fetched, and what unpacks is counted while it does. A file that breaks a bound gets one problem that
says so, and None is returned for it.

The bounds are ours: several times what the largest reviews need.
"""

from cmo_graph.interchange.containers.databases import MOST_STEPS, open_sqlite
from cmo_graph.interchange.containers.json_texts import DEEPEST, read_json
from cmo_graph.interchange.containers.texts import (
    CONTROL,
    LARGEST_GIVEN,
    LARGEST_TEXT,
    decoded,
    is_small_enough,
    read_text,
)
from cmo_graph.interchange.containers.xml_texts import is_plain_xml, read_xml
from cmo_graph.interchange.containers.zips import (
    LARGEST_UNPACKED,
    MOST_MEMBERS,
    MOST_RATIO,
    Archive,
    open_zip,
)

__all__ = [
    "CONTROL",
    "DEEPEST",
    "LARGEST_GIVEN",
    "LARGEST_TEXT",
    "LARGEST_UNPACKED",
    "MOST_MEMBERS",
    "MOST_RATIO",
    "MOST_STEPS",
    "Archive",
    "decoded",
    "is_plain_xml",
    "is_small_enough",
    "open_sqlite",
    "open_zip",
    "read_json",
    "read_text",
    "read_xml",
]
