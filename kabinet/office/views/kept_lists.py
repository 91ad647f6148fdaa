"""The page of one row of a list that the administrator keeps: topics, suppliers, kinds of documents."""

from collections.abc import Callable
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from kabinet.accounts.addresses import client_address
from kabinet.core.errors import DomainError
from kabinet.office.access import OfficeRequest


class KeptList(NamedTuple):
    """What the pages of its rows say: the address and name of the list, the title of a new row, the answer.

    `hint` says whom a change concerns; `refused` is what saving raises, with the `field` to mend.
    """

    address: str
    name: str
    new: str
    saved: str
    hint: str
    refused: type[DomainError]


def posted(request: OfficeRequest) -> QueryDict | None:
    """What was sent, for the form of the row."""
    return request.POST if request.method == "POST" else None


def edit_row(
    request: OfficeRequest,
    kept: KeptList,
    form: forms.Form,
    *,
    save: Callable[..., object],
    title: str = "",
    above: str = "",
) -> HttpResponse:
    """Show the form and save it: `title` of a row that exists, `above` the fields what cannot be changed."""
    if form.is_bound and form.is_valid():
        try:
            save(**form.cleaned_data, by=request.user, address=client_address(request), at=timezone.now())
        except kept.refused as refusal:
            form.add_error(getattr(refusal, "field", None), str(refusal))
        else:
            messages.success(request, kept.saved)
            return redirect(kept.address)
    page = {"form": form, "kept": kept, "title": title or kept.new, "above": above}
    return render(request, "office/kept_row.html", page, status=422 if form.is_bound else 200)
