"""The queue with 100,000 applications: each page, filter and search by an index; no OFFSET, full COUNT."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kabinet.accounts.models import Role
from tests.office.conftest import person
from tests.office.seeding import seed_queue

MANY = 100_000
ADDRESSES = (
    "/office/?state=new",
    "/office/?state=mine",
    "/office/?state=working",
    "/office/?state=waiting",
    "/office/?state=late",
    "/office/?state=open",
    "/office/?state=all",
    "/office/?state=open&specialist=nobody",
    "/office/?state=all&status=annulled",
    "/office/?state=open&kind=НП&band=До 15&applicant=ФЛ",
    "/office/?state=all&since=2026-03-01&until=2026-03-02",
    "/office/?q=150017",
    "/office/?q=500100000777",
    "/office/?q=иванов499",
    "/office/?q=петр московская",
    "/office/?q=липки1999&state=all",
    "/office/?q=Пётр&state=all",
)


@pytest.fixture
def crowd(db):
    """A specialist and the hundred thousand; analysed, as autovacuum would."""
    if connection.vendor != "postgresql":
        pytest.skip("the plans looked at are PostgreSQL's")
    specialist = person("smirnova@seti.example.ru", role=Role.SPECIALIST, name="Смирнова Анна")
    seed_queue(MANY, owner=person("ivanov@example.ru"), specialist=specialist)
    return specialist


def plans_of(client, address):
    """The queries of a page about applications, each with PostgreSQL's plan of it."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    for query in captured.captured_queries:
        sql = query["sql"]
        if "applications_application" in sql:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + sql)
                yield sql, "\n".join(row[0] for row in cursor.fetchall())


def test_every_page_filter_and_search_goes_by_an_index(client, crowd):
    client.force_login(crowd)
    for address in ADDRESSES:
        for page in ("", more_of(client, address)):
            if page is None:
                continue
            for sql, plan in plans_of(client, page or address):
                assert "OFFSET" not in sql, sql
                assert "Seq Scan on applications_application" not in plan, f"{address}\n{sql}\n{plan}"
                assert "Seq Scan on applications_searchword" not in plan, f"{address}\n{sql}\n{plan}"


def more_of(client, address):
    more = re.search(r'id="queue-more-link"[^>]*href="([^"]+)"', client.get(address).content.decode())
    return "/office/" + more[1].replace("&amp;", "&") if more else None
