"""A small review without a fault, for tests that plant one."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

DIGEST = "sha256:" + sha256(b"").hexdigest()

REVIEW = """\
id: sos
label: A small synthesis
kind: realist_synthesis
question: What works, and for whom?
documents_screened: 12
contributors: [ann]
licence: https://creativecommons.org/licenses/by/4.0/
agents:
  - id: ann
    label: Ann Reviewer
    kind: person
    orcid: https://orcid.org/0000-0002-1825-0097
    member_of: [team]
  - id: team
    label: The evaluation team
    kind: organisation
"""

SOURCES = f"""\
studies:
  - id: evaluation
    label: An evaluation
    design: controlled_comparison
    includes: [pilot]
    examined_in: [england]
    appraisals:
      - dimension: rigour
        level: moderate
        reason: A comparison group, but few places.
        asserted_by: ann
  - id: pilot
    label: A pilot
    design: case_study
reports:
  - id: final-report
    label: The final report
    kind: research_report
    reports_on: [evaluation, pilot]
    authors: [team]
    issued: 2021-02-08
    text_digest: {DIGEST}
    text_length: 5000
    passages:
      - id: p-trust
        label: Parents need to trust the worker.
        start: 10
        end: 90
        prefix: "found that "
        digest: {DIGEST}
        page: "12"
      - id: p-safety
        label: Children were safer.
        start: 200
        end: 260
        digest: {DIGEST}
"""

CONCEPTS = """\
concepts:
  - id: trust
    label: {en: Parents trust the worker, nl: Ouders vertrouwen de werker}
    broader: [relationship]
    opposite_of: [mistrust]
  - id: relationship
    label: A good relationship
  - id: mistrust
    label: Parents do not trust the worker
  - id: safety-plan
    label: A safety plan made together
    alt_labels: [co-produced plan]
  - id: shared-responsibility
    label: Shared responsibility
  - id: safer
    label: Children are safer
  - id: england
    label: England
    context_dimension: country
"""

CMOC = """\
id: trust-opens
label: Trust opens the way to shared responsibility
stage: candidate
context:
  - concept: trust
    basis: stated_by_source
    level: interpersonal
    passages: [p-trust]
resource:
  - concept: safety-plan
    basis: inferred_by_reviewer
response:
  - concept: shared-responsibility
    basis: theoretical
    mechanism_type: mindset
outcome:
  - concept: safer
    basis: stated_by_source
    direction: increase
    passages: [p-safety]
moderations:
  - id: mistrust-blocks
    label: Mistrust blocks it
    moderator: mistrust
    effect: blocks
    basis: inferred_by_reviewer
"""

OTHER_CMOC = """\
id: plan-alone
label: A plan alone makes children safer
stage: initial
rival_of: [trust-opens]
context:
  - {concept: mistrust, basis: theoretical}
mechanism:
  - {concept: safety-plan, basis: theoretical}
outcome:
  - {concept: safer, basis: theoretical, direction: unclear}
"""

LINKS = """\
links:
  - id: plan-to-responsibility
    label: A plan brings shared responsibility
    from_concept: safety-plan
    to_concept: shared-responsibility
    kind: triggers
    polarity: positive
    basis: inferred_by_reviewer
  - id: implied-step
    label: Responsibility makes safer
    from_concept: shared-responsibility
    to_concept: safer
    kind: leads_to
    polarity: positive
    basis: inferred_by_reviewer
    implied_by: [trust-opens]
moderations:
  - id: trust-enables
    label: Trust enables the step
    moderator: trust
    effect: enables
    moderates: plan-to-responsibility
    basis: inferred_by_reviewer
"""

EVIDENCE = """\
study: evaluation
lines:
  - id: line-trust
    label: The evaluation found it where parents trusted
    claim: trust-opens
    direction: supports
    basis: empirical
    finding: effect
    read_via: own_report
    asserted_by: team
    passages: [p-trust, p-safety]
    coder: ann
    coded: 2026-11-01
    method: manual
    status: accepted
  - id: line-nuance
    label: It turned on the place
    claim: plan-to-responsibility
    direction: nuances
    turns_on: england
    basis: author_theory
    read_via: own_report
    asserted_by: team
    passages: [p-trust]
    coder: ann
    coded: 2026-11-01
    method: manual
undercuts:
  - id: cut-partly
    label: Only partly implemented
    undercuts: [line-trust]
    reason: The model was only partly in place.
    basis: stakeholder_account
    asserted_by: ann
    passages: [p-safety]
searches:
  - id: search-costs
    label: No study of costs
    searched_for: safety-plan
    searched_where: The report's own search
    result: none_found
    asserted_by: team
    passages: [p-safety]
confidences:
  - id: sure-enough
    label: Confidence in trust
    claim: trust-opens
    overall: moderate
    components:
      - {component: methodological_limitations, concern: minor, reason: Few places.}
      - {component: coherence, concern: minor, reason: It fits.}
      - {component: adequacy, concern: serious, reason: One study.}
      - {component: relevance, concern: minor, reason: The same programme.}
    asserted_by: ann
    judged: 2026-11-02
    dataset_version: "1"
"""

THEORY = """\
theories:
  - id: theory
    label: How safety plans work
    about: [safety-plan]
versions:
  - id: first
    label: The first version
    theory: theory
    number: 1
    stage: initial
    members: [plan-alone]
  - id: second
    label: The second version
    theory: theory
    number: 2
    stage: refined
    members: [trust-opens, plan-to-responsibility]
    revision_of: first
    changes:
      - kind: refined
        before: [plan-alone]
        after: [trust-opens]
        reason: Trust turned out to matter.
"""

#: Every file of the review by its name; none has a fault, and none a warning.
FILES: Mapping[str, str] = {
    "review.yaml": REVIEW,
    "sources.yaml": SOURCES,
    "concepts.yaml": CONCEPTS,
    "cmocs/trust-opens.yaml": CMOC,
    "cmocs/plan-alone.yaml": OTHER_CMOC,
    "links.yaml": LINKS,
    "evidence/evaluation.yaml": EVIDENCE,
    "theory.yaml": THEORY,
}


def write_review(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    """Write a review's files into a folder, and return the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return folder
