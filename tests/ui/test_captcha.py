import io
import re
import wave
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from captcha.models import CaptchaStore
from django import forms
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from kabinet.ui.captcha import LIFETIME, CodeField, digits_of, form_mark, new_code, use_up
from kabinet.ui.captcha_picture import draw_code
from kabinet.ui.captcha_proof import BITS, ITERATIONS, PARTS, _begins_with_zeros, is_proof
from kabinet.ui.captcha_sound import speak_code

pytestmark = [pytest.mark.urls("tests.ui.captcha_pages"), pytest.mark.django_db]

WRONG = "Неверный код. Введите цифры с новой картинки."
EXPIRED = "Код устарел. Введите цифры с новой картинки."


@pytest.fixture
def wrong(code_for):
    """A function from a key to six digits that are not in its picture."""
    return lambda key: "".join(str((int(digit) + 1) % 10) for digit in code_for(key))


@pytest.fixture
def page_of_form(live_server, page):
    page.goto(live_server.url)
    return page


def key_in(html):
    (key,) = re.findall(r'name="code_0" value="(\w+)"', html)
    return key


def form_page(client):
    return client.get("/").content.decode()


def answer(client, **fields):
    return client.post("/", fields).content.decode()


def test_code_is_six_digits_and_not_the_same_each_time():
    codes = {digits_of(new_code()) for _ in range(20)}
    assert all(re.fullmatch(r"[0-9]{6}", digits) for digits in codes)
    assert len(codes) > 15


def test_pages_with_a_code_write_nothing_however_often_they_are_asked_for(client):
    for _ in range(20):
        key = client.get("/captcha/refresh/").json()["key"]
        client.get(f"/captcha/image/{key}.webp")
        form_page(client)
    assert not CaptchaStore.objects.exists()


def test_digits_can_not_be_told_by_who_does_not_know_the_secret_key(settings):
    key = new_code()
    assert digits_of(key)
    settings.SECRET_KEY = "another one"
    assert digits_of(key) is None


def test_a_key_can_not_be_made_good_for_longer():
    key = new_code()
    assert digits_of(f"{int(key[:8], 16) + 3600:08x}{key[8:]}") is None


def test_right_code_lets_the_form_through(client, typed_code):
    assert answer(client, name="Иван", **typed_code(form_page(client))) == "Здравствуйте, Иван!"


def test_code_typed_with_spaces_and_dashes_is_right(client, typed_code):
    fields = typed_code(form_page(client))
    fields["code_1"] = f" {fields['code_1'][:3]} -{fields['code_1'][3:]} "
    assert answer(client, name="Иван", **fields) == "Здравствуйте, Иван!"


def test_wrong_code_gives_a_new_picture_and_keeps_the_rest(client, wrong):
    key = key_in(form_page(client))
    again = answer(client, name="Иван", code_0=key, code_1=wrong(key))
    assert WRONG in again
    assert 'value="Иван"' in again
    assert key_in(again) != key
    assert 'name="code_1" id="id_code_1" value=""' in again


def test_code_answered_wrongly_can_not_be_answered_again(client, code_for, wrong):
    key = key_in(form_page(client))
    right = code_for(key)
    answer(client, name="Иван", code_0=key, code_1=wrong(key))
    assert EXPIRED in answer(client, name="Иван", code_0=key, code_1=right)


def test_used_code_can_not_be_used_again(client, typed_code):
    fields = typed_code(form_page(client))
    answer(client, name="Иван", **fields)
    assert EXPIRED in answer(client, name="Пётр", **fields)


def test_code_out_of_date_is_told_about(client, typed_code, monkeypatch):
    fields = typed_code(form_page(client))
    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC) + LIFETIME)
    assert EXPIRED in answer(client, name="Иван", **fields)


@pytest.mark.parametrize("fields", [{}, {"code_0": "nothing", "code_1": ""}, {"code_0": "", "code_1": "  "}])
def test_missing_code_is_asked_for(client, fields):
    assert "Введите цифры с картинки." in answer(client, name="Иван", **fields)


@pytest.mark.parametrize("key", ["", "nothing", "' OR 1=1 --", "\x00", "ы" * 5000])
def test_invented_key_is_refused(client, key):
    assert EXPIRED in answer(client, name="Иван", code_0=key, code_1="123456")


def test_right_code_is_not_asked_again_when_something_else_is_wrong(client, typed_code):
    fields = typed_code(form_page(client))
    again = answer(client, name="", **fields)
    assert "Заполните имя." in again
    assert key_in(again) == fields["code_0"]
    assert f'name="code_1" id="id_code_1" value="{fields["code_1"]}"' in again
    assert answer(client, name="Иван", **typed_code(again)) == "Здравствуйте, Иван!"


def test_another_picture_without_javascript_keeps_what_was_typed_and_complains_of_nothing(client):
    key = key_in(form_page(client))
    again = answer(client, name="Иван Очень Длинное Имя", code_0=key, code_1="12", refresh_code="1")
    assert 'value="Иван Очень Длинное Имя"' in again
    assert key_in(again) != key
    assert "error" not in again
    assert "Неверный" not in again


def test_another_picture_asked_for_with_a_right_code_does_not_send_the_form(client, typed_code):
    fields = typed_code(form_page(client))
    again = answer(client, name="Иван", **fields, refresh_code="1")
    assert "Здравствуйте" not in again
    assert key_in(again) != fields["code_0"]
    assert 'name="code_1" id="id_code_1" value=""' in again


def test_code_field_of_an_ordinary_form_is_used_up_at_once(code_for):
    class Plain(forms.Form):
        code = CodeField()

    html = str(Plain({"code_0": new_code()})["code"])
    key = key_in(html)
    data = {"code_0": key, "code_1": code_for(key)}
    form = Plain(data)
    assert form.is_valid()
    assert key_in(str(form["code"])) != key
    assert Plain(data).errors["code"] == [EXPIRED]


def test_code_stands_last_and_is_labelled(client):
    html = form_page(client)
    assert html.index('name="name"') < html.index('name="code_1"')
    assert '<label class="field__label" for="id_code_1">Введите код' in html
    assert 'alt="Картинка с кодом из шести цифр"' in html
    assert 'inputmode="numeric" autocomplete="off"' in html


def test_enter_sends_the_form_and_does_not_ask_another_picture(client):
    buttons = re.findall(r"<button[^>]*>", form_page(client))
    assert "refresh_code" not in buttons[0]
    assert "formnovalidate" in next(button for button in buttons if "refresh_code" in button)


# --- Picture -------------------------------------------------------------------------------------


def test_picture_is_a_light_webp_of_twice_the_size_on_the_form_page(client):
    response = client.get(f"/captcha/image/{key_in(form_page(client))}.webp")
    assert response["Content-Type"] == "image/webp"
    assert "no-store" in response["Cache-Control"]
    assert Image.open(io.BytesIO(response.content)).size == (480, 160)
    assert len(response.content) <= 6 * 1024


def test_picture_of_a_key_is_always_the_same(settings):
    # Else the noise could be averaged away.
    assert draw_code("123456", "key") == draw_code("123456", "key")


def test_picture_can_not_be_drawn_by_who_does_not_know_the_secret_key(settings):
    ours = draw_code("123456", "key")
    settings.SECRET_KEY = "another one"
    assert draw_code("123456", "key") != ours


@pytest.mark.parametrize("address", ["/captcha/image/unknown.webp", "/captcha/audio/unknown.wav"])
def test_picture_and_sound_of_an_unknown_code_are_gone(client, address):
    assert client.get(address).status_code == 410


def test_picture_of_a_used_code_is_gone(client, typed_code):
    fields = typed_code(form_page(client))
    answer(client, name="Иван", **fields)
    assert client.get(f"/captcha/image/{fields['code_0']}.webp").status_code == 410


# --- Sound ---------------------------------------------------------------------------------------


def test_sound_is_a_wav_of_a_few_seconds(client):
    response = client.get(f"/captcha/audio/{key_in(form_page(client))}.wav")
    assert response["Content-Type"] == "audio/wav"
    with wave.open(io.BytesIO(b"".join(response.streaming_content))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 11_025)
        assert 4 < file.getnframes() / file.getframerate() < 9


def test_sound_is_given_in_parts(client):
    address = f"/captcha/audio/{key_in(form_page(client))}.wav"
    whole = b"".join(client.get(address).streaming_content)
    part = client.get(address, headers={"Range": "bytes=100-299"})
    assert part.status_code == 206
    assert part["Content-Range"] == f"bytes 100-299/{len(whole)}"
    assert b"".join(part.streaming_content) == whole[100:300]


def test_sound_of_other_digits_differs_and_of_the_same_key_does_not():
    assert speak_code("123456", "key") == speak_code("123456", "key")
    assert speak_code("123456", "key") != speak_code("123450", "key")


def test_sounds_of_digits_are_small():
    from kabinet.ui import captcha_sound

    clips = sorted(captcha_sound._FOLDER.glob("*.wav"))
    assert [clip.stem for clip in clips] == list("0123456789")
    assert sum(clip.stat().st_size for clip in clips) <= 250 * 1024


# --- Another picture for the script ------------------------------------------------------------------


def test_script_is_given_another_code(client, code_for):
    another = client.get(f"/captcha/refresh/?form={form_mark('Greeting')}").json()
    assert another["picture"] == f"/captcha/image/{another['key']}.webp"
    assert another["sound"] == f"/captcha/audio/{another['key']}.wav"
    fields = {"code_0": another["key"], "code_1": code_for(another["key"])}
    assert answer(client, name="Иван", **fields) == "Здравствуйте, Иван!"


def test_answers_to_codes_out_of_date_are_forgotten():
    assert use_up(new_code())
    CaptchaStore.objects.update(expiration=timezone.now() - timedelta(seconds=1))
    assert use_up(new_code())
    assert CaptchaStore.objects.count() == 1


# --- Work instead of typing --------------------------------------------------------------------------


def work_over(key):
    """What a browser computes for a key."""
    answers = (
        next(answer for answer in count() if _begins_with_zeros(key, part, str(answer)))
        for part in range(PARTS)
    )
    return ".".join(map(str, answers))


def test_work_lets_the_form_through_without_typing_and_once(client):
    key = key_in(form_page(client))
    fields = {"code_0": key, "code_1": "", "code_2": work_over(key)}
    assert answer(client, name="Иван", **fields) == "Здравствуйте, Иван!"
    assert EXPIRED in answer(client, name="Пётр", **fields)


def test_work_is_not_done_again_when_something_else_is_wrong(client):
    key = key_in(form_page(client))
    fields = {"code_0": key, "code_2": work_over(key)}
    again = answer(client, name="", **fields)
    assert f'name="code_2" value="{fields["code_2"]}"' in again
    assert answer(client, name="Иван", **fields) == "Здравствуйте, Иван!"


@pytest.mark.parametrize(
    "work", ["7.7.7.7", "1.2.3", "1.2.3.4.5", "-1.2.3.4", "٣.0.0.0", "9" * 400, "\x00", "{}"]
)
def test_work_that_was_not_done_is_refused_and_uses_the_code_up(client, work):
    key = key_in(form_page(client))
    assert not is_proof(key, work)
    assert WRONG in answer(client, name="Иван", code_0=key, code_2=work)
    assert EXPIRED in answer(client, name="Иван", code_0=key, code_2=work_over(key))


def test_work_for_one_key_is_none_for_another():
    ours, other = new_code(), new_code()
    assert is_proof(ours, work_over(ours))
    assert not is_proof(other, work_over(ours))


def test_a_code_of_another_form_opens_nothing(client, code_for):
    key = new_code(form_mark("RegistrationForm"))
    assert EXPIRED in answer(client, name="Иван", code_0=key, code_1=code_for(key))
    assert EXPIRED in answer(client, name="Иван", code_0=key, code_2=work_over(key))


def test_work_out_of_date_is_told_about(client, monkeypatch):
    key = key_in(form_page(client))
    work = work_over(key)
    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC) + LIFETIME)
    assert EXPIRED in answer(client, name="Иван", code_0=key, code_2=work)


def test_work_costs_hundreds_of_thousands_of_iterations():
    # About a second of a cheap telephone; a robot's processor is a few times as fast.
    assert PARTS * 2**BITS * ITERATIONS == 640_000


# --- In a browser --------------------------------------------------------------------------------


@pytest.mark.browser
def test_nothing_has_to_be_typed_where_the_browser_does_the_work(page_of_form):
    page = page_of_form
    expect(page.locator("[data-code][data-proven]")).to_have_count(1)
    expect(page.get_by_role("status")).to_contain_text("Код вводить не нужно")
    expect(page.locator("[name=code_1]")).to_be_hidden()
    page.get_by_label("Имя").fill("Иван")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Здравствуйте, Иван!")).to_be_visible()


@pytest.mark.browser
def test_a_form_that_is_sent_sooner_waits_for_the_work(live_server, new_context):
    page = new_context().new_page()
    page.add_init_script(
        "const own = crypto.subtle.deriveBits.bind(crypto.subtle);"
        "const held = new Promise((let_go) => { window.let_go = let_go; });"
        "crypto.subtle.deriveBits = async (...told) => { await held; return own(...told); };"
    )
    page.goto(live_server.url)
    page.get_by_label("Имя").fill("Иван")
    page.get_by_role("button", name="Отправить").click()
    expect(page.get_by_role("status")).to_contain_text("Проверяем")
    page.evaluate("window.let_go()")
    expect(page.get_by_text("Здравствуйте, Иван!")).to_be_visible()


@pytest.fixture
def page_of_typing(live_server, new_context):
    """A browser that cannot do the work: a page without TLS that is not on this machine is no secure one."""
    page = new_context().new_page()
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined });")
    page.goto(live_server.url)
    return page


@pytest.mark.browser
def test_another_picture_is_shown_without_leaving_the_page(page_of_typing, code_for):
    page = page_of_typing
    page.get_by_label("Имя").fill("Иван")
    first = page.locator("[name=code_0]").input_value()
    page.get_by_label("Введите код").fill("12")
    with page.expect_response("**/captcha/refresh/**"):
        page.get_by_role("button", name="Другая картинка").click()
    expect(page.locator("[name=code_0]")).not_to_have_value(first)
    expect(page.get_by_label("Введите код")).to_have_value("")
    expect(page.get_by_label("Введите код")).to_be_focused()
    key = page.locator("[name=code_0]").input_value()
    expect(page.locator("img")).to_have_attribute("src", f"/captcha/image/{key}.webp")
    page.get_by_label("Введите код").fill(code_for(key))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Здравствуйте, Иван!")).to_be_visible()


@pytest.mark.browser
def test_code_is_heard_in_the_page(page_of_typing):
    page = page_of_typing
    page.get_by_text("Прослушать код").click()
    sound = page.locator("audio")
    expect(sound).to_be_visible()
    duration = page.evaluate(
        "() => new Promise((done) => { const sound = document.querySelector('audio');"
        " sound.preload = 'metadata'; sound.onloadedmetadata = () => done(sound.duration); sound.load(); })"
    )
    assert 4 < duration < 9


@pytest.mark.browser
def test_page_with_the_code_has_no_violations_of_accessibility_and_policy(page_of_typing):
    page = page_of_typing
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.reload()
    page.get_by_text("Прослушать код").click()
    found = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in found] == []
    assert complaints == []
    assert page.locator("img").evaluate("(picture) => picture.naturalWidth") == 480


@pytest.mark.browser
def test_page_whose_code_is_done_has_no_violations_of_accessibility_and_policy(page_of_form):
    page = page_of_form
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.reload()
    expect(page.locator("[data-code][data-proven]")).to_have_count(1)
    found = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in found] == []
    assert complaints == []


@pytest.mark.browser
def test_another_picture_without_javascript_sends_the_form_back_as_typed(live_server, new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url)
    page.get_by_label("Имя").fill("Иван")
    first = page.locator("[name=code_0]").input_value()
    page.get_by_role("button", name="Другая картинка").click()
    expect(page.locator("[name=code_0]")).not_to_have_value(first)
    expect(page.get_by_label("Имя")).to_have_value("Иван")
