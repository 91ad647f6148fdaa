"""From the card of one case to the next of the same list, and back to the place in it."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from kabinet.accounts.models import Role
from kabinet.applications.models import Application
from kabinet.office.paging import PAGE_SIZE
from tests.appeals.builders import make_appeal
from tests.applications.builders import make_applicant, make_submitted
from tests.office.conftest import AT, person

QUEUE = "/office/"


def links_to_cards(page):
    return [unescape(link) for link in re.findall(r'class="queue__number" href="([^"]+)"', html_of(page))]


def html_of(response):
    return response.content.decode()


def link(response, rel):
    found = re.search(rf'href="([^"]+)" rel="{rel}"', html_of(response))
    return unescape(found[1]) if found else None


def back_of(response):
    return unescape(re.search(r'class="back-link" href="([^"]+)"', html_of(response))[1])


def case_of(address):
    return urlsplit(address).path.rstrip("/").rpartition("/")[2]


def walked(client, first):
    """The cases from a card on, as «Следующая» leads."""
    found, address = [], first
    while address:
        found.append(case_of(address))
        address = link(client.get(address), "next")
    return found


@pytest.fixture
def five(listed):
    """Five applications of one term, two of them of one moment, and one of a later term."""
    same = [listed(due_on=date(2026, 12, 1), submitted_at=AT) for _ in range(2)]
    earlier = listed(due_on=date(2026, 12, 1), submitted_at=AT - timedelta(minutes=1))
    later = [listed(due_on=date(2026, 12, day), submitted_at=AT) for day in (2, 3)]
    return [earlier, *sorted(same, key=lambda one: one.pk), *later]


def test_next_leads_through_the_whole_list_in_its_order_and_previous_back(office, five):
    cards = links_to_cards(office.get(QUEUE))
    assert [case_of(card) for card in cards] == [str(one.pk) for one in five]
    assert walked(office, cards[0]) == [str(one.pk) for one in five]
    assert link(office.get(cards[0]), "prev") is None
    assert case_of(link(office.get(cards[4]), "prev")) == str(five[3].pk)
    assert link(office.get(cards[4]), "next") is None


def test_the_list_is_walked_as_it_was_chosen(office, specialist, listed):
    listed(band="До 670"), listed(specialist=specialist)
    here = [listed(band="До 670", specialist=specialist) for _ in range(2)]
    first, _ = links_to_cards(office.get(QUEUE, {"state": "mine", "band": "До 670"}))
    assert set(walked(office, first)) == {str(one.pk) for one in here}


def test_the_last_applications_come_first_where_their_list_begins_with_them(office, listed):
    for minutes in range(3):
        listed(state="annulled", submitted_at=AT + timedelta(minutes=minutes))
    cards = links_to_cards(office.get(QUEUE, {"status": "annulled"}))
    assert walked(office, cards[0]) == [case_of(card) for card in cards]
    assert len(cards) == 3


def test_back_leads_to_the_same_tab_filter_and_place(office, five):
    chosen = {"state": "open", "q": "липки", "band": "До 15"}
    card = links_to_cards(office.get(QUEUE, chosen))[1]
    back = urlsplit(back_of(office.get(card)))
    assert {name: value for name, (value,) in parse_qs(back.query).items()} == chosen
    assert back.fragment == f"case-{five[1].pk}"
    assert f'id="case-{five[1].pk}"' in html_of(office.get(f"{back.path}?{back.query}"))


def test_back_shows_a_case_beyond_the_page_from_which_the_walk_was_begun(office, listed):
    for minutes in range(PAGE_SIZE + 2):
        listed(submitted_at=AT + timedelta(minutes=minutes))
    cards = links_to_cards(office.get(QUEUE))
    assert len(cards) == PAGE_SIZE
    beyond = link(office.get(cards[-1]), "next")
    back = urlsplit(back_of(office.get(beyond)))
    rows = [case_of(card) for card in links_to_cards(office.get(f"{back.path}?{back.query}"))]
    assert (len(rows), rows[0]) == (2, case_of(beyond))
    assert back.fragment == f"case-{rows[0]}"


def test_a_list_that_is_too_long_is_none(office, five):
    card = reverse("office_application", args=[five[0].pk])
    page = office.get(card, {"list": "?q=" + "я" * 2_000})
    assert link(page, "next") is None
    assert not re.search(r'action="[^"]*list=', html_of(page))


def test_without_a_list_or_with_a_foreign_one_the_card_leads_nowhere_else(office, five):
    plain = reverse("office_application", args=[five[0].pk])
    for address in (plain, f"{plain}?list=", f"{plain}?list=https://evil.example/%00"):
        page = office.get(address)
        assert page.status_code == 200
        assert "evil.example/" not in back_of(page)
        assert urlsplit(back_of(page)).path == QUEUE
    assert link(office.get(plain), "next") is None


def test_after_an_act_the_next_case_opens_and_says_what_was_done(office, specialist):
    first, second = make_submitted(), make_submitted(make_applicant())
    Application.objects.update(specialist=specialist)
    ours = links_to_cards(office.get(QUEUE, {"state": "mine"}))
    assert {case_of(card) for card in ours} == {str(first.pk), str(second.pk)}
    card = ours[0]
    done = office.post(card, act_on(office, card, act="comment", text="Проверяем документы."))
    assert case_of(done.url) == case_of(ours[1])
    page = html_of(office.get(done.url))
    assert "Комментарий отправлен заявителю." in page
    assert f'href="{card}"' in unescape(page)
    last = office.post(done.url, act_on(office, done.url, act="comment", text="И здесь."))
    assert urlsplit(last.url).path == QUEUE
    assert parse_qs(urlsplit(last.url).query) == {"state": ["mine"]}


def test_a_case_that_leaves_the_list_by_the_act_still_leads_to_the_one_behind_it(office, specialist):
    made = [make_submitted(make_applicant()) for _ in range(3)]
    head = person("head@seti.example.ru", role=Role.HEAD, name="Петрова Анна")
    office.force_login(head)
    cards = links_to_cards(office.get(QUEUE, {"state": "new"}))
    assert len(cards) == len(made)
    given = office.post(of_case("office_give", cards[1]), {"to": specialist.pk, "note": "", "token": "x"})
    assert case_of(given.url) == case_of(cards[2])
    kept = office.post(of_case("office_note", cards[2]), {"note": "Ждём."})
    assert (case_of(kept.url.partition("#")[0]), "list=" in kept.url) == (case_of(cards[2]), True)


def test_appeals_are_walked_too_and_taking_one_stays_with_it(office):
    for _ in range(2):
        make_appeal(make_applicant())
    cards = links_to_cards(office.get("/office/appeals/"))
    assert walked(office, cards[0]) == [case_of(card) for card in cards]
    taken = office.post(cards[0], act_on(office, cards[0], act="take"))
    assert case_of(taken.url) == case_of(cards[0])
    assert "list=" in taken.url
    sent = office.post(cards[0], act_on(office, cards[0], act="comment", text="Уточняем."))
    assert case_of(sent.url) == case_of(cards[1])


def of_case(name, card):
    """Another address of the case of a card, with its list."""
    return f"{reverse(name, args=[case_of(card)])}?{urlsplit(card).query}"


def act_on(client, card, **chosen):
    """What the form of the card posts for an act."""
    page = html_of(client.get(card))
    token, seen = (re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("token", "seen"))
    return {"token": token, "seen": unescape(seen), **chosen}
