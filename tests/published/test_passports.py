"""Паспорта услуг (186, пп. 8, 33)."""

import pytest

from kabinet.core.models import JournalEntry
from kabinet.published.models import Passport
from kabinet.published.passports import LONGEST_TEXT, PassportRefused, PassportStale, paragraphs_of
from kabinet.published.slugs import slug_of
from tests.applications.builders import NOW, make_file, make_specialist
from tests.broken import assert_refused
from tests.published.builders import make_passport

pytestmark = pytest.mark.django_db


def test_each_saving_is_a_version_with_who_and_when():
    first = make_passport(text="Раз")
    second = make_passport(first, text="Два", published=False)
    kept = [(one.version, one.text, one.published, one.at) for one in second.versions.all()]
    assert kept == [(2, "Два", False, NOW), (1, "Раз", True, NOW)]
    assert second.versions.first().by == second.updated_by
    acts = JournalEntry.objects.filter(act__startswith="passport.").order_by("id")
    assert [entry.act for entry in acts] == ["passport.created", "passport.changed"]


def test_address_comes_of_the_title_and_never_changes():
    first = make_passport(title="Временное присоединение")
    again = make_passport(title="Временное  присоединение")
    assert (first.slug, again.slug) == ("vremennoe-prisoedinenie", "vremennoe-prisoedinenie-2")
    assert make_passport(first, title="Другое").slug == "vremennoe-prisoedinenie"


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Щука, ёж и объект № 5", "shchuka-ezh-i-obieekt-5"), ("«»", ""), ("ТП до 15 кВт", "tp-do-15-kvt")],
)
def test_russian_title_is_written_in_latin(title, slug):
    assert slug_of(title) == slug


def test_passport_changed_meanwhile_is_not_overwritten():
    passport = make_passport()
    make_passport(passport, text="Чужое")
    with pytest.raises(PassportStale):
        make_passport(passport, text="Своё", seen=1)
    assert Passport.objects.get().text == "Чужое"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("section", {"section": ""}),
        ("title", {"title": " "}),
        ("title", {"title": "я" * 201}),
        ("text", {"text": " "}),
        ("text", {"text": "я" * (LONGEST_TEXT + 1)}),
    ],
)
def test_what_is_no_passport_is_refused(field, values):
    with pytest.raises(PassportRefused) as refusal:
        make_passport(**values)
    assert (refusal.value.field, Passport.objects.exists()) == (field, False)


def test_only_a_pdf_is_attached():
    file = make_file(make_specialist())
    assert make_passport(file=file).file == file
    file.content_type = "image/png"
    with pytest.raises(PassportRefused) as refusal:
        make_passport(title="Другая", file=file)
    assert refusal.value.field == "file"


def test_first_line_of_several_is_the_title_of_a_paragraph():
    assert paragraphs_of("Круг\nЛица\nи ИП\n\n\nБесплатно") == [("Круг", "Лица\nи ИП"), ("", "Бесплатно")]


@pytest.mark.parametrize(
    ("constraint", "values"),
    [("passport_section_known", {"section": "x"}), ("passport_is_whole", {"text": ""})],
)
def test_database_keeps_what_makes_a_passport(constraint, values):
    assert_refused(constraint, make_passport(), **values)


def test_section_of_a_version_is_known():
    assert_refused("passport_version_section_known", make_passport().versions.get(), section="x")
