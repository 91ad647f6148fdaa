"""What was asked for, item by item, and «Я уже принёс в офис»."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from kabinet.applications.corrections.requests import request_corrections
from kabinet.applications.course.transitions import perform
from kabinet.applications.models import BroughtItem
from kabinet.applications.rules.states import State
from kabinet.core.channels import Channel
from kabinet.core.models import JournalEntry
from kabinet.notifications.models import Letter
from tests.applications.builders import NOW, make_applicant, make_specialist, make_submitted, token
from tests.cabinet.test_corrections import pdf, send
from tests.office.test_queue import text_of

pytestmark = pytest.mark.django_db
PASSPORT = "document-passport"


@pytest.fixture
def specialist():
    return make_specialist()


@pytest.fixture
def case(specialist):
    """An application of which an address, the passport and the right are asked."""
    case = make_submitted()
    request_corrections(
        application=case,
        notes={"object_address": "Нет номера дома", PASSPORT: "Не видно фото", "document-right": ""},
        comment="Посмотрели заявку.",
        by=specialist,
        at=NOW,
        token=token(),
    )
    case.refresh_from_db()
    return case


@pytest.fixture
def in_words(specialist):
    """An application of which something is asked in words alone."""
    case = make_submitted()
    perform(
        application=case,
        action="request_documents",
        by=specialist,
        at=NOW,
        comment="Пришлите:\n– план участка;\n– доверенность.",
        token=token(),
    )
    case.refresh_from_db()
    return case


def page_of(client, case, part=""):
    client.force_login(case.owner)
    return client.get(f"/applications/{case.pk}/{part}")


def said(response):
    return unescape(text_of(response)).replace("\xa0", " ")


def ticked(response):
    html = response.content.decode()
    return re.findall(r'<input[^>]*name="titles"[^>]*value="([^"]+)"[^>]*checked', html)


def tell(client, case, named, **posted):
    client.force_login(case.owner)
    typed = {"way": Channel.OFFICE.value, "on": f"{NOW:%d.%m.%Y}", "place": "ул. Мира, 3", "token": token()}
    return client.post(f"/applications/{case.pk}/brought/", {**typed, "titles": named, **posted})


def passport_of(client, case):
    return ticked(page_of(client, case, f"brought/?item={PASSPORT}"))


def test_page_of_the_application_says_how_much_is_left(client, case):
    assert "Осталось 3 из 3" in said(page_of(client, case))
    send(client, case, go="save", object_address="с. Жуково, д. 16")
    page = said(page_of(client, case))
    assert "Осталось 2 из 3" in page
    assert "исправлено" in page


def test_own_button_keeps_a_file_at_once_and_leads_back_to_its_place(client, case):
    client.force_login(case.owner)
    response = send(client, case, go=f"attach:{PASSPORT}", **{"file-passport": pdf()})
    assert response.url.endswith(f"/corrections/#{PASSPORT}")
    page = said(page_of(client, case, "corrections/"))
    assert "Осталось 2 из 3" in page
    assert "приложено" in page
    case.refresh_from_db()
    assert case.state == State.AWAITING_DOCUMENTS


def test_button_of_a_paper_that_was_brought_keeps_what_was_typed(client, case):
    client.force_login(case.owner)
    response = send(client, case, go=f"brought:{PASSPORT}", object_address="с. Жуково, д. 16")
    assert response.url.endswith(f"/brought/?item={PASSPORT}")
    assert len(ticked(client.get(response.url))) == 1
    assert "с. Жуково, д. 16" in page_of(client, case, "corrections/").content.decode()


def test_whoever_brought_a_paper_tells_the_specialist_and_no_term_changes(client, case, specialist):
    before = (case.state, case.due_on)
    titles = passport_of(client, case)
    page = said(page_of(client, case))
    assert "принесено в офис" not in page

    assert tell(client, case, titles).status_code == 302

    page = said(page_of(client, case))
    assert "Осталось 2 из 3" in page
    assert "принесено в офис" in page
    assert "24.11.2026, ул. Мира, 3" in page
    case.refresh_from_db()
    assert (case.state, case.due_on) == before
    assert case.thread.unread_by_operator
    [row] = BroughtItem.objects.all()
    assert (row.said_by, row.on) == (case.owner, NOW.date())
    [entry] = JournalEntry.objects.filter(act="application_brought")
    assert entry.actor == case.owner_id

    client.force_login(specialist)
    card = said(client.get(f"/office/applications/{case.pk}/"))
    assert "Заявитель сообщил, что принёс бумаги" in card
    assert "ул. Мира, 3" in card
    assert (
        f"/office/applications/{case.pk}/events/supply/"
        in client.get(f"/office/applications/{case.pk}/").content.decode()
    )


def test_specialist_confirms_by_entering_what_came(client, case, specialist):
    tell(client, case, passport_of(client, case))
    perform(
        application=case,
        action="supply",
        by=specialist,
        at=timezone.now() + timedelta(minutes=1),
        on=NOW.date(),
        channel=Channel.OFFICE,
        comment="Паспорт",
        token=token(),
    )
    client.force_login(specialist)
    card = text_of(client.get(f"/office/applications/{case.pk}/"))
    assert "Заявитель сообщил, что принёс" not in card
    page = said(page_of(client, case))
    assert "принято на бумаге" in page


def test_the_word_is_taken_back(client, case, specialist):
    tell(client, case, passport_of(client, case))
    [row] = BroughtItem.objects.all()
    client.force_login(case.owner)
    client.post(f"/applications/{case.pk}/brought/", {"take_back": row.pk, "token": token()})
    assert "Осталось 3 из 3" in said(page_of(client, case))
    row.refresh_from_db()
    assert row.taken_back_at is not None
    assert "На самом деле ещё не принесено" in case.thread.messages.last().text.replace("\xa0", " ")
    client.force_login(specialist)
    assert "Заявитель сообщил, что" not in text_of(client.get(f"/office/applications/{case.pk}/"))


def test_the_same_form_sent_twice_tells_once(client, case):
    titles, once = passport_of(client, case), token()
    for _time in range(2):
        tell(client, case, titles, token=once)
    assert BroughtItem.objects.count() == 1
    assert case.thread.messages.filter(from_operator=False, text__contains="ул. Мира").count() == 1


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({"titles": []}, "Отметьте, что вы принесли"),
        ({"on": f"{NOW + timedelta(days=400):%d.%m.%Y}"}, "ещё не наступил"),
        ({"on": f"{NOW - timedelta(days=400):%d.%m.%Y}"}, "раньше подачи"),
        ({"titles": ["Чего не просили"]}, "Запрос изменился"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_stays_typed(client, case, posted, told):
    response = tell(client, case, passport_of(client, case), **posted)
    assert response.status_code == 422
    assert told in said(response)
    assert "ул. Мира, 3" in response.content.decode()
    assert not BroughtItem.objects.exists()


def test_the_rest_is_sent_without_the_paper_that_was_brought(client, case):
    tell(client, case, passport_of(client, case))
    response = send(
        client, case, go="send", object_address="с. Жуково, д. 16", **{"file-right": pdf("право.pdf")}
    )
    assert response.status_code == 302
    case.refresh_from_db()
    assert case.state == State.SUPPLIED


def test_papers_alone_all_of_them_brought_send_nothing(client, specialist):
    case = make_submitted()
    request_corrections(
        application=case, notes={PASSPORT: ""}, comment="", by=specialist, at=NOW, token=token()
    )
    tell(client, case, passport_of(client, case))
    response = send(client, case, go="send")
    assert response.status_code == 422
    assert "Отправлять нечего" in text_of(response)
    case.refresh_from_db()
    assert case.state == State.AWAITING_DOCUMENTS


def test_points_of_a_request_in_words_are_counted_too(client, in_words):
    page = page_of(client, in_words, "brought/")
    assert ticked(page) == ["план участка", "доверенность"]
    tell(client, in_words, ["план участка"], way=Channel.POST.value, place="")
    page = said(page_of(client, in_words))
    assert "Осталось 1 из 2" in page
    assert "отправлено почтой" in page
    act = page_of(client, in_words, "acts/supply/")
    assert "план участка (отправлено почтой)" in act.content.decode()
    client.post(
        f"/applications/{in_words.pk}/acts/supply/",
        {"token": token(), "points": ["1"], "text": "Вот доверенность"},
    )
    sent = in_words.thread.messages.last().text
    assert "Принесено:\n– план участка (отправлено почтой)" in sent
    assert "Пока не представлено" not in sent


def test_a_new_request_forgets_the_words_about_the_one_before(client, in_words, specialist):
    tell(client, in_words, ["план участка"])
    later = timezone.now() + timedelta(minutes=1)
    in_words.refresh_from_db()
    perform(application=in_words, action="supply", by=in_words.owner, at=later, comment="Всё", token=token())
    perform(
        application=in_words,
        action="supply_part",
        by=specialist,
        at=later + timedelta(minutes=1),
        comment="– план участка",
        token=token(),
    )
    assert "Осталось 1 из 1" in said(page_of(client, in_words))


def test_nobody_else_and_nothing_asked(client, case):
    client.force_login(make_applicant().user)
    assert client.get(f"/applications/{case.pk}/brought/").status_code == 404
    assert page_of(client, make_submitted(), "brought/").status_code == 302


def test_specialist_gets_a_letter(client, case, specialist):
    case.specialist = specialist
    case.save(update_fields=["specialist"])
    tell(client, case, passport_of(client, case))
    [letter] = Letter.objects.filter(kind="application_reply", recipient=specialist.email)
    assert "ул. Мира, 3" in letter.text
