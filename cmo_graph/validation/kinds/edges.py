"""What can be wrong with nodes and edges: this module has those codes."""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.validation.problems import ProblemKind, Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

#: Problems with maps of nodes and edges.
EDGE_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "edge-node-unnamed": ProblemKind(
            _ERROR,
            "A node has neither a label nor an id.",
            mend="Give the node a label or an id.",
            example="map.json: error: A node has neither a label nor an id. Give it a label.",
        ),
        "edge-id-twice": ProblemKind(
            _ERROR,
            "Two nodes have the same id.",
            mend="Give one of the nodes another id, and change the edges that name it.",
            example="map.json: error: Two nodes have the id 'n3', so that nobody knows where"
            " edges lead. Give each node an id of its own.",
        ),
        "edge-end-missing": ProblemKind(
            _ERROR,
            "An edge does not say where it begins or ends.",
            mend="Say where the edge begins and ends.",
            example="edges.csv:9: error: An edge does not say where it ends. Name a node at"
            " each of its ends, or take the edge out.",
        ),
        "edge-end-unknown": ProblemKind(
            _ERROR,
            "An edge names a node that is not among the nodes.",
            mend="Add the node, or correct the name at the edge's end.",
            example="map.json: error: An edge names the node 'n17', which is not among the"
            " nodes. Nearest: n1.",
        ),
        "edge-item-malformed": ProblemKind(
            _ERROR,
            "An item in a list of nodes or edges is no record.",
            mend="Write each node and edge as a record with keys.",
            example="map.json: error: Item 3 of nodes is no record.",
        ),
        "edge-end-differs": ProblemKind(
            _WARNING,
            "The label and the id at a link's end name two factors.",
            mend="Correct the label or the id.",
            example="map.xlsx:links!B5: warning: A link's end has the label 'Trust', and the"
            " id 7 of the factor 'Staff turnover'; the label is read.",
        ),
        "edge-label-twice": ProblemKind(
            _WARNING,
            "Two nodes have the same label, and are one concept.",
            mend="Nothing, if they are one; else give one of them another label.",
            example="map.json: warning: 2 nodes have the label 'Trust'; they are one"
            " concept. Give them different labels if they are different things.",
        ),
        "edge-signs-differ": ProblemKind(
            _WARNING,
            "Two edges between the same nodes have opposite signs.",
            mend="Decide on one sign, or say in which contexts each holds.",
            example="edges.csv:12: warning: An edge is negative, where line 4 of edges.csv"
            " has the same edge as positive; both are kept. Say in which context each holds.",
        ),
        "edge-undirected": ProblemKind(
            _WARNING,
            "An edge has no direction, or both.",
            mend="Turn the link round, or write the link back as well, if that is meant.",
            example="map.graphml:30: warning: An edge has no direction, or both; it is read as"
            " leading from its first node to its second.",
        ),
        "edge-word-unknown": ProblemKind(
            _WARNING,
            "What an edge does, or its sign, is said in a word that is not known.",
            mend="Use a word that is known; the message has the nearest.",
            example="edges.csv:3: warning: 'nudges' is not known to say what an edge does."
            " It stands there 4 times, and is kept as given.",
        ),
        "edge-unquoted": ProblemKind(
            _WARNING,
            "An edge names a source and has no quotation.",
            mend="Add the words of the source that say so.",
            example="edges.csv:6: warning: An edge names the source 'Moss 2024' and has no"
            " quotation, which evidence needs; it is kept in the note of its link.",
        ),
        "edge-undated": ProblemKind(
            _WARNING,
            "It is not known on which day edges were coded, so that they are no evidence.",
            mend="Say with the option that the message names on which day edges were coded.",
            example="edges.csv: warning: 12 edges have a source and a quotation, and are"
            " evidence lines only when it is known on which day they were coded; they are"
            " kept in the notes of their links. Say it for all of them: --option"
            " coded=2026-11-01.",
        ),
        "edge-row-longer": ProblemKind(
            _WARNING,
            "A row has more values than its table has columns.",
            mend="See whether a separator stands inside a value, and put that value in quotes.",
            example="edges.csv:8: warning: The row has 7 values, and the table 5 columns;"
            " what is beyond is kept in a note. A separator stands inside a value without"
            " quotes around it.",
        ),
        "edge-value-mistyped": ProblemKind(
            _WARNING,
            "A value is not of the type that its file declares.",
            mend="Correct the value, or the type that the file declares for it.",
            example="map.graphml:21: warning: A value is 'strong', where its key declares"
            " double; it is kept as a text.",
        ),
        "record-unread": ProblemKind(
            _WARNING,
            "What stands among records has no part of a configuration.",
            mend="Nothing, if it is about the file; else say its context, mechanism or outcome.",
            example="cmos.yaml:1: warning: What stands here has no part of a configuration, and is"
            " not read: version.",
        ),
        "record-id-twice": ProblemKind(
            _WARNING,
            "Two records have one id and other parts; they are two configurations.",
            mend="Give each configuration an id of its own.",
            example="cmos.yaml:12: warning: The id 'CMO-1' stands for other parts before; this is"
            " read as a configuration of its own.",
        ),
        "record-empty": ProblemKind(
            _WARNING,
            "A record fills no part, and was left out.",
            mend="Say its context, its mechanism or its outcome.",
            example="cmos.yaml:30: warning: The record 'CMO-4' fills no part of a configuration,"
            " and is left out.",
        ),
        "edge-part-unread": ProblemKind(
            _WARNING,
            "A part of a file is neither nodes nor edges, and was not read.",
            mend="Nothing, if it is only layout; else move what it says to the nodes or edges.",
            example="map.json: warning: 'settings' is neither nodes nor edges, and was not read.",
        ),
    }
)
