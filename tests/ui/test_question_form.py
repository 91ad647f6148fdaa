from decimal import Decimal

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from kabinet.core.questions import Kind, Question, all_of, always, answered
from kabinet.ui.forms import QuestionForm
from kabinet.ui.problems import problems_of

STAGES = Question(
    name="stages",
    label="Этапы",
    kind=Kind.ROWS,
    max_rows=3,
    rows=(
        Question(name="power", label="Мощность", kind=Kind.POWER, required=always),
        Question(name="note", label="Примечание"),
    ),
)
CONNECTION = Question(
    name="connection",
    label="Вид присоединения",
    kind=Kind.CHOICE,
    required=always,
    choices=(("permanent", "Постоянное"), ("temporary", "Временное")),
)
UNTIL = Question(
    name="until",
    label="До какого дня",
    kind=Kind.DATE,
    shown=answered("connection", "temporary"),
    required=answered("connection", "temporary"),
)
POWER = Question(name="power", label="Мощность", kind=Kind.POWER, unit="кВт", required=always)
AGREED = Question(name="agreed", label="Согласен", kind=Kind.CHECK, required=always)


def posted(text):
    return QueryDict(text)


def drawn(form):
    return "".join(render_to_string("components/field.html", {"field": field}) for field in form)


# --- Saving never demands --------------------------------------------------------------------


def test_empty_form_is_saved_when_nothing_is_demanded():
    form = QuestionForm([CONNECTION, POWER, AGREED], data=posted(""))
    assert form.is_valid()
    assert form.raw() == {"connection": "", "power": "", "agreed": ""}


def test_demanding_form_names_each_required_field_left_empty():
    form = QuestionForm([CONNECTION, POWER, AGREED], data=posted(""), demand=True)
    assert form.errors == {
        "connection": ["Выберите один из ответов."],
        "power": ["Заполните это поле."],
        "agreed": ["Поставьте отметку, чтобы продолжить."],
    }


def test_malformed_answer_is_refused_and_kept_as_typed():
    form = QuestionForm([POWER], data=posted("power=%20-5%20"))
    assert list(form.errors) == ["power"]
    assert form.raw() == {"power": "-5"}
    assert 'value=" -5 "' in drawn(form)


def test_well_formed_answer_becomes_a_value():
    form = QuestionForm([POWER, AGREED], data=posted("power=15,5&agreed=on"))
    assert form.is_valid()
    assert form.cleaned_data == {"power": Decimal("15.5"), "agreed": True}
    assert form.raw() == {"power": "15,5", "agreed": "yes"}


def test_nul_character_is_left_out_of_the_raw_answer():
    assert QuestionForm([POWER], data=posted("power=1%005")).raw() == {"power": "15"}


def test_html_in_an_answer_is_escaped():
    form = QuestionForm([STAGES.rows[1]], answers={"note": '"><script>alert(1)</script>'})
    assert "<script>" not in drawn(form)
    assert "&quot;&gt;&lt;script&gt;" in drawn(form)


# --- Questions asked for some answers --------------------------------------------------------


def test_hidden_question_is_in_the_page_for_the_script_to_show():
    html = drawn(QuestionForm([CONNECTION, UNTIL], answers={"connection": "permanent"}))
    assert 'data-shown-name="connection" data-shown-values="[&quot;temporary&quot;]" hidden>' in html
    assert '<input type="hidden" name="_unseen" value="until" data-unseen>' in html


def test_shown_question_is_not_marked_unseen():
    html = drawn(QuestionForm([CONNECTION, UNTIL], answers={"connection": "temporary"}))
    assert "data-unseen" not in html
    assert " hidden>" not in html


def test_answer_to_a_hidden_question_is_kept_and_not_checked():
    form = QuestionForm(
        [CONNECTION, UNTIL], data=posted("connection=permanent&until=когда-нибудь"), demand=True
    )
    assert form.is_valid()
    assert form.raw() == {"connection": "permanent", "until": "когда-нибудь"}


def test_question_hidden_by_another_page_is_left_out_and_its_answer_untouched():
    form = QuestionForm([UNTIL], answers={"connection": "permanent", "until": "21.01.2027"}, data=posted(""))
    assert list(form.fields) == []
    assert form.raw() == {}


def test_question_that_was_not_seen_is_revealed_by_the_answer():
    form = QuestionForm(
        [CONNECTION, UNTIL],
        answers={"connection": "permanent"},
        data=posted("connection=temporary&until=&_unseen=until"),
    )
    assert form.revealed == [UNTIL]
    assert form.wants_redisplay


def test_question_that_was_seen_is_not_revealed_again():
    form = QuestionForm(
        [CONNECTION, UNTIL], answers={"connection": "permanent"}, data=posted("connection=temporary&until=")
    )
    assert form.revealed == []
    assert not form.wants_redisplay


def test_question_under_two_conditions_is_revealed_without_losing_its_stored_answer():
    both = Question(
        name="both",
        label="Оба",
        shown=all_of(answered("connection", "temporary"), answered("agreed", "yes")),
    )
    form = QuestionForm(
        [CONNECTION, AGREED, both], answers={"both": "прежний"}, data=posted("connection=temporary&agreed=on")
    )
    assert form.revealed == [both]
    assert form.raw() == {"connection": "temporary", "agreed": "yes"}
    assert 'value="прежний"' not in drawn(QuestionForm([CONNECTION], answers={}))


def test_button_for_those_without_scripts_stands_by_the_deciding_question_only():
    html = drawn(QuestionForm([CONNECTION, UNTIL, POWER]))
    assert html.count('name="refresh"') == 1
    assert QuestionForm([CONNECTION, UNTIL], data=posted("refresh=connection")).restructured


# --- Rows ------------------------------------------------------------------------------------


def test_rows_start_with_an_empty_one():
    html = drawn(QuestionForm([STAGES]))
    assert 'name="stages-0-power"' in html
    assert "stages-1-power" not in html
    assert 'name="remove_row"' not in html


def test_rows_are_read_in_order_whatever_their_numbers():
    form = QuestionForm(
        [STAGES], data=posted("stages-7-power=2&stages-7-note=b&stages-2-power=1&stages-2-note=")
    )
    assert form.raw() == {"stages": [{"power": "1", "note": ""}, {"power": "2", "note": "b"}]}
    assert form.is_valid()
    assert form.cleaned_data["stages"] == [
        {"power": Decimal(1), "note": None},
        {"power": Decimal(2), "note": "b"},
    ]


def test_row_is_added_by_its_button():
    form = QuestionForm([STAGES], data=posted("stages-0-power=1&add_row=stages"), demand=True)
    assert form.raw() == {"stages": [{"power": "1", "note": ""}, {}]}
    assert form.restructured
    assert 'name="stages-1-power"' in drawn(form)


def test_row_is_removed_by_its_button_with_the_others_kept():
    form = QuestionForm(
        [STAGES], data=posted("stages-0-power=1&stages-1-power=2&stages-2-power=3&remove_row=stages.1")
    )
    assert form.raw() == {"stages": [{"power": "1", "note": ""}, {"power": "3", "note": ""}]}
    assert 'name="stages-1-power" value="3"' in drawn(form)


def test_rows_do_not_grow_beyond_their_limit():
    full = "stages-0-power=1&stages-1-power=2&stages-2-power=3"
    form = QuestionForm([STAGES], data=posted(f"{full}&add_row=stages"))
    assert len(form.raw()["stages"]) == 3
    assert 'name="add_row"' not in drawn(form)
    assert QuestionForm([STAGES], data=posted(f"{full}&stages-3-power=4")).errors == {
        "stages": ["Строк может быть не больше 3."]
    }


def test_empty_rows_are_dropped_on_saving():
    form = QuestionForm(
        [STAGES], data=posted("stages-0-power=&stages-0-note=&stages-1-power=5&stages-1-note=")
    )
    assert form.raw() == {"stages": [{"power": "5", "note": ""}]}


def test_error_in_a_row_is_listed_with_the_row_and_a_link_to_its_input():
    form = QuestionForm([STAGES], data=posted("stages-0-power=1&stages-1-power=0"))
    assert not form.is_valid()
    (problem,) = problems_of(form)
    assert problem.anchor == "id_stages-1-power"
    assert problem.text.startswith("Этапы, строка 2. Мощность")
    assert f'id="{problem.anchor}"' in drawn(form)


@pytest.mark.parametrize(
    "button", ["remove_row=stages.9", "remove_row=other.0", "remove_row=", "add_row=other"]
)
def test_button_of_another_row_changes_nothing(button):
    form = QuestionForm([STAGES], data=posted(f"stages-0-power=1&{button}"))
    assert form.raw()["stages"] == [{"power": "1", "note": ""}]


# --- Labels, hints, errors for everyone ------------------------------------------------------


def test_error_and_hint_describe_their_input():
    question = Question(
        name="power", label="Мощность", kind=Kind.POWER, hint="В киловаттах", basis="п. 2 Правил"
    )
    html = drawn(QuestionForm([question], data=posted("power=x")))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_power_helptext id_power_error"' in html
    assert 'id="id_power_helptext">В киловаттах</div>' in html
    assert 'id="id_power_error"' in html


def test_every_description_named_by_an_input_exists():
    import re

    question = Question(name="month", label="Срок", kind=Kind.MONTH, basis="п. 9 Правил")
    bare = Question(name="bare", label="Район", basis="п. 9 Правил")
    html = drawn(QuestionForm([question, bare, CONNECTION, STAGES], data=posted("month=x&stages-0-power=x")))
    for names in re.findall(r'aria-describedby="([^"]+)"', html):
        for name in names.split():
            assert f'id="{name}"' in html


def test_required_question_has_a_star_and_says_so():
    html = drawn(QuestionForm([POWER]))
    assert 'class="field__star"' in html
    assert "(обязательно)" in html
    assert "field__star" not in drawn(QuestionForm([STAGES.rows[1]]))


def test_hidden_question_has_the_star_it_will_need_when_shown():
    form = QuestionForm([CONNECTION, UNTIL], answers={"connection": "permanent"})
    assert form.is_starred(UNTIL)


def test_unit_is_heard_with_the_label():
    assert '<span class="visually-hidden">, кВт</span>' in drawn(QuestionForm([POWER]))


def test_browser_is_not_asked_to_check_anything():
    html = drawn(QuestionForm([POWER, CONNECTION, UNTIL, AGREED], demand=True))
    assert " required" not in html
    assert "maxlength" not in html


def test_long_choice_is_a_list_and_a_short_one_radio_buttons():
    many = Question(
        name="many", label="Район", kind=Kind.CHOICE, choices=tuple((str(n), f"№ {n}") for n in range(8))
    )
    assert "<select" in drawn(QuestionForm([many]))
    assert drawn(QuestionForm([CONNECTION])).count('type="radio"') == 2


def test_summary_links_to_the_first_answer_of_a_choice():
    form = QuestionForm([CONNECTION], data=posted(""), demand=True)
    html = render_to_string("components/error_summary.html", {"form": form})
    assert '<a href="#id_connection_0">Вид присоединения: выберите один из ответов.</a>' in html
    assert 'id="id_connection_0"' in drawn(form)


def test_summary_does_not_say_the_name_twice():
    snils = Question(name="snils", label="СНИЛС", kind=Kind.SNILS)
    (problem,) = problems_of(QuestionForm([snils], data=posted("snils=112-233-445 00")))
    assert problem.text.count("СНИЛС") == 1


def test_summary_of_a_form_without_errors_is_nothing():
    html = render_to_string("components/error_summary.html", {"form": QuestionForm([POWER])})
    assert html.strip() == ""
