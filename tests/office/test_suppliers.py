"""«Энергосбытовые организации»: what the administrator keeps and whom applicants are offered."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from kabinet.accounts.models import Role
from kabinet.applications.content.suppliers import (
    SupplierRefused,
    offered_suppliers,
    presumed_answers,
    save_supplier,
)
from kabinet.applications.models import Supplier
from kabinet.core.models import JournalEntry
from tests.applications.builders import NOW, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = make_user(email="admin@example.ru", role=Role.ADMINISTRATOR)
    client.force_login(user)
    return user


@pytest.fixture
def add(administrator):
    def save(name, **given):
        return save_supplier(
            **{"supplier": None, "guaranteed": True, "is_default": False, "name": name, **given},
            by=administrator, address=None, at=NOW,
        )  # fmt: skip

    return save


def test_supplier_is_added_offered_and_told_in_the_journal(
    client, administrator, django_capture_on_commit_callbacks
):
    posted = {"name": "ООО  «ЭСКБ»", "inn": "7707 083 893", "serves": "Уфа", "guaranteed": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            reverse("office_supplier_new"), {**posted, "is_default": "on", "offered": "on", "place": ""}
        )
    assert answer.url == reverse("office_suppliers")
    row = Supplier.objects.get()
    assert (row.name, row.inn, row.place, row.is_default) == ("ООО «ЭСКБ»", "7707083893", 1, True)
    assert presumed_answers() == {"supplier": row.name, "generation_buyer": row.name}
    page = client.get(answer.url).content.decode()
    assert "Указывается заранее" in page
    assert JournalEntry.objects.filter(act="supplier.changed", actor=str(administrator.pk)).exists()


def test_one_supplier_is_the_default_and_one_not_offered_is_none(add):
    first, second = add("А", is_default=True), add("Б", is_default=True)
    first.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)
    add("Б", supplier=second.pk, is_default=True, offered=False)
    assert [one.name for one in offered_suppliers(fresh=True)] == ["А"]
    assert presumed_answers() == {}


def test_retail_company_buys_no_surplus(add):
    add("Сбыт", guaranteed=False, is_default=True)
    offered_suppliers(fresh=True)
    assert presumed_answers() == {"supplier": "Сбыт"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "А"}, "name"),
        ({"name": "я" * 256}, "name"),
        ({"name": "В", "inn": "7707083894"}, "inn"),
        ({"name": "В", "serves": "я" * 201}, "serves"),
    ],
)
def test_wrong_supplier_is_refused_beside_its_field(add, given, field):
    add("А")
    with pytest.raises(SupplierRefused) as refusal:
        add(**given)
    assert refusal.value.field == field


def test_refused_supplier_comes_back_with_what_was_typed(client, add):
    add("А")
    answer = client.post(reverse("office_supplier_new"), {"name": "А", "serves": "Уфа", "place": "много"})
    assert answer.status_code == 422
    assert "Напишите целое число." in answer.content.decode()
    assert 'value="Уфа"' in answer.content.decode()


def test_first_supplier_comes_by_a_command_and_a_list_that_is_kept_stays_as_it_is(administrator, capsys):
    with pytest.raises(CommandError, match="такой учётной записи нет"):
        call_command("first_supplier", name="АО «Энергосбыт»", by="nobody@example.ru")
    call_command("first_supplier", name="АО «Энергосбыт»", by=administrator.email)
    assert presumed_answers()["supplier"] == "АО «Энергосбыт»"
    call_command("first_supplier", name="ООО «Другой»", by=administrator.email)
    assert [row.name for row in Supplier.objects.all()] == ["АО «Энергосбыт»"]
    assert "уже заполнен" in capsys.readouterr().out
