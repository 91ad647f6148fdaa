"""The pages on which an application and a statement are signed: what each way of signing asks."""

from typing import Any, override

from django import forms

from kabinet.signatures.models import Source
from kabinet.signatures.reading import MAX_SIZE
from kabinet.ui.consents import ConsentField

UPLOAD, PLUGIN, SEND_CODE, CODE = "upload", "plugin", "send_code", "code"
WAYS = (UPLOAD, PLUGIN, SEND_CODE, CODE)

_ANY_FILE = forms.FileInput(attrs={"accept": ".sig,.p7s,.sgn,.p7m,.pem,.der,.txt"})


class SignatureForm(forms.Form):
    """A signature, with a power of attorney if there is one. `way` is the pressed button."""

    signature = forms.FileField(
        label="Файл подписи",
        help_text="Отсоединённая подпись: файл .sig или .p7s, до 2\N{NO-BREAK SPACE}МБ",
        required=False,
        allow_empty_file=True,
        widget=_ANY_FILE,
    )
    power = forms.FileField(
        label="Машиночитаемая доверенность",
        help_text="Файл XML",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xml"}),
    )
    power_signature = forms.FileField(
        label="Подпись доверенности",
        help_text="Файл .sig или .p7s, которым подписана доверенность",
        required=False,
        widget=_ANY_FILE,
    )
    signed = forms.CharField(required=False, widget=forms.HiddenInput)
    """The signature made in the browser, or one that was already sent, in base64."""

    use_required_attribute = False

    @property
    def way(self) -> str:
        """The pressed button; Enter sends the file."""
        return PLUGIN if self.data.get("way") == PLUGIN else UPLOAD

    def clean(self) -> dict[str, Any]:
        """Demand what the pressed button needs."""
        cleaned = super().clean() or {}
        if self.way == UPLOAD and not cleaned.get("signature") and not cleaned.get("signed"):
            self.add_error("signature", "Выберите файл подписи (.sig или .p7s).")
        if bool(cleaned.get("power")) != bool(cleaned.get("power_signature")):
            missing = "power_signature" if cleaned.get("power") else "power"
            self.add_error(missing, "Доверенность прикладывается вместе с её подписью: двумя файлами.")
        return cleaned

    def signature_bytes(self) -> tuple[bytes, str]:
        """The signature as it was sent, and its file's name."""
        sent = self.cleaned_data.get("signature")
        if sent:
            return sent.read(MAX_SIZE + 1) if sent.size <= MAX_SIZE else bytes(MAX_SIZE + 1), sent.name
        return self.cleaned_data["signed"].encode(), ""


class SigningForm(SignatureForm):
    """The same for an application, which a person may also sign by a code; only what the button needs."""

    consent = ConsentField(label="Я согласен(а) на обработку персональных данных", required=False)
    agreement = ConsentField(
        label="Я согласен(а) с правилами использования простой электронной подписи", required=False
    )
    code = forms.CharField(
        label="Код из письма",
        help_text="6 цифр",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    field_order = ("consent", "signature")

    @property
    @override
    def way(self) -> str:
        """The pressed button; Enter in the code's field sends the code, elsewhere the file."""
        pressed = self.data.get("way", "")
        if pressed in WAYS:
            return str(pressed)
        return CODE if self.data.get("code") else UPLOAD

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.way != SEND_CODE and not cleaned.get("consent"):
            self.add_error("consent", "Поставьте отметку, без неё заявку подать нельзя.")
        if self.way in (SEND_CODE, CODE) and not cleaned.get("agreement"):
            self.add_error("agreement", "Поставьте отметку, без неё подписать кодом нельзя.")
        if self.way == CODE and not cleaned.get("code"):
            self.add_error("code", "Введите код из письма.")
        return cleaned


class OwnSignatureForm(forms.Form):
    """A signature of a document of one's own: a file, or made in the browser."""

    signature = SigningForm.base_fields["signature"]
    signed = forms.CharField(required=False, widget=forms.HiddenInput)
    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """Demand one of the two."""
        cleaned = super().clean() or {}
        if not cleaned.get("signature") and not cleaned.get("signed"):
            self.add_error("signature", "Выберите файл подписи (.sig или .p7s).")
        return cleaned

    def sent(self) -> tuple[bytes, str, Source]:
        """The signature, its file's name and how it came."""
        file = self.cleaned_data.get("signature")
        if file:
            content = file.read(MAX_SIZE) if file.size <= MAX_SIZE else bytes(MAX_SIZE + 1)
            return content, file.name, Source.UPLOAD
        return self.cleaned_data["signed"].encode(), "", Source.PLUGIN
