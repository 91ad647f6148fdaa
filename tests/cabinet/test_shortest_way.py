"""What the steps ask of whom, and what they leave out, as a person without scripts sees it."""

import html
import re

import pytest
from django.urls import reverse

from kabinet.applicants.models import Applicant, ApplicantKind
from kabinet.applicants.questions import NEEDED_IN_APPLICATION
from kabinet.applicants.services import prefill
from kabinet.applications.asked.steps import STEPS, every_question
from kabinet.applications.content.completeness import missing
from kabinet.applications.content.documents import required_documents
from kabinet.applications.content.suppliers import save_supplier
from kabinet.applications.models import Application
from kabinet.applications.submission.services import start_draft
from kabinet.cabinet.wizard.desk import OWN
from kabinet.core.ids import new_id
from kabinet.core.questions import display
from kabinet.filling.forms import form_of_answers
from kabinet.filling.going import first_url
from kabinet.filling.parts import parts_of
from kabinet.filling.route import StepStanding, standing_of
from tests.applications.builders import (
    ANSWERS,
    NOW,
    PERSON,
    attach_required,
    complete_answers,
    make_applicant,
    make_draft,
    make_specialist,
)

pytestmark = pytest.mark.django_db

REGISTERED = ("last_name", "first_name", "middle_name", "snils", "mobile")
"""What registration demands of a person."""
GUARANTEED = "ООО «ЭСКБ»"


@pytest.fixture
def newcomer(client):
    """A person who has just registered and given nothing more than that."""
    applicant = make_applicant(ApplicantKind.PERSON)
    details = {name: PERSON[name] for name in REGISTERED}
    Applicant.objects.filter(pk=applicant.pk).update(details=details)
    applicant.refresh_from_db()
    client.force_login(applicant.user)
    return applicant


@pytest.fixture
def supplier():
    return add_supplier(GUARANTEED, is_default=True)


def add_supplier(name, *, is_default=False, guaranteed=True):
    return save_supplier(
        supplier=None, name=name, guaranteed=guaranteed, is_default=is_default,
        by=make_specialist(), address=None, at=NOW,
    )  # fmt: skip


def step_url(draft, slug):
    return reverse("wizard_step", args=[draft.pk, slug])


def text_of(response):
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(bare)).replace("\xa0", " ")


def place(url):
    """The last word of an address: the slug of the step, or «check»."""
    return url.partition("?")[0].rstrip("/").rpartition("/")[2]


def visible(page):
    """The fields that are seen without opening anything."""
    parts = page.context["parts"]
    return [one for one in parts.asked if not (one.condition and one.condition.unseen)]


def walk(client, page, answers):
    """Walk from a page of the steps to the check; the names shown and demanded on the way, the pages seen."""
    shown, demanded, seen = [], [], []
    while True:
        here = page.request["PATH_INFO"]
        if place(here) == "check":
            return shown, demanded, seen
        seen.append(place(here))
        fields = visible(page)
        new = [one for one in fields if one.name not in shown]
        shown += [one.name for one in new]
        demanded += [one.name for one in new if one.starred]
        posted = dict(page.context["form"].initial)
        posted = {name: raw for name, raw in posted.items() if raw and isinstance(raw, str)}
        posted |= {one.name: answers[one.name] for one in fields if answers.get(one.name)}
        posted |= {"step": page.context["step"].slug, "base": page.context.get("base", "{}"), "go": "next"}
        if "draft_id" in page.context:
            posted["draft_id"] = page.context["draft_id"]
        page = client.post(here, posted, follow=True)


def test_household_of_15_kw_is_shown_thirteen_questions_and_two_files(client, newcomer, supplier):
    answers = complete_answers("ФЛ")
    shown, demanded, seen = walk(client, client.get(reverse("application_new")), answers)
    draft = Application.objects.get()
    files = [kind.code for kind in required_documents(draft.answers, "ФЛ", draft.law)]
    assert len(shown) + len(files) <= 15
    assert len(demanded) + len(files) <= 11
    assert files == ["passport", "right"]
    assert seen == ["new", "applicant", "object", "power", "documents"]
    assert {gap.name for gap in missing(draft)} == {"document-passport", "document-right"}
    assert (draft.answers["supplier"], draft.answers["has_supply_contract"]) == (GUARANTEED, "no")


def test_second_application_of_the_same_person_asks_eight_things_at_most(client, supplier):
    applicant = make_applicant()
    client.force_login(applicant.user)
    shown, demanded, _ = walk(client, client.get(reverse("application_new")), complete_answers("ФЛ"))
    assert len(demanded) + 2 <= 8, "with two files"
    assert not set(shown) & set(NEEDED_IN_APPLICATION["ФЛ"])


ROUTES = [
    ("ФЛ", {}),
    ("ФЛ", {"requested_power": "100"}),
    ("ФЛ", {"requested_power": "200"}),
    ("ФЛ", {"requested_power": "700", "microgeneration": "yes"}),
    ("ФЛ", {"household": "no"}),
    ("ФЛ", {"sources": "several"}),
    ("ФЛ", {"reason": "МГ"}),
    ("ФЛ", {"microgeneration": "yes"}),
    ("ФЛ", {"connection": "temporary", "temporary_kind": "contract"}),
    ("ФЛ", {"building": "flat", "identity_document": "other"}),
    ("ФЛ", {"by_representative": "yes"}),
    ("ИП", {"requested_power": "40"}),
    ("ИП", {"connection": "temporary", "temporary_kind": "mobile"}),
    ("ИП", {"reason": "МГ"}),
    ("ЮЛ", {"requested_power": "150", "microgeneration": "yes"}),
    ("ЮЛ", {"requested_power": "200", "microgeneration": "yes"}),
    ("ЮЛ", {"requested_power": "400"}),
    (
        "ЮЛ",
        {"requested_power": "6000", "reserve": "yes", "distorting_load": "yes", "by_representative": "yes"},
    ),
    ("ЮЛ", {"reason": "ПМ", "mining": "yes"}),
    ("ЮЛ", {"reason": "ИТ"}),
]


@pytest.mark.parametrize(("kind", "chosen"), ROUTES)
def test_every_question_of_every_route_is_reached_once(kind, chosen):
    answers = complete_answers(kind, **chosen, **_other_document(chosen))
    application = make_draft(make_applicant(kind), **answers)
    known = prefill(application.owner.applicant)
    for step in STEPS:
        asked = {q.name for q in step.questions(application.answers, kind, application.law)}
        form = form_of_answers(step.questions_for(kind, application.law), application.answers)
        parts = parts_of(form, known)
        placed = [one.name for one in (*parts.known, *parts.asked, *parts.aside)]
        assert len(placed) == len(set(placed))
        assert asked <= set(placed), step.slug


def _other_document(chosen):
    if chosen.get("identity_document") != "other":
        return {}
    return {"other_document_name": "Вид на жительство", "other_document_number": "82 1234567"}


@pytest.mark.parametrize(("kind", "chosen"), ROUTES)
def test_nothing_that_is_demanded_is_folded_away_while_it_is_empty(kind, chosen):
    answers = {"connection": "permanent", "reason": "НП", **chosen}
    application = make_draft(make_applicant(kind))
    application.answers = answers
    for step in STEPS:
        form = form_of_answers(step.questions_for(kind, application.law), answers)
        parts = parts_of(form, {})
        folded = {one.name for one in parts.aside}
        demanded = {
            question.name
            for question in step.questions(answers, kind, application.law)
            if question.required(answers) and not answers.get(question.name)
        }
        assert demanded & folded == set(), step.slug


def test_particular_answer_opens_the_fold_and_the_usual_one_does_not(client):
    applicant = make_applicant()
    client.force_login(applicant.user)
    draft = make_draft(applicant)
    assert not client.get(step_url(draft, "kind")).context["parts"].aside_open
    particular = make_draft(applicant, mining="yes")
    assert client.get(step_url(particular, "kind")).context["parts"].aside_open


def test_what_the_profile_knows_is_shown_as_text_and_comes_with_the_form(client):
    applicant = make_applicant()
    client.force_login(applicant.user)
    draft = make_draft(applicant, email=applicant.user.email)
    page = client.get(step_url(draft, "applicant"))
    parts = page.context["parts"]
    assert parts.known_rows[0].value == "Иванов Пётр Сергеевич"
    assert parts.asked == []
    assert "Уже известно" in text_of(page)
    assert 'name="passport_number" value="4509 123456"' in page.content.decode(), "behind «Изменить»"


def test_changed_answer_is_no_longer_taken_for_known(client):
    applicant = make_applicant()
    client.force_login(applicant.user)
    draft = make_draft(applicant, email=applicant.user.email, passport_number="4510 123456")
    parts = client.get(step_url(draft, "applicant")).context["parts"]
    assert [one.name for one in parts.asked] == ["passport_number"]


def standings(draft):
    gaps = missing(draft)
    return {step.slug: standing_of(step, draft, gaps) for step in STEPS}


def test_answers_given_before_the_draft_are_not_asked_again(client, newcomer, supplier):
    """«С чего начать» hands over what was answered there."""
    begun = start_draft(
        draft_id=new_id(),
        applicant=newcomer,
        answers={
            **prefill(newcomer),
            "connection": "permanent",
            "reason": "НП",
            "household": "yes",
            "object_name": "Гараж",
            "requested_power": "15",
            "voltage": "0.4",
        },
        at=NOW,
    )
    assert place(first_url(OWN, begun)) == "applicant"
    now = standings(begun)
    assert {slug for slug, standing in now.items() if standing is StepStanding.READY} == {
        "kind", "power", "supplier",
    }  # fmt: skip
    page = client.get(step_url(begun, "applicant"))
    _, _, seen = walk(client, page, complete_answers("ФЛ"))
    assert seen == ["applicant", "object", "documents"]


def test_tick_means_that_the_step_was_left_without_gaps(client):
    applicant = make_applicant()
    client.force_login(applicant.user)
    draft = make_draft(applicant)
    assert StepStanding.CHECKED not in standings(draft).values(), "nobody has looked at anything"
    client.post(step_url(draft, "power"), {"step": "power", "requested_power": "15", "go": "autosave"})
    draft.refresh_from_db()
    assert standings(draft)["power"] is StepStanding.READY
    client.post(step_url(draft, "power"), {"step": "power", "requested_power": "15", "go": "back"})
    client.post(step_url(draft, "object"), {"step": "object", "object_name": "", "go": "next"})
    draft.refresh_from_db()
    assert (standings(draft)["power"], standings(draft)["object"]) == (
        StepStanding.CHECKED,
        StepStanding.OPEN,
    )


def test_step_that_asks_nothing_says_so_and_is_no_work(client):
    applicant = make_applicant()
    client.force_login(applicant.user)
    draft = make_draft(applicant, requested_power="100")
    assert standings(draft)["schedule"] is StepStanding.NOTHING
    page = client.get(step_url(draft, "schedule"))
    assert "на этом шаге ничего не нужно" in text_of(page)
    assert "Этапы, сроки и оплата ( ничего не нужно )" in text_of(page)


STAGE = {"design": "01.2027", "commissioning": "06.2027", "power": "60", "category": "III"}


def test_contradiction_is_told_on_leaving_and_lets_go_when_asked_to(client):
    applicant = make_applicant("ЮЛ")
    client.force_login(applicant.user)
    draft = make_draft(applicant, requested_power="70")
    url = step_url(draft, "schedule")
    rows = {f"stages-0-{name}": raw for name, raw in STAGE.items()}
    posted = {"step": "schedule", "base": client.get(url).context["base"], **rows}
    for button in ("next", "back", "save", "object"):
        page = client.post(url, {**posted, "go": button}, follow=True)
        assert page.request["PATH_INFO"] == url
        assert "Ответы не сходятся" in text_of(page)
        assert "Оставить так, вернусь" in text_of(page)
        assert f'name="leave" value="{button}"' in page.content.decode()
    draft.refresh_from_db()
    assert draft.answers["stages"] == [STAGE], "nothing is blocked from being saved"
    answer = client.post(url, {**posted, "leave": "next"})
    assert place(answer.url) != "schedule"
    page = client.get(step_url(draft, "kind"))
    assert standings(Application.objects.get())["schedule"] is StepStanding.PROBLEM
    assert "Этапы, сроки и оплата (есть замечания)" in text_of(page)


def test_check_shows_every_answer_with_the_way_to_its_input(client):
    applicant = make_applicant()
    client.force_login(applicant.user)
    draft = make_draft(applicant)
    attach_required(draft)
    page = client.get(reverse("application_check", args=[draft.pk]))
    shown = {line.item.name: line for block in page.context["checked"] for line in block.lines}
    answered = [
        question
        for _, question in every_question("ФЛ", draft.law)
        if question.shown(draft.answers) and draft.answers.get(question.name)
    ]
    said = text_of(page)
    for question in answered:
        assert display(question, draft.answers[question.name]).replace("\xa0", " ") in said, question.name
    documents = {"document-passport", "document-right"}
    assert documents <= set(shown) <= documents | {"benefit"} | {question.name for question in answered}
    assert (shown["last_name"].item.label, shown["last_name"].item.value) == (
        "Фамилия, имя, отчество", "Иванов Пётр Сергеевич",
    )  # fmt: skip
    assert shown["passport_number"].item.label == "Паспорт гражданина РФ"
    assert "Многодетным" in shown["benefit"].item.value, "nobody loses a lower fee by not having been asked"
    for name, line in shown.items():
        address, _, anchor = line.change_url.partition("#")
        target = client.get(address).content.decode()
        assert f'id="{anchor}"' in target or f'id="{anchor}_0"' in target, name
    assert "Я согласен(а) на обработку персональных данных" in text_of(page)
    assert "Подписать с ЭЦП и подать заявку" in text_of(page)


def test_check_names_what_contradicts_itself_beside_the_answer(client):
    applicant = make_applicant("ЮЛ")
    client.force_login(applicant.user)
    draft = make_draft(applicant, requested_power="70", stages=[STAGE])
    page = client.get(reverse("application_check", args=[draft.pk]))
    [line] = [one for block in page.context["checked"] for one in block.lines if one.item.name == "stages"]
    assert "сделайте их равными" in line.problem


def test_law_of_a_household_is_paragraph_14_and_stands_behind_one_word(client, newcomer):
    draft = start_draft(
        draft_id=new_id(), applicant=newcomer, answers={**prefill(newcomer), "household": "yes"}, at=NOW
    )
    page = client.get(step_url(draft, "applicant"))
    assert "law-ref" not in page.content.decode()
    bases = {reason["basis"].replace("\xa0", " ") for reason in page.context["reasons"]}
    assert {"п. 14 «а» Правил", "п. 14 «б» Правил"} <= bases
    assert not any("п. 9 «а»" in basis for basis in bases)


def test_supplier_is_chosen_from_the_list_or_typed(client, newcomer):
    add_supplier(GUARANTEED)
    add_supplier("АО «Сбыт»", guaranteed=False)
    draft = start_draft(draft_id=new_id(), applicant=newcomer, answers=prefill(newcomer), at=NOW)
    url = step_url(draft, "supplier")
    page = client.get(url).content.decode()
    assert re.search(rf'type="radio" id="id_supplier_0" name="supplier"\s+value="{GUARANTEED}"', page)
    for posted, kept in (
        ({"supplier": "АО «Сбыт»"}, "АО «Сбыт»"),
        ({"supplier": "own", "supplier-own": "ООО «Свет»"}, "ООО «Свет»"),
    ):
        client.post(url, {"step": "supplier", **posted, "go": "next"})
        draft.refresh_from_db()
        assert draft.answers["supplier"] == kept
    assert 'name="supplier-own" value="ООО «Свет»"' in html.unescape(client.get(url).content.decode())


def test_without_a_list_the_supplier_is_typed_as_before(client, newcomer):
    draft = start_draft(draft_id=new_id(), applicant=newcomer, answers=prefill(newcomer), at=NOW)
    page = client.get(step_url(draft, "supplier")).content.decode()
    assert '<input type="text" name="supplier"' in page
    assert ANSWERS["supplier"] not in html.unescape(page)


def test_what_was_presumed_follows_the_reason_and_what_was_typed_does_not(client, newcomer, supplier):
    draft = start_draft(
        draft_id=new_id(), applicant=newcomer, answers={**prefill(newcomer), "reason": "НП"}, at=NOW
    )
    assert draft.answers["has_supply_contract"] == "no"
    base = client.get(step_url(draft, "kind")).context["base"]
    posted = {"step": "kind", "base": base, "connection": "permanent", "household": "yes", "reason": "УМ"}
    client.post(step_url(draft, "kind"), posted)
    draft.refresh_from_db()
    assert draft.answers["has_supply_contract"] == "", "with what is connected already, it is asked"
    assert draft.answers["supplier"] == GUARANTEED
