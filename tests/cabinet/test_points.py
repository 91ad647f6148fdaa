"""A request in words is answered point by point, and read so."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kabinet.applications.corrections.points import PointReply, answered_points, supply_points
from kabinet.applications.course.transitions import perform
from kabinet.applications.models import Application, PointAnswer
from kabinet.applications.rules.states import State
from kabinet.files.models import StoredFile
from tests.applicants.members import act, make_member
from tests.applications.builders import NOW, make_applicant, make_file, token
from tests.cabinet.test_brought import in_words, page_of, said, specialist, tell  # noqa: F401
from tests.cabinet.test_corrections import pdf
from tests.files import samples

pytestmark = pytest.mark.django_db


def answer(client, case, **posted):
    client.force_login(case.owner)
    return client.post(f"/applications/{case.pk}/acts/supply/", {"token": token(), "text": "", **posted})


def card(client, case, specialist):  # noqa: F811
    client.force_login(specialist)
    return said(client.get(f"/office/applications/{case.pk}/"))


def test_each_point_has_its_own_field_and_file(client, in_words):  # noqa: F811
    page = page_of(client, in_words, "acts/supply/").content.decode()
    assert page.index("план участка") < page.index('name="answer-0"') < page.index('name="uploads-0"')
    assert page.index("доверенность") < page.index('name="answer-1"') < page.index('name="uploads-1"')


def test_what_was_answered_is_sent_and_read_point_by_point(client, in_words, specialist):  # noqa: F811
    posted = {"answer-0": "Участок на плане обведён", "uploads-0": pdf("план.pdf")}
    assert answer(client, in_words, **posted).status_code == 302
    in_words.refresh_from_db()
    assert in_words.state == State.SUPPLIED
    sent = in_words.thread.messages.last()
    assert "– план участка: Участок на плане обведён (файлы: план.pdf)" in sent.text
    assert "Пока не представлено:\n– доверенность" in sent.text
    [row] = PointAnswer.objects.all()
    assert [file.name for file in row.files.all()] == ["план.pdf"]
    own = said(page_of(client, in_words))
    assert "отвечено" in own
    assert "Осталось 1 из 2" in own
    shown = card(client, in_words, specialist)
    part = shown[shown.index("Ответы на запрос по пунктам") :]
    assert re.search(
        r"план участка.*отвечено.*Участок на плане обведён.*план\.pdf.*доверенность.*ответа нет", part
    )
    file = client.get(f"/office/applications/{in_words.pk}/files/{row.files.get().pk}/")
    assert file.status_code == 200


def test_a_point_that_was_brought_is_told_beside_those_answered(client, in_words, specialist):  # noqa: F811
    tell(client, in_words, ["доверенность"])
    answer(client, in_words, **{"answer-0": "Вот план"})
    shown = card(client, in_words, specialist)
    part = shown[shown.index("Ответы на запрос по пунктам") :]
    assert re.search(r"план участка.*отвечено.*доверенность.*принесено в офис: ул\. Мира, 3", part)


def test_nothing_answered_sends_nothing(client, in_words):  # noqa: F811
    refused = answer(client, in_words, text="Здравствуйте")
    assert refused.status_code == 422
    assert "Отметьте, что из запрошенного вы представляете, или ответьте на пункт." in said(refused)
    place = re.search(r'<a href="#(id_points[^"]*)"', refused.content.decode())[1]
    assert f'id="{place}"' in refused.content.decode()
    assert "Здравствуйте" in refused.content.decode()


def test_a_refused_file_keeps_the_other_answers_with_their_points(client, in_words):  # noqa: F811
    bad = SimpleUploadedFile("доверенность.pdf", samples.make_exe())
    posted = {"answer-0": "Вот план", "uploads-0": pdf("план.pdf"), "uploads-1": bad}
    refused = answer(client, in_words, **posted)
    assert refused.status_code == 422
    page = refused.content.decode()
    kept = StoredFile.objects.get(name="план.pdf")
    assert "Вот план" in page
    assert f'name="kept-0" value="{kept.pk}"' in page
    again = answer(client, in_words, **{"answer-0": "Вот план", "kept-0": str(kept.pk)})
    assert again.status_code == 302
    assert PointAnswer.objects.get().files.get() == kept


def test_a_double_click_answers_once(client, in_words):  # noqa: F811
    once = token()
    for _ in range(2):
        answer(client, in_words, token=once, **{"answer-0": "Вот план"})
    assert PointAnswer.objects.count() == 1


def test_a_new_request_asks_anew(client, in_words, specialist):  # noqa: F811
    answer(client, in_words, **{"answer-0": "Вот план"})
    at = PointAnswer.objects.get().said_at
    case = Application.objects.get(pk=in_words.pk)
    perform(
        application=case, action="supply_part", by=specialist, at=at.replace(year=at.year + 1),
        comment="– план участка", token=token(),
    )  # fmt: skip
    case.refresh_from_db()
    assert answered_points(case) == []
    assert "Осталось 1 из 1" in said(page_of(client, case))


def test_the_person_who_acts_is_named(client, in_words, specialist):  # noqa: F811
    member = make_member(in_words.owner.applicant, person=make_applicant().user)
    act(client, member)
    client.post(
        f"/applications/{in_words.pk}/acts/supply/", {"token": token(), "text": "", "answer-1": "Вот она"}
    )
    assert PointAnswer.objects.get().said_by == member.person


def test_an_answer_in_the_common_text_leaves_a_mark(in_words):  # noqa: F811
    file = make_file(in_words.owner, "всё.pdf")
    supply_points(
        application=in_words, replies=[PointReply("план участка", "")], comment="Всё в файле", files=[file],
        by=in_words.owner, person=in_words.owner, at=NOW, token=token(),
    )  # fmt: skip
    [first, second] = answered_points(Application.objects.get(pk=in_words.pk))
    assert (first.state, second.state) == ("отвечено", "ответа нет")
