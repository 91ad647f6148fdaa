import pytest

from kabinet.applications.content.permissions import find_file
from kabinet.applications.content.summary import summarise
from kabinet.applications.models import Application
from kabinet.cases.models import bring_messages
from kabinet.correspondence.services import mark_read
from tests.applications.builders import (
    NOW,
    make_applicant,
    make_complete,
    make_draft,
    make_file,
    make_specialist,
    make_submitted,
)
from tests.applications.test_transitions import comment, reply

pytestmark = pytest.mark.django_db


def block(application, slug):
    return next(found for found in summarise(application) if found.step == slug)


def test_summary_reads_as_people_write():
    draft = make_complete(make_applicant("ЮЛ"), reason="УМ", requested_power="1 000,50", previous_power="15")
    shown = {item.name: item.value for found in summarise(draft) for item in found.items if item.value}
    assert shown["reason"] == "Увеличение максимальной мощности"
    assert shown["requested_power"] == "1\u00a0000,5\u00a0кВт"
    assert shown["total_power"] == "1\u00a0015,5\u00a0кВт"
    assert shown["reserve"] == "Нет"
    assert shown["full_name"] == "Публичное акционерное общество «Сбербанк России»"


def test_summary_shows_rows_as_a_table():
    draft = make_complete(make_applicant("ЮЛ"), requested_power="200")
    stages = next(item for item in block(draft, "schedule").items if item.name == "stages")
    assert stages.table.columns == ("Проект готов", "Ввод в\u00a0эксплуатацию", "Мощность", "Категория")
    assert stages.table.rows == (("01.2027", "06.2027", "200\u00a0кВт", "III категория"),)


def test_summary_leaves_out_what_is_not_asked_or_empty():
    draft = make_draft(contract_number="125", cadastral_number=" ")
    names = {item.name for found in summarise(draft) for item in found.items}
    assert not names & {"contract_number", "cadastral_number"}


def test_summary_shows_malformed_answers_as_typed():
    draft = make_draft(requested_power="много <b>")
    assert {item.name: item.value for item in block(draft, "power").items} == {"requested_power": "много <b>"}


def test_summary_lists_documents_with_their_files():
    application = make_submitted()
    documents = block(application, "documents").items
    assert [(item.name, [file.name for file in item.files]) for item in documents] == [
        ("document-passport", ["passport.pdf"]),
        ("document-right", ["right.pdf"]),
    ]


def test_file_is_found_among_attachments_and_messages_of_its_own_application():
    application, other, specialist = make_submitted(), make_submitted(), make_specialist()
    sent = make_file(specialist)
    comment(application, specialist, files=[sent])
    attached = application.attachments.first().file
    assert find_file(application, attached.pk) == attached
    assert find_file(application, sent.pk) == sent
    assert find_file(other, attached.pk) is None
    assert find_file(other, sent.pk) is None


def test_own_applications_are_told_from_others_and_newest_come_first():
    applicant = make_applicant()
    first, second = make_draft(applicant), make_submitted(applicant)
    make_submitted()
    assert list(Application.objects.of(applicant.user).latest_first()) == [second, first]
    assert list(Application.objects.of(applicant.user).drafts()) == [first]
    assert list(Application.objects.of(applicant.user).submitted()) == [second]


@pytest.mark.parametrize("count", [1, 3])
def test_latest_comments_cost_the_same_for_any_number_of_rows(count, django_assert_num_queries):
    applicant, specialist = make_applicant(), make_specialist()
    for _ in range(count):
        application = make_submitted(applicant)
        comment(application, specialist, "Первый")
        comment(application, specialist, "Второй", files=[make_file(specialist, "план.pdf")])
        reply(application, "Ответ")
    make_draft(applicant)
    found = Application.objects.of(applicant.user).with_latest_comment().with_unread(for_operator=False)
    with django_assert_num_queries(3):
        rows = list(found.order_by("sequence"))
        bring_messages(rows, "latest_comment")
        shown = [
            (
                row.unread,
                row.latest_comment
                and (row.latest_comment.text, [f.name for f in row.latest_comment.files.all()]),
            )
            for row in rows
        ]
    assert shown == [(2, ("Второй", ["план.pdf"]))] * count + [(0, None)]


def test_unread_messages_are_those_of_the_other_side():
    application, specialist = make_submitted(), make_specialist()
    comment(application, specialist)
    reply(application, "Раз")
    reply(application, "Два")

    def unread(*, for_operator):
        return Application.objects.with_unread(for_operator=for_operator).get().unread

    assert (unread(for_operator=True), unread(for_operator=False)) == (2, 1)
    mark_read(thread=application.thread, reader_is_operator=True, at=NOW)
    assert (unread(for_operator=True), unread(for_operator=False)) == (0, 1)
