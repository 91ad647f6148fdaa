"""«Набранное и не отправленное»: reading what was kept, and letting it go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kabinet.accounts.models import User
from kabinet.kept.services import kept_for, let_go, texts_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kept_forms(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, or forget one form of it."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("this page is for signed-in users")
    if request.method == "POST":
        let_go(user, [request.POST.get("remove", "")])
        messages.success(request, "Сохранённое удалено.")
        return redirect("kept_forms")
    forms = [{"kept": kept, "texts": texts_of(kept.fields)} for kept in kept_for(user, at=timezone.now())]
    return render(request, "kept/list.html", {"forms": forms})
