from cmo_graph.support.codes import Answer, SupportStatus
from cmo_graph.vocabulary import CMO_NAMESPACE


def test_codes_name_their_schemes_and_members() -> None:
    assert str(SupportStatus.scheme()) == f"{CMO_NAMESPACE}SupportStatusScheme"
    assert str(SupportStatus.THEORISED_ONLY.iri) == f"{CMO_NAMESPACE}statusTheorisedOnly"
    assert str(Answer.scheme()) == f"{CMO_NAMESPACE}AnswerScheme"
    assert str(Answer.YES.iri) == f"{CMO_NAMESPACE}answerYes"
