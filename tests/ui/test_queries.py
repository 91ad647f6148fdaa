from django.http import HttpResponse
from django.test import RequestFactory

from kabinet.accounts.models import User
from kabinet.ui import queries
from tests.applications.builders import make_user


def test_the_page_of_the_last_answers_names_the_page_its_number_and_what_repeats(db):
    people = [make_user(), make_user()]

    def a_page_that_asks_for_each(request):
        for person in people:
            User.objects.get(pk=person.pk)
        return HttpResponse("список")

    answer = queries.count_queries(a_page_that_asks_for_each)(RequestFactory().get("/list/?page=2"))
    shown = queries.last_answers(RequestFactory().get("/ui/queries/")).content.decode()
    row = shown[shown.index("GET /list/?page=2: 200") :].split("</tr>")[0]
    assert f"<td>{answer['X-Queries']}</td>" in row
    assert "2\xa0раза" in row
    assert "accounts_user" in row
