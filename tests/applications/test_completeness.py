import pytest

from kabinet.applications.asked.steps import STEPS_BY_SLUG
from kabinet.applications.content.completeness import missing
from kabinet.applications.submission.services import attach_file, save_step
from tests.applications.builders import NOW, make_applicant, make_complete, make_draft, make_file

pytestmark = pytest.mark.django_db


def texts(application):
    return {gap.name: gap.text for gap in missing(application)}


def changed(application, step, **raw):
    return save_step(application=application, step=STEPS_BY_SLUG[step], raw=raw, by=application.owner, at=NOW)


def test_complete_application_lacks_nothing():
    assert missing(make_complete()) == []


def test_untouched_draft_lacks_the_first_answers_and_the_documents():
    draft = make_draft()
    draft.answers = {}
    gaps = missing(draft)
    assert (gaps[0].step, gaps[0].name, gaps[0].text) == (
        "kind", "connection", "Не заполнено: «Какое присоединение нужно?».",
    )  # fmt: skip
    assert [gap.name for gap in gaps if gap.step == "documents"] == ["document-passport", "document-right"]


def test_gaps_stand_in_the_order_of_the_steps():
    draft = make_draft()
    draft = changed(draft, "supplier", supplier="")
    draft = changed(draft, "object", object_name="", object_address="")
    assert [gap.name for gap in missing(draft)] == [
        "object_name", "object_address", "supplier", "document-passport", "document-right",
    ]  # fmt: skip


def test_document_is_missed_until_it_is_attached():
    draft = make_draft(make_applicant("ЮЛ"))
    assert texts(draft) == {
        "document-right": "Не приложено: «Документ о\u00a0праве на\u00a0участок или здание»."
    }
    attach_file(application=draft, kind="right", file=make_file(draft.owner), at=NOW)
    assert missing(draft) == []


def test_malformed_answer_is_named_with_its_label():
    draft = changed(make_complete(), "power", requested_power="-5")
    assert texts(draft) == {
        "requested_power": "«Мощность, которую нужно присоединить»: мощность должна быть больше нуля."
    }


def test_malformed_answer_to_a_hidden_question_is_no_gap():
    draft = changed(make_complete(), "kind", contract_date="вчера")
    assert missing(draft) == []


def test_sum_of_categories_must_be_the_whole_power():
    rows = [{"category": "I", "power": "10"}, {"category": "III", "power": "4,5"}]
    draft = changed(make_complete(make_applicant("ЮЛ"), requested_power="100"), "power", categories=rows)
    assert texts(draft)["categories"] == (
        "Сумма по категориям надёжности\u00a0— 14,5\u00a0кВт, а вся максимальная мощность\u00a0— "
        "100\u00a0кВт: сделайте их равными."
    )


def test_power_connected_before_is_shared_out_by_the_points():
    draft = make_complete(
        make_applicant("ЮЛ"),
        reason="УМ",
        requested_power="200",
        previous_power="100",
        points=[{"name": "А", "power": "200"}, {"name": "Б", "power": "100"}],
    )
    assert texts(draft) == {
        "points": "По точкам ранее присоединено 0\u00a0кВт, а всего ранее\u00a0— 100\u00a0кВт: "
        "сделайте их равными."
    }
    rows = [{"name": "А", "power": "200", "previous": "70"}, {"name": "Б", "power": "100", "previous": "30"}]
    assert missing(changed(draft, "power", points=rows)) == []
    rows = [{"name": "А", "power": "250"}, {"name": "Б", "power": "50", "previous": "100"}]
    assert set(texts(changed(draft, "power", points=rows))) == {"points.1.previous"}
    assert missing(changed(draft, "power", points=[{"name": "А", "power": "300"}])) == []
    rows = [{"name": "А", "power": "300", "previous": "10"}]
    assert set(texts(changed(draft, "power", points=rows))) == {"points"}


@pytest.mark.parametrize("chosen", [{"requested_power": "300"}, {"reason": "ИТ", "previous_power": "300"}])
def test_points_need_no_shares_where_all_the_power_is_new_or_old(chosen):
    rows = [{"name": "А", "power": "100"}, {"name": "Б", "power": "200"}]
    assert missing(make_complete(make_applicant("ЮЛ"), points=rows, **chosen)) == []


def test_sum_of_stages_is_the_added_power_without_the_previous_one():
    row = {"design": "01.2027", "commissioning": "01.2027", "power": "10", "category": "III"}
    draft = make_complete(reason="УМ", requested_power="10", previous_power="5")
    assert missing(changed(draft, "schedule", stages=[row])) == []
    assert list(texts(changed(draft, "schedule", stages=[{**row, "power": "15"}]))) == ["stages"]


def test_stage_may_not_start_before_its_project():
    row = {"design": "02.2027", "commissioning": "01.2027", "power": "15", "category": "III"}
    draft = changed(make_complete(), "schedule", stages=[row])
    assert texts(draft) == {"stages.0.commissioning": "Ввод (01.2027) раньше готовности проекта (02.2027)."}


@pytest.mark.parametrize(
    ("kind", "chosen", "lacking"),
    [
        ("ФЛ", {}, set()),
        ("ИП", {}, set()),
        ("ЮЛ", {"microgeneration": "yes", "generation_power": "5"}, set()),
        ("ФЛ", {"requested_power": "200"}, {"stages.0.design", "stages.0.commissioning"}),
        ("ЮЛ", {"requested_power": "900"}, {"stages.0.design", "stages.0.commissioning"}),
        (
            *("ЮЛ", {"requested_power": "200", "microgeneration": "yes", "generation_power": "5"}),
            {"stages.0.design", "stages.0.commissioning"},
        ),
    ],
)
def test_dates_of_stages_are_demanded_where_paragraph_9_i_is(kind, chosen, lacking):
    row = {"power": chosen.get("requested_power", "15"), "category": "III"}
    draft = make_complete(make_applicant(kind), **{"requested_power": "15"} | chosen, stages=[row])
    assert set(texts(draft)) == lacking


def test_company_says_who_signs_and_in_what_post_unless_a_representative_does():
    draft = changed(make_complete(make_applicant("ЮЛ")), "applicant", head_name="", head_position=" ")
    assert texts(draft) == {
        "head_name": "Не заполнено: «ФИО руководителя».",
        "head_position": "Не заполнено: «Должность руководителя».",
    }
    draft = changed(draft, "applicant", by_representative="yes", representative_last_name="Сидоров")
    assert set(texts(draft)) == {"representative_first_name", "document-authority"}


def test_begun_row_must_be_finished():
    draft = changed(make_complete(), "schedule", stages=[{"design": "01.2027", "power": "много"}])
    assert set(texts(draft)) == {"stages.0.category", "stages.0.power"}
    assert texts(draft)["stages.0.power"].startswith("«Этапы: Мощность (строка\u00a01)»: ")


def test_passport_is_not_issued_before_fourteen():
    draft = changed(make_complete(), "applicant", birth_date="12.05.2010", passport_issued_on="11.05.2024")
    assert list(texts(draft)) == ["passport_issued_on"]
    assert missing(changed(draft, "applicant", passport_issued_on="12.05.2024")) == []


def test_mobile_object_is_connected_for_a_year_and_150_kilowatts_at_most():
    draft = make_complete(connection="temporary", temporary_months="12", requested_power="150")
    assert missing(draft) == []
    draft = changed(draft, "kind", temporary_months="13")
    draft = changed(draft, "power", requested_power="150,5")
    assert set(texts(draft)) == {"temporary_months", "requested_power"}


def test_longer_term_suits_a_temporary_scheme_by_contract():
    assert (
        missing(make_complete(connection="temporary", temporary_kind="contract", temporary_months="24")) == []
    )


def test_microgeneration_is_fifteen_kilowatts_at_most():
    draft = make_complete(microgeneration="yes", generation_power="10")
    draft = changed(draft, "power", previous_generation_power="5,001")
    assert list(texts(draft)) == ["generation_power"]


def test_representative_is_asked_only_when_there_is_one():
    draft = changed(make_complete(), "applicant", by_representative="yes")
    assert set(texts(draft)) == {
        "representative_last_name", "representative_first_name", "representative_address",
        "representative_identity", "representative_document", "representative_document_date",
        "document-authority",
    }  # fmt: skip
