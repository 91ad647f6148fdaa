import re

import pytest
from django.urls import reverse

from kabinet.ui.tied_pages import tied_markup

HOST = "localhost"
"""Not the test client's own name: its pages are as typed (tests.as_typed)."""
PLAIN = re.compile(r"(?<![\w-])(?:п|ст|абз|д|ул|г)\.[ \n]+\w|№[ \n]+\w|[^>\s][ \n]+—|\d[ \n]+(?:кВт|МБ|₽)")
NO_TEXT = re.compile(
    r"<(script|style|textarea|pre|title|option|svg)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL
)
NUMBER = "4894ТП/ФЛ/НП/До 15/ЛК"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<p>По п. 16 и абз. 9 Правил</p>", "<p>По~п.~16 и~абз.~9 Правил</p>"),
        ("<p>закон №\n  275-ФЗ, ст. 186</p>", "<p>закон №~275-ФЗ, ст.~186</p>"),
        ("<p>(п. 16 «б», абз. 9)</p>", "<p>(п.~16~«б», абз.~9)</p>"),
        ("<p>г. Москва, ул. Мира, д. 19</p>", "<p>г.~Москва, ул.~Мира, д.~19</p>"),
        ("<p>мощность — 15 кВт</p>", "<p>мощность~— 15~кВт</p>"),
        ("<p><b>Шаг</b> — первый, № <b>5</b></p>", "<p><b>Шаг</b>~— первый, №~<b>5</b></p>"),
        ("<dd> — </dd>", "<dd> — </dd>"),
        ("<p>15–300 м</p>", '<p><span class="number">15–300</span>~м</p>'),
        ("<p>На шаге 5 шаг за шагом</p>", "<p>На~шаге~5 шаг за~шагом</p>"),
        ("<p>что-то</p>", '<p><span class="number">что-то</span></p>'),
    ],
)
def test_line_does_not_end_where_russian_typography_forbids(typed, shown):
    assert tied_markup(typed) == shown.replace("~", "\u00a0")


@pytest.mark.parametrize(
    "html",
    [
        "<textarea>живу в доме — давно</textarea>",
        '<input value="г. Москва, ул. Мира">',
        "<option>в доме</option>",
        "<pre>п. 16 — так</pre>",
        "<script>let a = 'в доме'; // №  1</script>",
        f'<a class="number" href="/">{NUMBER}</a>',
    ],
)
def test_what_is_sent_back_or_set_as_written_stays_as_it_is(html):
    assert tied_markup(html) == html


def test_number_of_a_case_goes_to_the_next_line_as_one():
    assert tied_markup(f"<p>Заявка {NUMBER} подана, обращение 13620/01/ЛК.</p>") == (
        f'<p>Заявка <span class="number">{NUMBER}</span> подана, '
        'обращение <span class="number">13620/01/ЛК.</span></p>'
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/login/",
        "/start/?what=new&purpose=house&power=15",
        reverse("consumers"),
        reverse("help_words"),
        reverse("guide_section", args=["applicant", 3]),
    ],
)
def test_pages_leave_tied_and_say_how_long_they_are(client, address):
    page = client.get(address, SERVER_NAME=HOST)
    assert page["Content-Length"] == str(len(page.content))
    assert [found[0] for found in PLAIN.finditer(NO_TEXT.sub("<>", page.content.decode()))] == []


def test_a_moment_and_a_word_with_latin_letters_stay_whole():
    assert tied_markup("<p>24.11.2026 в 12:00</p>") == "<p>24.11.2026\xa0в\xa012:00</p>"
    assert tied_markup("<p>Наведите на QR-код: он один</p>") == (
        '<p>Наведите на\xa0<span class="number">QR-код:</span> он один</p>'
    )
