"""The code against robots («Введите код»): work of the browser, else six digits in a picture and aloud.

A code is not kept before it is answered: its public key says until when it is good, and its digits follow
from the key and from KABINET_SECRET_KEY. So a page that shows one writes nothing, however often it is asked
for.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from captcha.models import CaptchaStore
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kabinet.ui.captcha_picture import HEIGHT, WIDTH
from kabinet.ui.captcha_proof import BITS, ITERATIONS, PARTS, is_proof

REFRESH = "refresh_code"
"""The name of the button «Другая картинка»."""
LENGTH = 6
LIFETIME = timedelta(minutes=20)
_UNTIL, _FORM, _BODY = 8, 12, 24
"""A key in hexadecimal digits: the second until which it is good, the form that it is for, a random part, and
what only we can add."""


def new_code(form: str = "") -> str:
    """Make a code for a form (by the mark of `form_mark`) and give its public key: forty signs."""
    until = int((timezone.now() + LIFETIME).timestamp())
    mark = form if re.fullmatch(r"[0-9a-f]{4}", form) else form_mark("")
    body = f"{until:0{_UNTIL}x}{mark}{secrets.token_hex((_BODY - _FORM) // 2)}"
    return body + _seal(body)


def form_mark(name: str) -> str:
    """How keys tell a form: a code of one does not open another."""
    return hashlib.sha256(name.encode()).hexdigest()[: _FORM - _UNTIL]


def digits_of(key: str) -> str | None:
    """The six digits of a public key; None when it is answered already, out of date or invented."""
    until = _good_until(key)
    if until is None or until <= timezone.now() or CaptchaStore.objects.filter(hashkey=key).exists():
        return None
    drawn = salted_hmac("kabinet.ui.captcha.digits", key, algorithm="sha256").digest()
    return f"{int.from_bytes(drawn) % 10**LENGTH:0{LENGTH}}"


def use_up(key: str) -> bool:
    """Take the one answer that a code may get; False when it was given before, were it at the same moment."""
    CaptchaStore.remove_expired()
    try:
        with transaction.atomic():
            CaptchaStore.objects.create(hashkey=key, expiration=_good_until(key))
    except IntegrityError:
        return False
    return True


def _good_until(key: str) -> datetime | None:
    body, seal = key[:_BODY], key[_BODY:]
    if not (key.isascii() and hmac.compare_digest(seal, _seal(body))):
        return None
    return datetime.fromtimestamp(int(body[:_UNTIL], 16), tz=UTC)


def _seal(body: str) -> str:
    return salted_hmac("kabinet.ui.captcha.key", body, algorithm="sha256").hexdigest()[:16]


def seconds_left(key: str) -> int:
    """How long a key of ours is still good."""
    until = _good_until(key)
    return max(0, int((until - timezone.now()).total_seconds())) if until else 0


class CodeWidget(forms.Widget):
    """The picture, the sound, «Другая картинка» and the input; posts «<name>_0», «_1» and «_2».

    They are the key, what was typed, and the work that the script did instead (kabinet.ui.captcha_proof).
    `form` is the mark of the form that the code is for. `solved` keeps the picture and the answer on the page
    when they were right and something else was not.
    """

    template_name = "captcha/code.html"
    solved = False
    form = form_mark("")

    def id_for_label(self, id_: str) -> str:
        """The label belongs to the input."""
        return f"{id_}_1" if id_ else id_

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> tuple[str, str, str]:
        """Take the key, the answer and the work out of the form."""
        key, answer, work = (str(data.get(f"{name}_{part}", "")) for part in range(3))
        return key, answer, work

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: Any, name: str) -> bool:
        """Whether the form came without the code."""
        return f"{name}_1" not in data and f"{name}_2" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the template a new code, or the same one when it is solved."""
        context = super().get_context(name, None, attrs)
        key, answer, work = value if self.solved else (new_code(self.form), "", "")
        identity = context["widget"]["attrs"].pop("id", "")
        context["widget"] |= {
            "id": identity,
            "key": key,
            "answer": answer,
            "work": work,
            "proof": {"parts": PARTS, "iterations": ITERATIONS, "bits": BITS},
            "lifetime": seconds_left(key),
            "picture": reverse("captcha_picture", args=[key]),
            "sound": reverse("captcha_sound", args=[key]),
            "another": reverse("captcha_refresh", query={"form": self.form}),
            "width": WIDTH,
            "height": HEIGHT,
            "refresh": REFRESH,
        }
        return context


class CodeField(forms.Field):
    """The answer to a picture, or the work done instead. Each code can be answered once, rightly or wrongly.

    In a `CaptchaForm` a right answer is used up only when the whole form is right.
    """

    widget = CodeWidget
    default_error_messages = {
        "required": "Введите цифры с картинки.",
        "wrong": "Неверный код. Введите цифры с новой картинки.",
        "expired": "Код устарел. Введите цифры с новой картинки.",
    }
    uses_up = True
    form = form_mark("")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Введите код")
        kwargs.setdefault("help_text", "Шесть цифр с\N{NO-BREAK SPACE}картинки или из записи.")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> tuple[str, str, str]:
        """Check the answer (spaces and dashes forgiven); raises ValidationError: required, wrong, expired."""
        key, typed, work = value or ("", "", "")
        answer = "".join(sign for sign in typed if sign not in " -\N{NO-BREAK SPACE}\t")
        if not (answer or work):
            raise self._refusal("required")
        digits = digits_of(key)
        if digits is None or key[_UNTIL:_FORM] != self.form:
            raise self._refusal("expired")
        if digits != answer and not is_proof(key, work):
            use_up(key)
            raise self._refusal("wrong")
        if self.uses_up:
            self.use_up(key)
        self.widget.solved = not self.uses_up
        return key, answer, work

    def use_up(self, key: str) -> None:
        """Make a solved code useless; of two forms sent at once with one code the second is refused."""
        if not use_up(key):
            raise self._refusal("expired")

    def _refusal(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)


class CaptchaForm(forms.Form):
    """A form that ends with «Введите код»; put it first among the bases.

    The button «Другая картинка» gives the form back as typed, with a new picture and without complaints:
    `is_valid()` is then False, so a view needs to know nothing of it.
    """

    code = CodeField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Fields that other bases add while they are made would otherwise stand after the code.
        code = self.fields.pop("code")
        code.uses_up = False  # type: ignore[attr-defined]
        code.form = code.widget.form = form_mark(type(self).__name__)  # type: ignore[attr-defined]
        self.fields["code"] = code

    @property
    def asks_another_code(self) -> bool:
        """Whether the button «Другая картинка» was pressed."""
        return self.is_bound and REFRESH in self.data

    def full_clean(self) -> None:
        """Check the form, but not when only another picture is asked for."""
        if not self.asks_another_code:
            super().full_clean()
            return
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}

    def is_valid(self) -> bool:
        """Whether everything, the code too, is right; never when another picture is asked for."""
        return super().is_valid() and not self.asks_another_code

    def _post_clean(self) -> None:
        """Use the code up last, once everything else is right: then nobody types a second one for nothing."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        field = self.fields["code"]
        try:
            field.use_up(self.cleaned_data["code"][0])  # type: ignore[attr-defined]
        except ValidationError as refusal:
            field.widget.solved = False
            self.add_error("code", refusal)
