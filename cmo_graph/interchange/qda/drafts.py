"""A coded project as part of a review: this module says what becomes of codes and selections.

It is the one place for that, whichever program made the project: readers of REFI-QDA, QualCoder and
Taguette give a `CodedProject` and hand it in here.
"""

from cmo_graph.interchange.importing import Context, Imported
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.qda.coded import CodedProject
from cmo_graph.validation.problems import in_order


def draft_review(project: CodedProject, *, context: Context, notes: Notes) -> Imported:
    """Return what a coded project comes to in a review.

    Args:
        project: What the reader read; positions are code points over the words of its texts.
        context: The review, and the mapping file that says which code has which role.
        notes: What was noted while it was read; what is noted here is added.
    """
    del context
    return Imported((), in_order(notes.problems), project.understood)
