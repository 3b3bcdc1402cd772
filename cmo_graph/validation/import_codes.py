"""What can be wrong with a file that is imported: this module has those codes, group by group.

Each importer has a group of its own in `cmo_graph.validation.kinds`, where a code is declared with
what it means, how it is mended and an example. `docs/importing.md` has a row for each code, and
`docs/problem-codes.md` is written again by `python scripts/write_problem_codes.py`.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from cmo_graph.validation.kinds.containers import CONTAINER_CODES, DOCUMENT_CODES
from cmo_graph.validation.kinds.drafts import DRAFT_CODES
from cmo_graph.validation.kinds.edges import EDGE_CODES
from cmo_graph.validation.kinds.merging import MERGE_CODES, SUGGESTING_CODES
from cmo_graph.validation.kinds.qda import QDA_CODES
from cmo_graph.validation.kinds.reference_lists import REFERENCE_LIST_CODES
from cmo_graph.validation.kinds.tables import TABLE_CODES
from cmo_graph.validation.kinds.workbooks import WORKBOOK_CODES
from cmo_graph.validation.problems import ProblemKind

#: (title, codes) of each group.
IMPORT_GROUPS: Sequence[tuple[str, Mapping[str, ProblemKind]]] = (
    ("Files from outside", CONTAINER_CODES),
    ("Documents whose words are wanted", DOCUMENT_CODES),
    ("Becoming part of a review", MERGE_CODES),
    ("Doubts about what a file says", DRAFT_CODES),
    ("Tables and their mappings", TABLE_CODES),
    ("Nodes and edges", EDGE_CODES),
    ("Lists of references", REFERENCE_LIST_CODES),
    ("Coded projects", QDA_CODES),
    ("Workbooks of a review", WORKBOOK_CODES),
    ("Decisions and candidates", SUGGESTING_CODES),
)

#: Every kind of problem of an import.
IMPORT_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {code: kind for _, kinds in IMPORT_GROUPS for code, kind in kinds.items()}
)
