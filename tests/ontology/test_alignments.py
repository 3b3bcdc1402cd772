"""Matches lead only to addresses that were looked up: this module lists them."""

from rdflib import RDF, RDFS, SKOS, Graph, URIRef

from cmo_graph.vocabulary import CMO_NAMESPACE

OBO = "http://purl.obolibrary.org/obo/"
#: Terms found in the published ontologies, by namespace.
CHECKED = {
    OBO: {
        *(f"cpo_{n}" for n in ("0000001", "0000002", "0000005", "0000006", "0000007")),
        *(f"cpo_{n}" for n in ("0000029", "0000053")),
        *(
            f"SEPIO_0000{n}"
            for n in ("000", "002", "037", "132", "149", "167", "183", "187", "402")
        ),
        *("ECO_0000204", "ECO_0000218", "RO_0002410"),
    },
    "http://humanbehaviourchange.org/ontology/": {
        *(f"BCIO_{n}" for n in ("001000", "002000", "003000", "005000", "006000")),
        *("BCIO_014000", "BCIO_015000"),
        *(f"BCIOR_{n}" for n in ("000004", "000008", "000021")),
    },
    "http://purl.org/spar/cito/": {"supports", "disputes", "qualifies"},
    "http://purl.org/spar/fabio/": {
        *("BookChapter", "JournalArticle", "NewsItem", "NewspaperArticle", "PolicyDocument"),
        *("ReportDocument", "SystematicReview", "WebPage"),
    },
    # Of AIF only the namespace was seen in use.
    "http://www.arg.dundee.ac.uk/aif#": {""},
}
#: The Causal Pathway Ontology has withdrawn its context and its intervention.
OBSOLETE = {URIRef(f"{OBO}cpo_0000013"), URIRef(f"{OBO}cpo_0000011")}


def test_alignments_lead_only_to_checked_terms(alignments: Graph) -> None:
    checked = {URIRef(space + name) for space, names in CHECKED.items() for name in names}

    assert set(alignments.objects()) == checked
    assert checked.isdisjoint(OBSOLETE)


def test_alignments_start_from_our_own_terms(
    alignments: Graph, ontology: Graph, schemes: Graph
) -> None:
    ours = {*ontology.subjects(), *schemes.subjects()}

    assert set(alignments.subjects()) <= ours
    assert all(str(subject).startswith(CMO_NAMESPACE) for subject in alignments.subjects())


def test_alignments_make_nobody_inherit_anything(alignments: Graph) -> None:
    assert set(alignments.predicates()) == {SKOS.closeMatch, RDFS.seeAlso}


def test_close_match_joins_concepts(alignments: Graph, schemes: Graph) -> None:
    concepts = set(schemes.subjects(RDF.type, SKOS.Concept))

    assert set(alignments.subjects(SKOS.closeMatch)) <= concepts
