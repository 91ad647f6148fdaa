"""Every page on a desk, on a narrow phone and in the dark: no complaint of axe, no scroll sideways."""

import pytest
from django.urls import reverse

from kabinet.applications.models import Application
from kabinet.applications.services import comment_application
from tests.applications.builders import (
    NOW,
    make_applicant,
    make_complete,
    make_draft,
    make_file,
    make_submitted,
    make_user,
    token,
)
from tests.journeys.conftest import DESKTOP

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 320, "height": 640}
STEPS = ("kind", "applicant", "object", "power", "schedule", "supplier", "documents")


@pytest.fixture
def cases(specialist):
    """Applications in every shape: empty, with mistakes, complete, answered."""
    owner = make_applicant("ЮЛ", user=make_user(email="owner@example.ru"))
    empty = make_draft(owner)
    Application.objects.filter(pk=empty.pk).update(answers={})
    wrong = make_draft(owner, requested_power="900")
    broken = {"requested_power": "-1", "inn": "7707083894", "stages": [{"power": "x"}, {"design": "13.2026"}]}
    Application.objects.filter(pk=wrong.pk).update(answers={**wrong.answers, **broken})
    complete = make_complete(owner)
    answered = make_submitted(owner)
    comment_application(
        application=answered,
        by=specialist,
        text="Проверьте, пожалуйста, адрес.",
        files=[make_file(specialist, "выписка " * 20 + ".pdf")],
        token=token(),
        at=NOW,
    )
    return {"empty": empty, "wrong": wrong, "complete": complete, "answered": answered}


def pages(cases):
    yield (
        "anyone",
        [
            "/login/",
            "/recovery/",
            "/recovery/sent/",
            "/recovery/password/",
            "/registration/person/",
            "/registration/entrepreneur/",
            "/registration/company/",
            "/registration/done/",
            "/consents/processing/",
            "/no-such-page/",
        ],
    )
    wizard = [
        reverse("wizard_step", args=[cases[case].pk, step]) for case in ("empty", "wrong") for step in STEPS
    ]
    answered = cases["answered"].pk
    yield (
        "owner@example.ru",
        [
            "/",
            "/applications/",
            "/applications/new/",
            *wizard,
            reverse("wizard_step", args=[cases["complete"].pk, "documents"]),
            reverse("application_delete", args=[cases["empty"].pk]),
            reverse("application", args=[answered]),
            reverse("application_submitted", args=[answered]),
            reverse("application_act", args=[answered, "withdraw"]),
            "/profile/",
            "/profile/password/",
            "/profile/email/",
        ],
    )
    office = reverse("office_application", args=[answered])
    yield "spec@example.ru", ["/office/", "/office/?state=all", office, "/profile/"]


@pytest.mark.parametrize(
    ("viewport", "dark"), [(DESKTOP, False), (NARROW, True)], ids=["desktop", "narrow-dark"]
)
def test_no_page_has_a_barrier(visitor, cases, viewport, dark):
    for who, addresses in pages(cases):
        window = visitor(viewport=viewport, dark=dark)
        if who != "anyone":
            window.sign_in(who)
        for address in addresses:
            window.open(address)
