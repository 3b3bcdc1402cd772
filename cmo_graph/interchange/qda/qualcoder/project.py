"""Projects of QualCoder: this module reads the database `data.qda` of a project's folder.

Every version of its database is read, from the first to the seventeenth: what an older one does not
have is empty, and what a newer one may add is told. Positions are code points over the text as
stored, or UTF-16 units where the words that QualCoder repeats with each coding say so.

Source: the tables as QualCoder creates and upgrades them (github.com/ccbogel/QualCoder).
"""

from collections.abc import Iterator

from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.qda.code_tree import in_tree_order
from cmo_graph.interchange.qda.coded import Code, CodedProject, User, Variable
from cmo_graph.interchange.qda.qualcoder.codings import read_codings, user_key
from cmo_graph.interchange.qda.qualcoder.drawings import read_drawings
from cmo_graph.interchange.qda.qualcoder.remarks import read_remarks
from cmo_graph.interchange.qda.qualcoder.sources import read_sources, transcripts
from cmo_graph.interchange.qda.qualcoder.values import Values, read_values
from cmo_graph.interchange.qda.tables import Tables, key

#: Tables that only a project of QualCoder has together.
SIGNS = ("project", "source", "code_name", "code_text")
#: Every table that is read in this package.
_KNOWN = (
    "project source code_name code_cat code_text code_image code_av annotation attribute_type"
    " attribute case_text cases journal stored_sql ris coder_names graph gr_cdct_text_item"
    " gr_case_text_item gr_file_text_item gr_free_text_item gr_cdct_line_item gr_free_line_item"
    " gr_pix_item gr_av_item gr_memo_item"
)
#: Those whose rows have a coder.
_OWNED = (
    "source code_name code_cat code_text code_image code_av annotation attribute_type attribute"
    " case_text cases journal"
)
#: What the program remembers of its own windows.
_BOOKMARKS = (
    "bookmarkfile bookmarkpos recently_used_codes avbookmarkfile avbookmarkmsec avbookmarktextpos"
)


def read_qualcoder(tables: Tables, notes: Notes) -> CodedProject:
    """Return the project that a database of QualCoder holds."""
    columns = "databaseversion date memo about codername"
    about = next(tables.rows("project", columns, unread=_BOOKMARKS), None)
    codes = in_tree_order((*_categories(tables), *_codes(tables)), notes)
    values: Values = read_values(tables)
    sources = tuple(read_sources(tables, values, notes))
    codable = {code.key for code in codes if code.is_codable}
    words = {text.key: stored for text, stored in sources}
    pieces = read_codings(tables, notes, codes=codable, words=words)
    drawn = read_drawings(tables, codes, pieces)
    cases, remarks = read_remarks(tables, values, pieces)
    tables.tell_others(_KNOWN.split())
    # How positions are counted is known when every piece is.
    selections = pieces.selections()
    return CodedProject(
        origin=(about.text("about") if about else "") or "QualCoder",
        memo=about.text("memo") if about else "",
        users=tuple(_users(tables)),
        codes=codes,
        texts=tuple(text for text, _ in sources),
        selections=selections,
        variables=tuple(_variables(tables)),
        cases=cases,
        notes=(*remarks, *drawn.notes),
        links=(*transcripts(tables), *pieces.links, *drawn.links),
        sets=drawn.sets,
        understood=tuple(pieces.understood()),
    )


def _users(tables: Tables) -> Iterator[User]:
    names = {name for table in _OWNED.split() for name in tables.distinct(table, "owner")}
    for name in sorted(names.union(tables.distinct("coder_names", "name"))):
        yield User(key=user_key(name), name=name)


def _categories(tables: Tables) -> Iterator[Code]:
    for row in tables.rows("code_cat", "catid name owner date memo supercatid"):
        yield Code(
            key=key("category", row.number("catid")),
            name=row.text("name"),
            above=key("category", row.number("supercatid")),
            is_codable=False,
            memo=row.text("memo"),
            user=user_key(row.text("owner")),
            made=row.text("date"),
            place=row.place,
        )


def _codes(tables: Tables) -> Iterator[Code]:
    for row in tables.rows("code_name", "cid name memo catid supercid owner date color"):
        # Since version 16 a code may stand under a code, and then under no category.
        above = key("code", row.number("supercid")) or key("category", row.number("catid"))
        yield Code(
            key=key("code", row.number("cid")),
            name=row.text("name"),
            above=above,
            memo=row.text("memo"),
            colour=row.text("color"),
            user=user_key(row.text("owner")),
            made=row.text("date"),
            place=row.place,
        )


def _variables(tables: Tables) -> Iterator[Variable]:
    for row in tables.rows("attribute_type", "name date owner memo caseorfile valuetype"):
        yield Variable(
            key=f"variable:{row.text('name')}",
            name=row.text("name"),
            kind=row.text("valuetype"),
            memo=row.text("memo"),
            place=row.place,
        )
