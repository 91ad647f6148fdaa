"""Names typed without capital letters, or in nothing but them."""

import pytest

from kabinet.law.naming import with_capitals


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("галина", "Галина"),
        ("ГАЛИНА", "Галина"),
        ("я", "Я"),
        ("ёлкина (кузьмина)", "Ёлкина (Кузьмина)"),
        ("салтыков-щедрин", "Салтыков-Щедрин"),
        ("Д'АРТАНЬЯН", "Д'Артаньян"),
        ("ИВАНОВ И.И.", "Иванов И.И."),
        ("иванов иван иванович", "Иванов Иван Иванович"),
    ],
)
def test_a_name_in_letters_of_one_size_gets_its_capitals(typed, written):
    assert with_capitals(typed) == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("мамед оглы", "Мамед оглы"),
        ("МАМЕД ОГЛЫ", "Мамед оглы"),
        ("ага-заде", "Ага-заде"),
        ("фон гессен", "фон Гессен"),
        ("де ла круз", "де ла Круз"),
        ("ФОН ГЕССЕН", "Фон Гессен"),
        ("оглы", "Оглы"),
    ],
)
def test_parts_that_are_written_small_stay_small_within_a_name(typed, written):
    assert with_capitals(typed) == written


@pytest.mark.parametrize(
    "typed", ["Мамед Оглы", "фон Гессен", "Кара-оол", "О-Ён", "И.И.", "de Vries", "", "- -"]
)
def test_what_a_person_wrote_on_purpose_is_never_changed(typed):
    assert with_capitals(typed) == typed
