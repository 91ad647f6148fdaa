"""Opening the cabinet by a code from the office: whoever came with paper sets an e-mail and a password."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.passwords import PasswordRefused
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.applicants.claiming import ClaimRefused, claim_cabinet
from kabinet.cabinet.forms.claim import ClaimForm
from kabinet.cabinet.views.login import too_many

_EMAIL = "claimed_email"
_PAGE = "cabinet/claim.html"


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """The number, the code and the new login in one form; a wrong pair is told in one way."""
    form = ClaimForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, _PAGE, {"form": form})
    given = form.cleaned_data
    try:
        claim_cabinet(
            number=given["number"],
            text=given["string"],
            email=given["email"],
            password=given["password"],
            email_notices=given["email_notices"],
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
            at=timezone.now(),
        )
    except TooManyAttempts as refusal:
        form.add_error(None, str(refusal))
        return too_many(render(request, _PAGE, {"form": form}), refusal)
    except ClaimRefused as refusal:
        form.add_error("string", str(refusal))
        return render(request, _PAGE, {"form": form})
    except PasswordRefused as refusal:
        form.add_error("password", refusal.problems)
        return render(request, _PAGE, {"form": form})
    request.session[_EMAIL] = given["email"]
    return redirect("claim_sent")


@login_not_required
@never_cache
@require_safe
def claim_sent(request: HttpRequest) -> HttpResponse:
    """«Проверьте почту»."""
    return render(request, "cabinet/claim_sent.html", {"email": request.session.get(_EMAIL, "")})
