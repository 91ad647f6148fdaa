"""«Подписать с ЭЦП и подать заявку»: a file of a signature, the plug-in, a code from a letter."""

import base64
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from kabinet.applicants.models import ApplicantKind
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.signatures.models import Signature, SimpleSignature
from tests.applications.builders import make_applicant, make_complete
from tests.applications.life import Case
from tests.journeys.conftest import DESKTOP, PHONE
from tests.signatures.issuing import World, sign

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLUGIN = """
(() => {
  const certificate = (title) => ({
    HasPrivateKey: async () => true,
    SubjectName: Promise.resolve(`CN="${title}", SN=Иванов, G=Пётр Сергеевич`),
    IssuerName: Promise.resolve("CN=Испытательный УЦ"),
    ValidToDate: Promise.resolve("2030-01-02T00:00:00Z"),
  });
  const objects = {
    "CAdESCOM.Store": () => ({
      Open: async () => {},
      Close: async () => {},
      Certificates: Promise.resolve({
        Find: async () => ({
          Count: Promise.resolve(window.certificates ?? 1),
          Item: async () => certificate("Иванов Пётр"),
        }),
      }),
    }),
    "CAdESCOM.CPSigner": () => ({ propset_Certificate: async () => {}, propset_Options: async () => {} }),
    "CAdESCOM.CadesSignedData": () => {
      let encoding, content;
      return {
        propset_ContentEncoding: async (value) => { encoding = value; },
        propset_Content: async (value) => { content = encoding === 1 ? value : btoa("recoded"); },
        SignCades: async (_signer, type, detached) => {
          if (window.failure) throw new Error(window.failure);
          if (type !== 1 || detached !== true) throw new Error("not a detached CAdES-BES");
          return window.signByKey(content);
        },
      };
    },
  };
  window.cadesplugin = Object.assign(Promise.resolve(), {
    CreateObjectAsync: async (name) => objects[name](),
  });
})();
"""
"""A stand-in for CryptoPro's plug-in with the same calls; it signs by a real key of the tests."""


@pytest.fixture
def people():
    return World(timezone.now())


@pytest.fixture(autouse=True)
def trusted(people, tmp_path, settings):
    settings.TRUST_DIR = people.fill(tmp_path / "trust")
    settings.SIGNATURE_REVOCATION = "required"
    settings.CADESPLUGIN_URL = "/static/js/no-such-plugin.js"


def at_signing(person, kind=ApplicantKind.PERSON):
    """The person stands at the page of signing a complete draft."""
    draft = make_complete(make_applicant(kind))
    person.sign_in(draft.owner.email)
    person.open(reverse("application_check", args=[draft.pk]))
    person.page.locator("input[name='consent']").check()
    person.press("Подписать с ЭЦП и подать заявку")
    person.sees("Подписание заявки")
    return draft


def downloaded(person):
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name=re.compile(r"Заявка .*\.pdf")).click()
    return download.value.path().read_bytes()


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        (ApplicantKind.PERSON, "person"),
        (ApplicantKind.ENTREPRENEUR, "entrepreneur"),
        (ApplicantKind.COMPANY, "company"),
    ],
)
def test_document_is_downloaded_signed_elsewhere_and_the_signature_uploaded(
    visitor, people, tmp_path, kind, who
):
    person = visitor(scripts=who != "company", viewport=PHONE if who == "entrepreneur" else DESKTOP)
    draft = at_signing(person, kind)
    document = downloaded(person)
    wrong, right = tmp_path / "не та.sig", tmp_path / "заявка.pdf.sig"
    wrong.write_bytes(sign(document + b"\n", getattr(people, who)))
    right.write_bytes(base64.encodebytes(sign(document, getattr(people, who))))
    person.page.get_by_label("Файл подписи", exact=True).set_input_files(str(wrong))
    person.press("Проверить подпись и подать заявку")
    person.sees("Подписан другой документ")
    person.page.get_by_label("Файл подписи", exact=True).set_input_files(str(right))
    person.press("Проверить подпись и подать заявку")
    person.sees("Заявка направлена")
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    assert Signature.objects.get().document.printed_form.application == draft


def with_plugin(person, people):
    """Put the stand-in into every page of this window."""

    def sign_by_key(content):
        return base64.b64encode(sign(base64.b64decode(content), people.person)).decode()

    person.page.expose_function("signByKey", sign_by_key)
    person.page.add_init_script(PLUGIN)


def test_document_is_signed_in_the_browser(visitor, people):
    person = visitor()
    with_plugin(person, people)
    draft = at_signing(person)
    person.press("Выбрать сертификат")
    expect(person.page.get_by_label("Сертификат", exact=True)).to_contain_text(
        "Иванов Пётр, Иванов Пётр Сергеевич — до 02.01.2030, выдан: Испытательный УЦ"
    )
    person.press("Подписать и подать заявку")
    person.sees("Заявка направлена")
    assert Signature.objects.get().source == "plugin"
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED


def test_failures_of_the_plugin_are_explained_and_the_upload_stays(visitor, people):
    person = visitor()
    at_signing(person)
    error = person.page.locator("[data-sign-error]")
    person.page.get_by_role("button", name="Выбрать сертификат").click()
    expect(error).to_contain_text("Не загрузилась программа")

    with_plugin(person, people)
    person.page.reload()
    person.page.evaluate("() => { window.certificates = 0; }")
    person.page.get_by_role("button", name="Выбрать сертификат").click()
    expect(error).to_contain_text("Подходящих сертификатов не нашлось")
    person.page.evaluate("() => { window.certificates = 1; }")
    person.page.get_by_role("button", name="Выбрать сертификат").click()
    for failure, said in (
        ("Отмена (0x8010006E)", "Вы отменили подписание."),
        ("Неверный PIN (0x8010006B)", "Неверный PIN-код носителя."),
        ("Нечто (0x12345678)", "Подписать не получилось: Нечто (0x12345678)."),
    ):
        person.page.evaluate("(text) => { window.failure = text; }", failure)
        person.page.get_by_role("button", name="Подписать и подать заявку").click()
        expect(error).to_contain_text(said)
        expect(error).to_contain_text("приложить файл подписи ниже")
    person.look()
    person.page.locator("[data-sign]").evaluate("(part) => { part.dataset.documentSha256 = '0'; }")
    person.page.get_by_role("button", name="Подписать и подать заявку").click()
    expect(error).to_contain_text("Документ не скачался или изменился")
    assert not Signature.objects.exists()
    expect(person.page.get_by_role("button", name="Проверить подпись и подать заявку")).to_be_enabled()


def test_person_signs_by_a_code_from_the_letter(visitor, letters):
    person = visitor(viewport=PHONE, dark=True)
    draft = at_signing(person)
    person.page.locator("input[name='agreement']").check()
    person.press("Получить код на e-mail")
    person.sees("Код отправлен на")
    [letter] = [one for one in letters() if "Код для подписания" in one.subject]
    person.page.get_by_label("Код из письма").fill(re.search(r"\d{6}", letter.subject)[0])
    person.press("Подписать кодом и подать заявку")
    person.sees("Заявка направлена")
    assert SimpleSignature.objects.get().document.printed_form.application == draft
    assert Application.objects.get().state == State.SUBMITTED


def test_specialist_signs_a_placed_document_in_the_browser_and_the_applicant_sees_it(visitor, people):
    case = Case("ФЛ").offer()
    office = visitor()
    with_plugin(office, people)
    office.sign_in(case.specialist.email)
    office.open(reverse("office_documents", args=[case.application.pk]))
    office.follow(re.compile("^Подписать"))
    office.sees("усиленной квалифицированной электронной подписью")
    office.press("Выбрать сертификат")
    office.press("Подписать")
    office.sees("подписан")
    assert Signature.objects.get().source == "plugin"

    applicant = visitor(viewport=PHONE)
    applicant.sign_in(case.application.owner.email)
    applicant.open(reverse("application", args=[case.application.pk]))
    applicant.follow("Электронные подписи")
    applicant.sees("Подписи сетевой организации")
    applicant.sees("Иванов Пётр Сергеевич")
    applicant.press("Проверить ещё раз")
    applicant.sees("Подпись проверена по спискам")
