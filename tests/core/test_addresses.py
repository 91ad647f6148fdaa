"""An address put together of its parts."""

from kabinet.core.addresses import joined_address
from kabinet.core.regions import REGIONS, Served


def test_parts_join_to_a_line_as_people_write_it():
    parts = {
        "index": "450000",
        "region": "Республика Башкортостан",
        "place": "Уфа",
        "street": "ул. Мира",
    }
    assert joined_address({**parts, "house": " 15  корп. 2", "flat": "7"}) == (
        "450000, Республика Башкортостан, Уфа, ул. Мира, д. 15 корп. 2, кв. 7"
    )


def test_what_is_not_told_is_left_out_and_a_word_of_ones_own_stays():
    assert joined_address({"place": "СНТ «Берёзка»", "house": "участок 15"}) == "СНТ «Берёзка», участок 15"
    assert joined_address({"region": " "}) == ""


def test_there_are_eighty_nine_regions_each_once():
    assert len(REGIONS) == len(set(REGIONS)) == 89


def test_a_district_is_told_by_the_beginning_of_the_number():
    served = Served(districts={"02:55": "город Уфа"})
    assert served.district_of("02:55:010101:123") == "город Уфа"
    assert served.district_of("02:56:010101:123") is None
