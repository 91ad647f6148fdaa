import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kabinet.applications.papers.placed import place_document
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.files.services import bytes_of
from kabinet.signatures.identity import Signatory, SignatoryKind
from kabinet.signatures.models import AuthorityDecision, PowerOfAttorney, Signature
from tests.applications.builders import make_file, make_specialist
from tests.applications.life import Case
from tests.cabinet.test_signing import text_of
from tests.signatures.issuing import World, sign
from tests.signatures.stored import make_signature, sign_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client):
    """An application with an offer: the technical conditions are placed and not signed."""
    case = Case("ФЛ").offer()
    client.force_login(case.specialist)
    return case


@pytest.fixture
def people(tmp_path, settings):
    people = World(timezone.now())
    settings.TRUST_DIR = people.fill(tmp_path / "trust")
    settings.SIGNATURE_REVOCATION = "required"
    return people


def page_of(client, application):
    return client.get(reverse("office_signatures", args=[application.pk]))


def test_specialist_signs_what_was_placed_and_both_sides_see_it(client, case, people):
    placed = case.application.placed.filter(kind=PlacedKind.CONDITIONS).get()
    assert f"{placed.file.name} ({placed.get_kind_display()})" in text_of(page_of(client, case.application))
    address = reverse("office_sign_placed", args=[case.application.pk, placed.pk])
    wrong = client.post(address, {"signature": SimpleUploadedFile("ту.sig", sign(b"other", people.company))})
    assert (wrong.status_code, "Подписан другой документ" in text_of(wrong)) == (422, True)
    good = SimpleUploadedFile("ту.sig", sign(bytes_of(placed.file), people.company))
    page = client.post(address, {"signature": good}, follow=True)
    assert "подписан" in text_of(page)
    assert "ПАО «Сбербанк», Петров Пётр Петрович (Генеральный директор)" in text_of(page)
    client.force_login(case.application.owner)
    page = client.get(reverse("signatures", args=[case.application.pk]))
    assert "Подписи сетевой организации" in text_of(page)


def test_nothing_chosen_and_a_replaced_document_are_refused(client, case, people):
    placed = case.application.placed.filter(kind=PlacedKind.CONDITIONS).get()
    address = reverse("office_sign_placed", args=[case.application.pk, placed.pk])
    assert "Выберите файл подписи" in text_of(client.post(address))
    place_document(
        application=case.application,
        kind=PlacedKind.CONDITIONS,
        file=make_file(case.specialist, "ту, новая редакция.pdf"),
        replaces=placed,
        by=case.specialist,
        at=timezone.now(),
    )
    good = SimpleUploadedFile("ту.sig", sign(bytes_of(placed.file), people.company))
    assert "заменён новой редакцией" in text_of(client.post(address, {"signature": good}))
    assert not Signature.objects.exists()


@pytest.fixture
def by_power(case):
    """The application's form, signed with a power of attorney that nobody has judged."""
    from kabinet.applications.papers.printed_form import freeze_form
    from tests.signatures.issuing import NOW

    form = freeze_form(application=case.application, by=case.application.owner, at=NOW)
    company = Signatory(SignatoryKind.COMPANY, ogrn="1027700132195")
    signature = make_signature(form.file, case.application.owner, signatory=company)
    return PowerOfAttorney.objects.create(
        signature=signature,
        file=make_file(case.application.owner, "мчд.pdf"),
        cms=b"cms",
        owner_shown="ПАО «Сбербанк»",
        report={"principal_signed": False},
    )


def test_specialist_decides_about_the_power_of_attorney_once(client, case, by_power):
    page = text_of(page_of(client, case.application))
    assert "доверенность проверяет специалист" in page
    assert "это не заявитель" in page
    address = reverse("office_signature_authority", args=[case.application.pk, by_power.signature_id])
    refused = client.post(address, {"decision": "refuse", "comment": " "})
    assert (refused.status_code, "Напишите, почему" in text_of(refused)) == (422, True)
    page = client.post(address, {"decision": "refuse", "comment": "Срок истёк"}, follow=True)
    assert "доверенность не принята" in text_of(page)
    assert "Срок истёк" in text_of(page)
    again = client.post(address, {"decision": "accept"})
    assert "уже принято" in text_of(again)
    assert AuthorityDecision.objects.get().accepted is False
    client.force_login(case.application.owner)
    assert "Срок истёк" in text_of(client.get(reverse("signatures", args=[case.application.pk])))


def test_file_of_the_power_of_attorney_opens_to_the_specialist(client, case, by_power):
    given = client.get(reverse("office_file", args=[case.application.pk, by_power.file_id]))
    assert given.status_code == 200


def test_page_asks_the_database_as_often_for_many_signatures(client, case, django_assert_max_num_queries):
    sign_everything(case.application, make_specialist(email="other@example.ru"))
    for placed in case.application.placed.all():
        make_signature(placed.file, case.specialist)
    page_of(client, case.application)
    with django_assert_max_num_queries(20):
        page_of(client, case.application)
