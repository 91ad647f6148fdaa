"""Every address of the portal: which are open to anyone, and that the rest answer their owner alone."""

from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.applications.builders import (
    attach_required,
    make_applicant,
    make_draft,
    make_file,
    make_specialist,
    make_submitted,
    token,
)

PUBLIC = {
    "captcha_picture",
    "captcha_refresh",
    "captcha_sound",
    "choose_theme",
    "confirm_email",
    "confirm_new_email",
    "consent_text",
    "login",
    "logout",
    "recovery",
    "recovery_password",
    "recovery_sent",
    "registration",
    "registration_done",
    "registration_start",
    "style_guide",
    "style_guide_autosave",
    "style_guide_entrance",
    "style_guide_upload",
    "stylesheet",
}
"""The only addresses that answer someone not signed in; the style guide stands in development only."""

SURVIVES_LOGIN = {"application_new", "application_reply", "profile", "wizard_step"}
"""Open to keep what was typed when a session has ended: they answer a stranger with the login page."""


def every_pattern(patterns=None):
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            yield from every_pattern(entry.url_patterns)
        else:
            assert isinstance(entry, URLPattern)
            yield entry


def named(*converters):
    """The names of the addresses that take exactly these parameters."""
    return {pattern.name for pattern in every_pattern() if set(pattern.pattern.converters) == set(converters)}


def test_addresses_open_to_anyone_are_exactly_the_listed_ones():
    opened = {
        pattern.name
        for pattern in every_pattern()
        if getattr(pattern.callback, "login_required", True) is False
    }
    assert opened == PUBLIC | SURVIVES_LOGIN


@pytest.fixture
def case(db):
    """An applicant's draft and application with files everywhere, and a specialist's answer."""
    from kabinet.applications.services import comment_application
    from tests.applications.builders import NOW

    owner = make_applicant()
    draft = make_draft(owner)
    attach_required(draft)
    submitted = make_submitted(owner)
    answer = make_file(make_specialist(email="author@example.ru"), "ответ.pdf")
    comment_application(
        application=submitted, by=answer.owner, text="Ответ", files=[answer], token=token(), at=NOW
    )
    return owner, draft, submitted, answer


def addresses_of(draft, submitted, answer):
    """Every address that names an application, with real parameters."""
    attachment = draft.attachments.first()
    real = {
        "slug": ["kind", "applicant", "object", "power", "schedule", "supplier", "documents"],
        "kind": ["passport"],
        "attachment_id": [attachment.pk],
        "file_id": [attachment.file_id, submitted.attachments.first().file_id, answer.pk],
    }
    for pattern in every_pattern():
        converters = set(pattern.pattern.converters)
        if "pk" not in converters:
            continue
        [*others] = converters - {"pk"}
        assert len(others) <= 1, pattern.name
        for application in (draft, submitted):
            for value in real[others[0]] if others else [None]:
                kwargs = {"pk": application.pk} | ({others[0]: value} if others else {})
                yield pattern.name, reverse(pattern.name, kwargs=kwargs)


def test_nobody_opens_anothers_application_file_or_page(client, case):
    _owner, draft, submitted, answer = case
    client.force_login(make_applicant().user)
    answers = {
        (name, address, method): getattr(client, method)(address).status_code
        for name, address in addresses_of(draft, submitted, answer)
        for method in ("get", "post")
    }
    assert len({name for name, _, _ in answers}) >= 12
    assert {key: status for key, status in answers.items() if status not in (404, 405)} == {}
    draft.refresh_from_db()
    assert (draft.deleted_at, draft.attachments.count(), submitted.thread.messages.count()) == (None, 2, 1)


def test_stranger_is_sent_to_the_login_page_from_everything_else(client, case):
    _owner, draft, submitted, answer = case
    plain = [reverse(name) for name in named() - PUBLIC]
    addresses = [address for _name, address in addresses_of(draft, submitted, answer)] + plain
    for address in addresses:
        response = client.get(address)
        assert (response.status_code, response.url.partition("?")[0]) == (302, reverse("login")), address


def test_specialist_sees_no_draft_and_no_page_of_the_cabinet(client, case):
    _owner, draft, submitted, answer = case
    client.force_login(make_specialist(email="other@example.ru"))
    seen = {
        (name, address): client.get(address).status_code
        for name, address in addresses_of(draft, submitted, answer)
    }
    opened = {name for (name, address), status in seen.items() if status not in (404, 405)}
    assert opened == {"office_application", "office_file", "office_invoice"}
    assert {status for (_, address), status in seen.items() if str(draft.pk) in address} <= {404, 405}


def test_owner_opens_what_is_theirs(client, case):
    owner, draft, submitted, answer = case
    client.force_login(owner.user)
    assert client.get(reverse("application", args=[submitted.pk])).status_code == 200
    given = client.get(reverse("application_file", args=[submitted.pk, answer.pk]))
    assert (given.status_code, b"".join(given.streaming_content)[:5]) == (200, b"%PDF-")
    assert client.get(reverse("application", args=[uuid4()])).status_code == 404
    assert client.get(reverse("wizard_step", args=[draft.pk, "kind"])).status_code == 200
