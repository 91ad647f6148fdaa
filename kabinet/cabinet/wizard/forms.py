"""What stands at the last step besides its questions."""

from kabinet.ui.captcha import CaptchaForm
from kabinet.ui.consents import ConsentField


class SubmitForm(CaptchaForm):
    """What «Подать заявку» asks: the consent and the code. Demanded only when it is pressed."""

    consent = ConsentField(
        label="Я согласен(а) на обработку персональных данных",
        error_messages={"required": "Поставьте отметку, без неё заявку подать нельзя."},
    )
    use_required_attribute = False
