"""«Где выполнен вход»: the person's sessions, and how to end them."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.accounts.models import User
from kabinet.accounts.sessions import end_sessions, lifetime_of, mark_of_session, sessions_of
from kabinet.law.counting import counted

OTHERS = "others"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """Show where the person is signed in; end one of the sessions or all but this one."""
    user, at = cast("User", request.user), timezone.now()
    here = mark_of_session(request.session.session_key)
    if request.method == "POST":
        asked = request.POST.get("end", "")
        others = {mark_of_session(one.pk) for one in sessions_of(user, at=at)} - {here}
        marks = others if asked == OTHERS else {asked} & others
        ended = end_sessions(user=user, marks=marks, address=client_address(request), at=at)
        if ended:
            messages.success(request, f"Завершено: {counted(ended, 'вход', 'входа', 'входов')}.")
        else:
            messages.info(request, "Там вход уже завершён.")
        return redirect("devices")
    rows = [
        {"session": one, "mark": mark, "here": mark == here}
        for one in sessions_of(user, at=at)
        for mark in (mark_of_session(one.pk),)
    ]
    return render(
        request, "cabinet/devices.html", {"rows": rows, "others": OTHERS, "lifetime": lifetime_of(user)}
    )
