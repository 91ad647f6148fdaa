"""Every form and every address, by every role and method, with what Hypothesis thinks of: no 500, no leak.

`make fuzz` tries more, other than in the suite each time: KABINET_FUZZ says how many.
"""

import os
from urllib.parse import quote, quote_from_bytes

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kabinet.accounts.models import Role, User
from kabinet.applicants.models import ApplicantKind
from tests.applications.builders import DETAILS, make_applicant, make_submitted, make_user
from tests.architecture.test_every_address import case  # noqa: F401 - a fixture
from tests.architecture.test_foreign_input import LEFT_ALONE, Forms, worlds  # noqa: F401 - a fixture

TRIES = int(os.environ.get("KABINET_FUZZ", "0"))
FUZZ = settings(
    max_examples=TRIES or 120,
    derandomize=not TRIES,  # the suite is the same each time
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

SECRET = "Тайноверов"
"""The name of an applicant whose data nobody but the operator's specialists may see."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "НЕТ")
ODD = [
    text.encode("utf-8", "surrogatepass")
    for text in (
        "",
        "\x00",
        "\ud800",
        "\udfff\udfff",
        "\u202e\ufeff",
        "0",
        "-0",
        "1e999",
        "NaN",
        "٣",
        "9" * 5000,
        f"-{'9' * 30}",
        "2147483648",
        "9223372036854775808",
        "0000-00-00",
        "9999-12-31",
        "31.12.9999",
        "00.00.0000",
        "01.01.0001",
        "2026-02-30T25:61",
        "00000000-0000-0000-0000-000000000000",
        "00000000-0000-0000-0000-00000000000g",
        "{}",
        "[[]]",
        '{"a": {"b": null}}',
        "[" * 3000,
        "../../etc/passwd",
        "//evil.example",
        "javascript:alert(1)",
        "{{ settings.SECRET_KEY }}",
        "' OR 1=1 --",
        "<script>",
        "on",
        "я" * 30_000,
    )
] + [b"\xff\xfe", b"\xed\xa0\x80", "кириллица".encode("cp1251"), b"\xc0\xaf"]
BYTES = st.sampled_from(ODD) | st.binary(max_size=30)
BEGINNINGS = (
    b"",
    b"%PDF-1.7\n",
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
)
ASKED = ("after", "next", "state", "q", "page", "form", "tab", "string")
"""What addresses are asked for with."""
MULTIPART = "multipart/form-data; boundary=x"
KINDS = st.sampled_from(
    (
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=none",
        "application/json",
        "text/plain; charset=%00",
        "",
    )
)


@pytest.fixture
def stranger(case):  # noqa: F811
    """An applicant of whom others may learn nothing; the addresses of what is theirs."""
    details = DETAILS[ApplicantKind.PERSON] | {"last_name": SECRET}
    applicant = make_applicant(user=make_user(email="secret@example.ru", name=SECRET))
    applicant.details = details
    applicant.name = SECRET
    applicant.save()
    submitted = make_submitted(applicant)
    files = [attached.file_id for attached in submitted.attachments.all()]
    return [
        reverse("application", args=[submitted.pk]),
        *(reverse("application_file", args=[submitted.pk, file]) for file in files[:2]),
    ], [str(submitted.pk), *map(str, files[:2])]


@pytest.fixture
def walked(client, worlds, stranger):  # noqa: F811
    """Who is tried, every form that they see, and every address; the ids that are worth trying."""
    client.raise_request_exception = False
    theirs, ids = stranger
    forms, addresses, seen = [], [], set()
    for person, known in worlds.items():
        client.logout()
        if person:
            client.force_login(person)
        addresses += [(person, address.partition("?")[0]) for address in [*known, *theirs]]
        for address in known:
            page = client.get(address)
            if page.status_code != 200 or "text/html" not in page.get("Content-Type", ""):
                continue
            for form in Forms(page.content.decode(), address).forms:
                shape = (person, form["to"], frozenset(form["fields"]))
                if shape not in seen and form["to"] != reverse("logout"):
                    seen.add(shape)
                    forms.append((person, form))
    assert len(forms) > 60
    return forms, addresses, [one.encode() for one in ids]


def judge(client, person, method, address, *, body, kind):
    """Send it as this person, take its traces back; what is wrong with the answer.

    A savepoint and no transaction: inside of one no foreign bytes are examined.
    """
    before = transaction.savepoint_create()
    client.logout()
    if person:
        client.force_login(person)
    answer = client.generic(method, address, body, content_type=kind)
    page = b"" if answer.streaming else answer.content
    transaction.savepoint_rollback(before)
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    may_see = person is not None and person.role in {Role.SPECIALIST, Role.HEAD}
    return "data of another" if SECRET in page.decode(errors="replace") and not may_see else ""


def urlencoded(pairs):
    return "&".join(f"{quote(name)}={quote_from_bytes(value)}" for name, value in pairs).encode()


def multipart(pairs, files):
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"
        for name, value in pairs
    ] + [
        f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="'.encode()
        + title
        + b'"\r\nContent-Type: application/pdf\r\n\r\n'
        + content
        + b"\r\n"
        for name, title, content in files
    ]
    return b"".join([*parts, b"--x--\r\n"])


def fuzz_forms(client, forms, ids):
    """What is wrong with answers to forms some of whose fields were spoilt, repeated or left out."""
    wrong = []

    @FUZZ
    @given(st.data())
    def try_one(data):
        person, form = data.draw(st.sampled_from(forms))
        names = sorted(set(form["fields"]) - LEFT_ALONE)
        values = BYTES | st.sampled_from(ids)
        spoilt = set(data.draw(st.lists(st.sampled_from(names), max_size=4))) if names else set()
        pairs = []
        for name in names:
            honest = form["fields"][name].encode()
            sent = data.draw(st.lists(values, max_size=3)) if name in spoilt else [honest]
            pairs += [(name, value) for value in sent]
        if data.draw(st.booleans()):
            body, kind = urlencoded(pairs), data.draw(KINDS)
        else:
            body, kind = multipart(pairs, []), MULTIPART
        if found := judge(client, person, "POST", form["to"], body=body, kind=kind):
            wrong.append((found, str(person and person.role), form["to"], kind, body[:2000]))

    try_one()
    return wrong


def fuzz_addresses(client, addresses, ids):
    """What is wrong with answers to any method at any address, asked for with odd parameters."""
    wrong = []

    @FUZZ
    @given(st.data())
    def try_one(data):
        person, address = data.draw(st.sampled_from(addresses))
        method, name = data.draw(st.sampled_from(METHODS)), data.draw(st.sampled_from(ASKED))
        query = urlencoded([(name, data.draw(BYTES | st.sampled_from(ids)))]).decode()[:3000]
        body, kind = data.draw(BYTES) if method != "GET" else b"", data.draw(KINDS)
        if found := judge(client, person, method, f"{address}?{query}", body=body, kind=kind):
            wrong.append((found, str(person and person.role), method, address, query[:300], body[:300]))

    try_one()
    return wrong


def fuzz_files(client, forms):
    """What is wrong with answers to files of random bytes, whatever they say that they are."""
    wrong = []

    @settings(FUZZ, max_examples=max(10, TRIES // 10))
    @given(st.data())
    def try_one(data):
        person, form = data.draw(st.sampled_from(forms))
        pairs = [(name, value.encode()) for name, value in form["fields"].items() if name not in LEFT_ALONE]
        content = data.draw(st.sampled_from(BEGINNINGS)) + data.draw(st.binary(max_size=200))
        title = data.draw(st.binary(max_size=20)).replace(b'"', b"") + b".pdf"
        files = [(name, title, content) for name in sorted(form["files"])]
        body = multipart(pairs, files)
        if found := judge(client, person, "POST", form["to"], body=body, kind=MULTIPART):
            wrong.append((found, str(person and person.role), form["to"], body[:2000]))

    try_one()
    return wrong


@pytest.mark.strict_database
def test_nothing_that_is_sent_brings_a_server_error_or_data_of_another(client, walked):
    forms, addresses, ids = walked
    taking = [(person, form) for person, form in forms if form["files"]]
    assert len(taking) > 5
    wrong = fuzz_forms(client, forms, ids) + fuzz_addresses(client, addresses, ids)
    assert wrong + fuzz_files(client, taking) == []


def test_what_the_walk_would_notice_is_noticed(client, stranger, monkeypatch):
    """The stranger's name and a fault, where both are for sure: else the walk proves nothing."""
    client.raise_request_exception = False
    [theirs, *_], _ = stranger
    [owner] = User.objects.filter(email="secret@example.ru")
    assert judge(client, owner, "GET", theirs, body=b"", kind="") == "data of another"
    monkeypatch.setattr("kabinet.cabinet.views.applications.mine_or_404", None)
    assert judge(client, owner, "GET", theirs, body=b"", kind="") == "500"
