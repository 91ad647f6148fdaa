"""The application on the form of the Rules."""

import hashlib
import io
import re
from datetime import date, timedelta

import pypdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kabinet.applications.asked.questions import power, request
from kabinet.applications.asked.steps import STEPS_BY_SLUG
from kabinet.applications.content.permissions import find_file
from kabinet.applications.content.summary import summarise
from kabinet.applications.models import Application, Attachment, PrintedForm
from kabinet.applications.papers.printed_fields import REASONS, TEMPORARY, VOLTAGES, fields_of
from kabinet.applications.papers.printed_form import (
    _print,
    freeze_form,
    latest_form,
    make_form,
    order_form,
    print_draft,
    print_stamped,
)
from kabinet.applications.submission.deleting import delete_draft, purge_deleted_drafts
from kabinet.applications.submission.services import RESTORABLE_FOR, attach_file, detach_file, save_step
from kabinet.core.models import JournalEntry
from kabinet.files.models import StoredFile
from kabinet.files.services import open_file
from kabinet.law.editions import FIRST
from tests.applications.builders import (
    DETAILS,
    NOW,
    complete_answers,
    make_applicant,
    make_complete,
    make_draft,
    make_file,
    submit,
)
from tests.applications.test_drafts import at_once
from tests.printing.test_rendering import STAMP

MANY_POINTS = [{"name": f"РУ-10 кВ ПС «Северная», ячейка {place}", "power": "100"} for place in range(1, 31)]
MANY_STAGES = [
    {"design": "01.2027", "commissioning": f"{place % 12 + 1:02d}.2028", "power": "100", "category": "III"}
    for place in range(30)
]
GENERAL = {
    "requested_power": "3000",
    "voltage": "10",
    "points": MANY_POINTS,
    "stages": MANY_STAGES,
    "categories": [{"category": "III", "power": "1000"}, {"category": "I", "power": "2000"}],
    "transformers": "2 по 1600 кВА",
    "own_generators": "1 по 200 кВт",
    "technological_minimum": "50 кВт: собственные нужды",
    "distorting_load": "yes",
    "reserve": "yes",
    "mining": "yes",
    "by_representative": "yes",
    "representative_document": "доверенность",
    "representative_document_number": "77-15",
    "representative_document_date": "10.01.2026",
}
OTHER_PAPER = {
    "identity_document": "other",
    "other_document_name": "вид на жительство",
    "other_document_number": "82 № 1234567",
}
CASES = [
    ("6", "ФЛ", {"birth_place": "г. Уфа", "passport_issued_by": "ОВД г. Уфы", "benefit": "disabled"}),
    ("6", "ФЛ", {"reason": "УМ", "requested_power": "5", "cadastral_number": "02:55:010101:123"}),
    ("4", "ФЛ", {"requested_power": "149,5", "voltage": "0.4", "exchange": "post"}),
    ("4", "ИП", {"instalments": "yes", "activity": "Розничная торговля, 47.11", "procurement": "44"}),
    ("4", "ЮЛ", {"reason": "ИТ"}),
    ("4(1)", "ФЛ", {"reason": "МГ", "previous_generation_power": "3", "generators_ramp": "0,5 кВт/с"}),
    ("4(1)", "ЮЛ", {"microgeneration": "yes", "instalments": "yes"}),
    ("5", "ФЛ", {"connection": "temporary"}),
    ("5", "ЮЛ", {"connection": "temporary", "temporary_kind": "contract", "temporary_months": "36"}),
    (
        "7",
        "ФЛ",
        {"household": "no", "identity_document": "other", "other_document_name": "вид на жительство"}
        | OTHER_PAPER,
    ),
    ("7", "ИП", {"requested_power": "200", "previous_power": "50", "reason": "УМ"}),
    ("7", "ЮЛ", {"requested_power": "200", "microgeneration": "yes"}),
    ("7", "ЮЛ", GENERAL),
]
REWORDED = {"reason", "temporary_kind", "connection", "voltage", "identity_document", "has_supply_contract"}
"""Answers that the forms say in their own words; all others stand as they are read on the portal."""
SAID_BY_FORM = {"by_representative", "previous_power", "total_power"}


def words(pdf):
    """The text of a PDF without white space and case, as lines may be broken anywhere."""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return squeezed(
        "".join(re.sub(r"Заявка\s+№\s.*?С\. \d+ из \d+$", "", page, flags=re.DOTALL) for page in pages)
    )


def squeezed(text):
    return re.sub(r"[\s\u200b]", "", text).lower()


def unsaved(kind="ФЛ", **chosen):
    """A complete draft that is in no database."""
    answers = complete_answers(kind, **chosen)
    application = Application(applicant_kind=kind, answers=answers, sequence=4896, number="4896ТП")
    files = [StoredFile(name="Паспорт_скан #1.pdf", size=408_351, sha256="ab" * 32)]
    application._prefetched_objects_cache = {
        "attachments": [Attachment(kind="passport", file=file) for file in files]
    }
    return application


def print_kept(application):
    """What is printed without the mark of a draft."""
    return _print(fields_of(application, number="4896ТП"), dated_on=date(2026, 11, 24))


def bytes_of(file):
    with open_file(file) as stream:
        return stream.read()


def test_every_choice_has_its_words_on_paper():
    assert set(REASONS) == set(dict(request.REASONS))
    assert set(VOLTAGES) == set(dict(power.VOLTAGES))
    kinds = next(asked for asked in request.questions_for("ЮЛ", FIRST) if asked.name == "temporary_kind")
    assert set(TEMPORARY) == set(dict(kinds.choices))


@pytest.mark.parametrize(("form", "kind", "chosen"), CASES)
def test_form_that_applies_says_everything_that_was_answered(form, kind, chosen):
    application = unsaved(kind, **chosen)
    pdf = print_draft(application=application, at=NOW)
    said = words(pdf)

    assert application.facts.applicability.form == form
    assert f"приложение№{form}кправиламтехнологического" in said
    assert said.count("№4896тп(черновик)от24.11.2026") == 1
    assert "«паспорт_скан#1.pdf»,408351байт" in said
    assert f"sha-256:{'ab' * 32}" in said
    for item in (item for block in summarise(application) for item in block.items):
        if item.name in REWORDED or item.files:
            continue
        cells = [cell for row in item.table.rows for cell in row] if item.table else [item.value]
        if item.name == "passport_number":
            cells = item.value.split()  # series and number have places of their own on paper
        for cell in cells:
            value = squeezed(cell.removesuffix(" категория"))
            assert value.removesuffix("квт") in said or item.name in SAID_BY_FORM, (item.name, cell)


def test_draft_does_not_say_that_the_consent_was_given():
    application = unsaved()
    assert "даётсяприподачезаявки" in words(print_draft(application=application, at=NOW))
    assert fields_of(application, number="1")["consent"].startswith("даю")


def test_power_is_said_as_the_form_asks():
    application = unsaved(reason="УМ", requested_power="10", previous_power="5", voltage="0.4")
    said = words(print_draft(application=application, at=NOW))
    assert "составляет15квтпринапряжении30,4кв,втомчисле:" in said  # 3 is the number of the note
    assert "присоединяемыхэнергопринимающихустройствсоставляет10квтпринапряжении30,4кв;" in said
    assert "ранееприсоединенныхвданнойточкеприсоединенияэнергопринимающихустройствсоставляет5квт" in said
    assert "всвязисувеличениемобъёмамаксимальноймощности" in said


def test_items_left_to_others_are_not_filled_between_150_and_670_kilowatts():
    said = words(print_draft(application=unsaved("ИП", requested_power="200"), at=NOW))
    assert said.count("незаполняется") == 5
    assert "iiiкатегория200квт" in said


@pytest.mark.parametrize(
    ("kind", "power", "household"),
    [("ЮЛ", "200", ""), ("ЮЛ", "900", ""), ("ФЛ", "200", "no"), ("ФЛ", "90", "no")],
)
def test_form_7_says_the_power_of_microgeneration(kind, power, household):
    chosen = {"requested_power": power, "household": household, "microgeneration": "yes"}
    generation = {"generation_power": "9", "previous_generation_power": "4", "generators_details": "Марка А"}
    application = unsaved(kind, **chosen, **generation, generators_ramp="0,5 кВт/с")
    said = words(print_draft(application=application, at=NOW))
    assert application.facts.applicability.form == "7"
    if application.facts.paragraph == "12":  # who leaves item 8 unfilled
        besides = said.partition("сверхпунктовформы")[2]
        assert "мощностьмикрогенерации,которуюнужноприсоединить:9квт" in besides
        assert "микрогенерации,присоединённойранее:4квт" in besides
        assert ("маркаа" in besides, "0,5квт/с" in besides) == (True, True)
    else:
        item = said.partition("8.количествоимощностьгенераторов")[2].partition("9.заявляемая")[0]
        assert item == "присоединяемаямикрогенерация9квт;микрогенерация,присоединённаяранее,4квт;1шт.;маркаа"


POINTS = [
    {"name": "А", "power": "200", "previous": "70"},
    {"name": "Б", "power": "100,5", "previous": "30,5"},
]


@pytest.mark.parametrize(
    ("chosen", "requested", "previous"),
    [
        ({"previous_power": "100,5", "requested_power": "200"}, "а—130квт;б—70квт", "а—70квт;б—30,5квт"),
        ({"reason": "НП", "requested_power": "300,5"}, "а—200квт;б—100,5квт", ""),
        ({"reason": "ИТ", "previous_power": "300,5"}, "", "а—200квт;б—100,5квт"),
        (
            {
                "previous_power": "100",
                "requested_power": "200,5",
                "points": [{"name": "А", "power": "300,5"}],
            },
            "а—200,5квт",
            "а—100квт",
        ),
    ],
)
def test_form_7_shares_out_what_is_connected_and_what_was(chosen, requested, previous):
    said = words(print_kept(unsaved("ЮЛ", **{"reason": "УМ", "points": POINTS} | chosen)))
    item = said.partition("6.максимальнаямощность")[2].partition("7.количество")[0]
    shares = [
        part.partition("точкамприсоединения:")[2].replace("точкаприсоединения", "").rstrip(";.—")
        for part in re.split(r"[аб]\)максимальная", item)[1:]
    ]
    assert shares == [requested, previous]


def test_form_kept_before_points_said_their_shares_prints_as_it_did():
    fields = fields_of(unsaved("ЮЛ", reason="УМ", requested_power="250", previous_power="50"), number="1ТП")
    new = _print(fields, dated_on=date(2026, 11, 24))
    fields["points"] = [{"name": point["name"], "power": point["power"]} for point in fields["points"]]
    assert _print(fields, dated_on=date(2026, 11, 24)) == new


@pytest.mark.parametrize(
    ("kind", "chosen"), [("ФЛ", {}), ("ФЛ", {"connection": "temporary"}), ("ЮЛ", {"requested_power": "900"})]
)
def test_voltage_that_was_not_said_is_told_in_words(kind, chosen):
    said = words(print_draft(application=unsaved(kind, **chosen), at=NOW))
    assert re.search(r"принапряжении\d?неуказано", said)
    assert "—кв" not in said.replace("—квт", "")


def test_power_that_nobody_connected_before_is_zero_at_the_same_voltage():
    said = words(print_draft(application=unsaved(voltage="20"), at=NOW))
    assert "ранееприсоединенныхвданнойточкеприсоединенияэнергопринимающихустройствсоставляет0квтпри" in said
    assert said.count("20кв") == 3


def test_empty_field_is_a_dash():
    application = Application(applicant_kind="ЮЛ", answers={}, sequence=1, number="1ТП")
    application._prefetched_objects_cache = {"attachments": []}
    said = words(print_draft(application=application, at=NOW))
    assert "идентификационныйномерналогоплательщика1—" in said
    assert "none" not in said


def test_marks_of_typst_and_odd_characters_are_printed_as_they_are():
    hostile = r'*дом* _№ 5_ #panic("x") $x$ @a <b> \ ` ~ // [x] {y} = - + "q"'
    application = unsaved(object_name=hostile, object_address="СНТ #let x = 5; \u202e😀 конец")
    said = words(print_draft(application=application, at=NOW))
    assert squeezed(hostile) in said
    assert "снт#letx=5;□конец" in said


def test_thirty_rows_and_endless_words_keep_to_the_page():
    long = "Ы" * 250
    application = unsaved("ЮЛ", **GENERAL | {"object_name": long, "equipment": "слово " * 400})
    pdf = _print(fields_of(application, number="4896ТП"), dated_on=date(2026, 11, 24))
    assert long.lower() in words(pdf)
    pages = [page.get_textpage() for page in pypdfium2.PdfDocument(pdf)]
    rectangles = [page.get_rect(place) for page in pages for place in range(page.count_rects())]
    left, right = min(rectangle[0] for rectangle in rectangles), max(rectangle[2] for rectangle in rectangles)
    assert (left > 70, right < 555) == (True, True)  # 25 and 195 mm, and a space that hangs over
    feet = [re.findall(r"С\. (\d+) из (\d+)", page.get_text_range()) for page in pages]
    assert feet == [[(str(place), "5")] for place in range(1, 6)]


def test_same_application_gives_the_same_bytes():
    first, again = (print_draft(application=unsaved(), at=NOW) for _ in range(2))
    assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(list(DETAILS)),
    chosen=st.fixed_dictionaries(
        {
            "connection": st.sampled_from(["permanent", "temporary"]),
            "reason": st.sampled_from(list(REASONS)),
            "household": st.sampled_from(["yes", "no"]),
            "temporary_kind": st.sampled_from(list(TEMPORARY)),
            "microgeneration": st.sampled_from(["yes", "no", ""]),
            "sources": st.sampled_from(["one", "several", ""]),
            "requested_power": st.sampled_from(["1", "15", "15,001", "150", "200", "670", "6000"]),
            "previous_power": st.sampled_from(["", "5", "700"]),
            "voltage": st.sampled_from(["", *VOLTAGES]),
        }
    ),
)
def test_application_of_every_kind_prints(kind, chosen):
    application = unsaved(kind, **chosen)
    form = application.facts.applicability.form
    number = application.facts.full_number(4896, "ЛК")
    assert fields_of(application, number=number)["form"] == form
    assert print_draft(application=application, at=NOW)[:5] == b"%PDF-"


# --- Kept forms -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_submitted_application_gets_its_form_in_the_background(run_jobs):
    application = submit(make_complete())
    assert latest_form(application).file is None

    run_jobs()
    form = latest_form(application)
    pdf = bytes_of(form.file)
    assert form.sha256 == hashlib.sha256(pdf).hexdigest()
    assert form.file.name == f"Заявка {application.number.replace('/', '-')}.pdf"
    assert form.dated_on == date(2026, 11, 24)
    assert f"№{squeezed(application.number)}от24.11.2026" in words(pdf)
    assert "черновик" not in words(pdf)
    assert find_file(application, form.file_id) == form.file
    assert find_file(submit(make_complete()), form.file_id) is None
    entry = JournalEntry.objects.get(act="form_printed")
    assert entry.details == {"version": application.version, "form": "6", "sha256": form.sha256}


@pytest.mark.django_db
def test_form_says_what_was_submitted_even_if_it_is_made_later(run_jobs, settings):
    application = submit(make_complete())
    Application.objects.update(answers={}, number="x")
    settings.OPERATOR = None
    run_jobs()
    assert "ивановпётрсергеевич" in words(bytes_of(latest_form(application).file))


@pytest.mark.django_db
def test_form_frozen_before_the_submission_stays_the_form_of_the_application(run_jobs):
    draft = make_complete()
    form = freeze_form(application=draft, by=draft.owner, at=NOW)
    again = freeze_form(application=draft, by=draft.owner, at=NOW + timedelta(minutes=5))
    application = submit(draft, at=NOW + timedelta(minutes=10))
    run_jobs()

    assert (again.pk, again.file_id, latest_form(application).file_id) == (
        form.pk,
        form.file_id,
        form.file_id,
    )
    assert PrintedForm.objects.count() == 1
    assert squeezed(application.number) in words(bytes_of(form.file))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["ФЛ", "ЮЛ"])
def test_stamped_copy_bears_the_mark_where_the_signature_stands_and_leaves_the_form_alone(kind):
    draft = make_complete(make_applicant(kind))
    form = freeze_form(application=draft, by=draft.owner, at=NOW)
    copy = words(print_stamped(form=form, stamp=STAMP))
    assert "документподписанэлектроннойподписью" in copy
    assert copy.index("абонентскийномер") < copy.index("владелец:ооо«ромашка»") < copy.rindex("24.11.2026")
    assert "документподписан" not in words(bytes_of(form.file))


@pytest.mark.django_db
def test_corrected_application_is_printed_anew_with_its_number_and_the_day_of_the_corrections(run_jobs):
    application = submit(make_complete())
    run_jobs()
    Application.objects.update(
        answers=application.answers | {"requested_power": "100"}, version=application.version + 1
    )
    order_form(application=application, at=NOW + timedelta(days=6))
    run_jobs()
    corrected, first = application.printed_forms.all()
    said = words(bytes_of(corrected.file))
    assert f"№{squeezed(application.number)}от24.11.2026,сисправлениямиот30.11.2026" in said
    foot = pypdf.PdfReader(io.BytesIO(bytes_of(corrected.file))).pages[0].extract_text()
    assert f"редакция {corrected.version}" in foot.replace("\N{NO-BREAK SPACE}", " ")
    assert "составляет100квт" in said
    assert corrected.file.name.endswith(" с исправлениями от 30.11.2026.pdf")
    assert (latest_form(application), "исправлениями" in words(bytes_of(first.file))) == (corrected, False)


@pytest.mark.django_db
def test_change_of_answers_or_files_calls_for_another_form():
    draft = make_complete()
    forms = [freeze_form(application=draft, by=draft.owner, at=NOW)]
    save_step(
        application=draft,
        step=STEPS_BY_SLUG["object"],
        raw={"object_name": "Баня"},
        by=draft.owner,
        at=NOW,
    )
    forms.append(freeze_form(application=draft, by=draft.owner, at=NOW))
    attached = attach_file(application=draft, kind="other", file=make_file(draft.owner, "письмо.pdf"), at=NOW)
    forms.append(freeze_form(application=draft, by=draft.owner, at=NOW))
    detach_file(attachment=attached, at=NOW)
    forms.append(freeze_form(application=draft, by=draft.owner, at=NOW))

    assert [form.version for form in forms] == sorted({form.version for form in forms})
    assert [("баня" in words(bytes_of(form.file))) for form in forms] == [False, True, True, True]
    assert [("письмо.pdf" in words(bytes_of(form.file))) for form in forms] == [False, False, True, False]


@pytest.mark.django_db
def test_form_is_made_once_however_often_the_job_runs():
    application = submit(make_complete())
    form = latest_form(application)
    for _ in range(2):
        make_form.func(str(form.pk))
    assert StoredFile.objects.filter(name__startswith="Заявка").count() == 1
    assert JournalEntry.objects.filter(act="form_printed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_that_freeze_at_once_leave_one_form():
    draft = make_complete()
    forms = at_once(
        lambda: freeze_form(application=draft, by=draft.owner, at=NOW),
        lambda: freeze_form(application=draft, by=draft.owner, at=NOW),
    )
    assert len({form.file_id for form in forms}) == 1
    assert StoredFile.objects.filter(name__startswith="Заявка").count() == 1


@pytest.mark.django_db
def test_forms_of_a_draft_go_with_it(run_jobs, django_capture_on_commit_callbacks):
    draft = make_draft(make_applicant())
    freeze_form(application=draft, by=draft.owner, at=NOW)
    save_step(
        application=draft, step=STEPS_BY_SLUG["object"], raw={"object_name": "Баня"}, by=draft.owner, at=NOW
    )
    order_form(application=draft, at=NOW)
    delete_draft(application=draft, by=draft.owner, at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert purge_deleted_drafts(at=NOW + RESTORABLE_FOR + timedelta(days=1)) == 1
    run_jobs()
    assert (PrintedForm.objects.count(), StoredFile.objects.count()) == (0, 0)
