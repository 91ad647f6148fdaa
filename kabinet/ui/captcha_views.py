"""The code against robots: its picture, its sound, another one; open to everyone, as registration is."""

import io

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe
from ranged_response import RangedFileResponse

from kabinet.ui.captcha import digits_of, new_code, seconds_left
from kabinet.ui.captcha_picture import draw_code
from kabinet.ui.captcha_sound import speak_code


@login_not_required
@require_safe
@never_cache
def picture(_request: HttpRequest, key: str) -> HttpResponse:
    """Give the picture of a code, the same each time; 410 when the code is used or out of date."""
    digits = digits_of(key)
    if digits is None:
        return HttpResponse(status=410)
    return HttpResponse(draw_code(digits, key), content_type="image/webp")


@login_not_required
@require_safe
@never_cache
def sound(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the code read aloud, whole or in parts (Safari asks for parts); 410 as for the picture."""
    digits = digits_of(key)
    if digits is None:
        return HttpResponse(status=410)
    response: HttpResponseBase = RangedFileResponse(
        request, io.BytesIO(speak_code(digits, key)), content_type="audio/wav"
    )
    response["Accept-Ranges"] = "bytes"
    return response


@login_not_required
@require_GET
@never_cache
def another(request: HttpRequest) -> JsonResponse:
    """Make another code for the script: {key, lifetime, picture, sound}; `form` tells for which form."""
    key = new_code(request.GET.get("form", ""))
    return JsonResponse(
        {
            "key": key,
            "lifetime": seconds_left(key),
            "picture": reverse("captcha_picture", args=[key]),
            "sound": reverse("captcha_sound", args=[key]),
        }
    )
