"""Hard words open their meaning where they stand; the paragraphs of the law are one click behind."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.urls import reverse
from django.utils.html import format_html

from kabinet.core.questions import Kind, Question
from kabinet.law.words import WORDS, words_in
from kabinet.ui.forms import QuestionForm
from kabinet.ui.hard_words import explained


def drawn(source, **values):
    return Template("{% load kabinet %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Сумма равна всей максимальной мощности", ["max_power"]),
        ("III категория надёжности, две точки присоединения", ["reliability", "point"]),
        ("несколько точек присоединения", ["point"]),
        ("от вводного устройства дома (ВРУ)", ["input"]),
        ("вводно-распределительным устройством", ["input"]),
        ("в акте о технологическом присоединении", ["act"]),
        ("акты об осуществлении технологического присоединения", ["act"]),
        ("заявка на технологическое присоединение", ["connection"]),
        ("гарантирующего\u00a0поставщика вашего региона", ["supplier"]),
        ("технических условий и оферты", ["conditions", "offer"]),
        ("мощность, присоединённая ранее", ["connected_power"]),
        ("классом напряжения", ["voltage"]),
        ("характеристики энергопринимающих устройств", ["receivers"]),
        ("факт, контакт и напряжение", []),
    ],
)
def test_word_is_known_in_any_form(text, slugs):
    assert [word.slug for word, _ in words_in(text)] == slugs


def test_title_of_every_word_is_known_as_that_word():
    assert [next(words_in(word.title))[0].slug for word in WORDS] == [word.slug for word in WORDS]


def test_first_mention_opens_its_meaning_and_the_text_stays_as_it_was():
    html = explained("Вся <максимальная мощность>, то есть максимальная мощность.", within="id_power")
    assert html.count('popovertarget="id_power-word-max_power">максимальная мощность</button>') == 1
    assert html.count('id="id_power-word-max_power" popover>') == 1
    assert 'Вся &lt;<span class="word__whole"><button' in html
    assert html.endswith("&gt;, то есть максимальная мощность.")
    assert f'href="{reverse("help_words")}#max_power"' in html


def test_label_asks_what_its_word_is_unless_the_hint_says_it():
    question = Question(name="reliability", label="Категория надёжности", hint="Обычно III.", kind=Kind.TEXT)
    told = Question(name="other", label="Категория надёжности", hint="Категория надёжности — это …")
    form = QuestionForm([question, told])
    first, second = (drawn('{% include "components/field.html" %}', field=field) for field in form)
    assert "Что такое «Категория надёжности»</button>" in first
    assert "Что такое" not in second
    assert 'popovertarget="id_other-word-reliability">Категория надёжности</button>' in second


WHY = '{% include "components/why.html" with reasons=form|why_asked only %}'


def test_link_in_a_hint_stays_a_link():
    class Asked(forms.Form):
        consent = forms.BooleanField(help_text=format_html('Мощность: <a href="{}">текст</a>', "/consents/"))

    html = drawn('{% include "components/field.html" %}', field=Asked()["consent"])
    assert 'Мощность: <a href="/consents/">текст</a>' in html


def test_paragraphs_of_the_questions_are_one_click_behind():
    form = QuestionForm(
        [
            Question(name="power", label="Мощность", basis="п. 9 Правил"),
            Question(name="voltage", label="Напряжение"),
            Question(name="address", label="Адрес", basis="п. 9 Правил"),
        ]
    )
    html = drawn(WHY, form=form)
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html) == [("п. 9 Правил", "Мощность, адрес")]
    assert "<details" in html
    assert "п. 9 Правил" not in drawn('{% include "components/field.html" %}', field=form["power"])


def test_form_that_cites_nothing_has_no_such_place():
    assert drawn(WHY, form=QuestionForm([Question(name="a", label="А")])).strip() == ""


def test_meanings_are_short_and_say_where_the_law_says_it():
    for word in WORDS:
        assert len(word.meaning) < 330, word.title
        assert word.basis
        assert word.meaning.endswith(".")


def test_mark_after_a_word_stays_on_its_line():
    html = explained("Сумма равна всей «максимальной мощности».", within="id_power")
    whole = html.partition('<span class="word__whole">')[2].partition("</span>")[0]
    assert whole.startswith("«<button")
    assert whole.endswith("максимальной мощности</button>».")
