import pytest

from kabinet.applicants.contradictions import applicant_contradictions

EARLY = {"passport_issued_on": "Паспорт выдают с 14 лет: проверьте дату выдачи и дату рождения."}
BEFORE_BIRTH = {"passport_issued_on": "Документ не мог быть выдан раньше даты рождения."}


@pytest.mark.parametrize(
    ("born", "issued", "document", "expected"),
    [
        ("21.01.1990", "21.01.2004", "passport", {}),
        ("21.01.1990", "20.01.2004", "passport", EARLY),
        ("21.01.1990", "20.01.2004", "other", {}),
        ("21.01.1990", "21.01.1990", "other", BEFORE_BIRTH),
        ("29.02.2004", "28.02.2018", "passport", EARLY),
        ("29.02.2004", "01.03.2018", "passport", {}),
        ("", "20.01.2004", "passport", {}),
        ("nonsense", "20.01.2004", "passport", {}),
    ],
)
def test_a_passport_is_issued_at_fourteen_or_later(born, issued, document, expected):
    answers = {"birth_date": born, "passport_issued_on": issued, "identity_document": document}
    assert applicant_contradictions(answers) == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("10.01.2026", {}),
        ("", {}),
        (
            "09.01.2026",
            {"representative_valid_until": "Срок действия закончился раньше, чем документ выдан."},
        ),
    ],
)
def test_an_authority_does_not_end_before_it_begins(until, expected):
    answers = {"representative_document_date": "10.01.2026", "representative_valid_until": until}
    assert applicant_contradictions(answers) == expected
