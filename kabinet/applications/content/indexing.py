"""Writing the words of all applications anew, when an update has taught the search more of them."""

from datetime import timedelta

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from kabinet.applications.content.search import index_words
from kabinet.applications.models import Application

PORTION = 200
"""Applications of one job: it stays shorter than a second or two, and what it locks is soon free."""


@task
def index_anew(after: int = 0) -> None:
    """Write the words of the next applications behind this number of the sequence, then ask for the rest."""
    submitted = Application.objects.submitted().filter(sequence__gt=after).order_by("sequence")
    numbers = list(submitted.values_list("pk", "sequence")[:PORTION])
    for pk, _ in numbers:
        with transaction.atomic():
            index_words(Application.objects.select_for_update().get(pk=pk))
    if len(numbers) == PORTION:
        index_anew.using(run_after=timezone.now() + timedelta(seconds=1)).enqueue(after=numbers[-1][1])
