"""The pictures of the guides, taken from the pages as they are; `make pictures` writes them anew."""

import os
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from kabinet.accounts.models import Role
from kabinet.applications.models import Application
from tests.appeals.builders import act, make_appeal
from tests.applications.builders import make_applicant, make_complete, make_draft, make_user
from tests.applications.life import Case
from tests.journeys.scenes import LARGEST, PICTURES, SCENES, SCREEN, TELEPHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WRITES = "KABINET_PICTURES" in os.environ
WIDEST = 1100
"""Pixels: the text beside a picture is no wider."""


@pytest.fixture
def portal(specialist):
    """A portal in the middle of its work: its people by name, its cases by name."""
    type(specialist).objects.filter(pk=specialist.pk).update(name="Белова Ирина")
    administrator = make_user(email="admin@example.ru", role=Role.ADMINISTRATOR, name="Админова Ольга")
    make_user(email="head@example.ru", role=Role.HEAD, name="Петрова Анна")
    owner = make_applicant()
    draft = make_complete(owner)
    make_draft(owner)
    case = Case(applicant=owner, specialist=specialist, voltage="0.4").finish_works(at=timezone.now())
    Application.objects.filter(pk=case.application.pk).update(specialist=specialist)
    act(make_appeal(owner), "ask", comment="Уточните, пожалуйста, адрес.", by=specialist)
    make_appeal(owner, topic="04")
    return {
        "owner": owner.user,
        "specialist": specialist,
        "administrator": administrator,
        "draft": draft.pk,
        "application": case.application.pk,
    }


@pytest.mark.parametrize("name", SCENES)
def test_scene_is_as_the_guide_shows_it(enter, visitor, portal, name):
    scene = SCENES[name]
    viewport = TELEPHONE if scene.telephone else SCREEN
    window = enter(portal[scene.who], viewport=viewport) if scene.who else visitor(viewport=viewport)
    window.open(scene.address.format(**portal))
    shown = window.page.locator(scene.part).screenshot() if scene.part else window.page.screenshot()
    picture = pressed(shown)
    assert len(picture) <= LARGEST
    if WRITES:
        PICTURES.mkdir(exist_ok=True)
        (PICTURES / f"{name}.webp").write_bytes(picture)


def pressed(shown):
    """A picture of the page as WebP, no wider than it is seen."""
    image = Image.open(BytesIO(shown)).convert("RGB")
    if image.width > WIDEST:
        image = image.resize((WIDEST, round(image.height * WIDEST / image.width)), Image.Resampling.LANCZOS)
    told = BytesIO()
    image.save(told, "WEBP", quality=72, method=6)
    return told.getvalue()
