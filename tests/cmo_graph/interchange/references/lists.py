"""Lists of references of our own making, in the dialect of each vendor; the documents are made up.

Every list has the one document `TRUST`, told as that vendor tells it.
"""

#: What each list says of its document, whatever its dialect.
TITLE = "Trust opens the way to shared responsibility"
DOI = "10.1000/trust.1"

ENDNOTE = f"""\ufeffTY  - JOUR
AU  - Smith, Jane A.
AU  - de la Cruz, José
PY  - 2018
DA  - 2018/05/03/
TI  - {TITLE}
T2  - Journal of Made-up Things
VL  - 3
IS  - 2
SP  - 101
EP  - 119
DO  - {DOI}
UR  - https://example.org/trust
AB  - Parents need to trust.
KW  - trust
KW  - social work
N1  - read twice
ID  - 17
ER  -

"""
ZOTERO = f"""TY  - JOUR
TI  - {TITLE}
AU  - Smith, Jane A.
AU  - de la Cruz, José
T2  - Journal of Made-up Things
AB  - Parents need to trust.
DA  - 2018/05/03/
PY  - 2018
DO  - https://doi.org/{DOI.upper()}
VL  - 3
IS  - 2
SP  - 101-119
SN  - 0000-0000
UR  - https://example.org/trust
L1  - files/12/trust.pdf
KW  - trust
KW  - social work
ER  -
"""
OVID = f"""TY  - JOUR
ID  - 00001
T1  - {TITLE}
A1  - Smith, Jane A.
A1  - de la Cruz, José
Y1  - 2018///
N2  - Parents need
to trust.
KW  - trust
social work
JF  - Journal of Made-up Things
JA  - J Made Up Th
VL  - 3
IS  - 2
SP  - 101
EP  - 119
L3  - http://dx.doi.org/{DOI}
UR  - https://example.org/trust
AN  - 29999999
DB  - Ovid MEDLINE(R)
ER  -
"""
PROQUEST = f"""TY  - JOUR
T1  - {TITLE}
AN  - 123456789; 987
AU  - Smith, Jane A.
AU  - de la Cruz, José
Y1  - 2018/05/03
PY  - 2018
JF  - Journal of Made-up Things
VL  - 3
IS  - 2
SP  - 101-119
DO  - DOI:{DOI}.
KW  - trust; social work
AB  - Parents need to trust.
UR  - https://example.org/trust;https://example.org/other
ER  -
"""
EMBASE = f"""TY  - JOUR
M3  - Article
Y1  - 2018
VL  - 3
IS  - 2
SP  - 101
EP  - 119
JO  - Journal of Made-up Things
T1  - {TITLE}
A1  - Smith, Jane A.
A1  - de la Cruz, José
N1  - L600000000  DOI: {DOI}
KW  - trust
KW  - social work
N2  - Parents need to trust.
UR  - https://example.org/trust
ER  -
"""
WEB_OF_SCIENCE = f"""FN Made-up Citation Index
VR 1.0
PT J
AU Smith, JA
   de la Cruz, J
AF Smith, Jane A.
   de la Cruz, José
TI Trust opens the way to
   shared responsibility
SO Journal of Made-up Things
DT Article
DE trust; social work
AB Parents need to trust.
PY 2018
VL 3
IS 2
BP 101
EP 119
DI {DOI}
PM 29999999
ER

EF
"""
PUBMED = f"""PMID- 29999999
OWN - NLM
TI  - Trust opens the way to
      shared responsibility
PG  - 101-119
LID - {DOI} [doi]
AB  - Parents need to trust.
FAU - Smith, Jane A.
AU  - Smith JA
FAU - de la Cruz, José
AU  - de la Cruz J
PT  - Journal Article
DP  - 2018 May 3
DEP - 20180503
JT  - Journal of Made-up Things
VI  - 3
IP  - 2
OT  - trust
OT  - social work
AID - S000 [pii]

"""
BIBTEX = rf"""@article{{smith2018,
  author = {{Smith, Jane A. and Jos{{\'e}} de la Cruz}},
  title = {{{{Trust}} opens the way to shared responsibility}},
  journal = {{Journal of Made-up Things}},
  year = 2018,
  volume = 3,
  number = 2,
  pages = {{101--119}},
  doi = {{{DOI}}},
  url = {{https://example.org/trust}},
  keywords = {{trust, social work}},
  abstract = {{Parents need to trust.}},
}}
"""
CSL = """[{
  "id": "smith2018", "type": "article-journal", "title": "TITLE",
  "author": [{"family": "Smith", "given": "Jane A."},
             {"family": "Cruz", "given": "José", "non-dropping-particle": "de la"}],
  "issued": {"date-parts": [["2018", 5, 3]]}, "container-title": "Journal of Made-up Things",
  "volume": 3, "issue": "2", "page": "101-119", "DOI": "https://doi.org/DOI",
  "URL": "https://example.org/trust", "keyword": "trust, social work",
  "abstract": "Parents need to trust.", "custom": {"rating": 5}
}]""".replace("TITLE", TITLE).replace("org/DOI", f"org/{DOI}")
EPPI = """{
  "CodeSets": [{"SetName": "Realist codes", "SetId": 1, "Attributes": {"AttributesList": [
    {"AttributeId": 11, "AttributeName": "Context", "Attributes": {"AttributesList": [
      {"AttributeId": 12, "AttributeName": "Trust"}]}}]}}],
  "References": [{
    "ItemId": 123, "Title": "TITLE", "ParentTitle": "Journal of Made-up Things",
    "Authors": "Smith, Jane A. ; de la Cruz, José ;", "Year": "2018", "DOI": "DOI",
    "TypeName": "Journal, Article", "Volume": "3", "Issue": "2", "Pages": "101-119",
    "URL": "https://example.org/trust", "Keywords": "trust\\r\\nsocial work",
    "Abstract": "Parents need to trust.",
    "Codes": [{"AttributeId": 12, "AdditionalText": "see page 3",
      "ItemAttributeFullTextDetails": [
        {"Text": "[¬s]parents need to trust[¬e]", "TextFrom": 0, "TextTo": 0}]}]
  }]
}""".replace("TITLE", TITLE).replace('"DOI": "DOI"', f'"DOI": "{DOI}"')

#: File name → text, and the name of the format it is to be read as.
LISTS: dict[str, tuple[str, str]] = {
    "endnote.ris": (ENDNOTE, "RIS"),
    "zotero.ris": (ZOTERO, "RIS"),
    "ovid.ris": (OVID, "RIS"),
    "proquest.ris": (PROQUEST, "RIS"),
    "embase.txt": (EMBASE, "RIS"),
    "savedrecs.txt": (WEB_OF_SCIENCE, "Web of Science"),
    "pubmed.nbib": (PUBMED, "PubMed"),
    "library.bib": (BIBTEX, "BibTeX"),
    "library.json": (CSL, "CSL-JSON"),
    "eppi.json": (EPPI, "EPPI-Reviewer JSON"),
}
