"""Documents by telephone: photos made smaller and put together, and a line that breaks."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect
from pypdf import PdfReader

from kabinet.applications.models import Attachment
from kabinet.correspondence.models import MessageDraft
from kabinet.files.limits import MAX_SIZE
from kabinet.files.models import IncomingFile, StoredFile
from kabinet.files.services import bytes_of
from tests.applications.builders import make_applicant, make_draft, make_submitted, make_user
from tests.files import samples
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL = "ivanov@example.ru"
KIND = "passport"


@pytest.fixture
def draft(transactional_db):
    return make_draft(make_applicant(user=make_user(email=EMAIL)))


def photo(folder, name, colour, *, size=(1200, 1600), noise=0, quality=90) -> Path:
    """A photo of a white sheet that lies aslant on a coloured table."""
    image = Image.new("RGB", size, colour)
    if noise:
        image = Image.blend(image, Image.effect_noise(size, noise).convert("RGB"), 0.6)
    width, height = size
    sheet = [(0.2, 0.15), (0.85, 0.2), (0.8, 0.85), (0.15, 0.8)]
    ImageDraw.Draw(image).polygon([(x * width, y * height) for x, y in sheet], fill="white")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    (folder / name).write_bytes(out.getvalue())
    return folder / name


def documents(person, draft):
    person.sign_in(EMAIL)
    person.open(f"/applications/{draft.pk}/steps/documents/")
    return person.page.locator(f"#document-{KIND}")


def stored(draft):
    return Attachment.objects.get(application=draft).file


def test_photo_of_nine_megabytes_is_made_smaller_in_the_browser(visitor, draft, tmp_path):
    large = photo(tmp_path, "паспорт.jpg", "navy", size=(4200, 5600), noise=90, quality=97)
    assert large.stat().st_size > 9 * 1024 * 1024
    person = visitor(viewport=PHONE)
    documents(person, draft)
    person.attach(KIND, large)
    person.has_file(KIND, "паспорт.jpg")
    file = stored(draft)
    image = Image.open(io.BytesIO(bytes_of(file)))
    assert (file.size <= MAX_SIZE, file.converted_from) == (True, "")
    assert max(image.size) >= 1754


def test_large_photo_without_scripts_is_made_smaller_by_the_portal(visitor, draft, tmp_path):
    large = photo(tmp_path, "паспорт.jpg", "navy", size=(4200, 5600), noise=90, quality=97)
    person = visitor(scripts=False)
    documents(person, draft)
    person.attach(KIND, large)
    person.has_file(KIND, "паспорт.jpg")
    person.has_file(KIND, "уменьшен порталом")
    assert stored(draft).size <= MAX_SIZE


def test_three_photos_become_one_document_in_the_order_that_the_person_sets(visitor, draft, tmp_path):
    """With the keyboard alone: the last page goes first, one is straightened, one turned, one removed."""
    person = visitor(viewport=PHONE)
    box = documents(person, draft)
    names = {"1.jpg": "maroon", "2.jpg": "green", "3.jpg": "navy", "4.jpg": "black"}
    papers = [str(photo(tmp_path, name, colour)) for name, colour in names.items()]
    box.locator("input[type='file']").set_input_files(papers)
    panel = person.page.get_by_role("dialog", name="Снимки документа")
    expect(panel.get_by_role("listitem")).to_have_count(4)
    panel.get_by_role("button", name="Убрать страницу 4").press("Enter")
    expect(panel.get_by_role("listitem")).to_have_count(3)
    panel.get_by_role("button", name="Переставить страницу 3 раньше").press("Enter")
    expect(panel.get_by_role("button", name="Переставить страницу 2 раньше")).to_be_focused()
    person.page.keyboard.press("Enter")
    expect(panel.get_by_role("img").first).to_have_attribute("aria-label", "Страница 1: 3.jpg")
    panel.get_by_role("button", name="Повернуть страницу 2").press("Enter")
    panel.get_by_role("button", name="Выровнять страницу 1").press("Enter")
    expect(panel.get_by_role("button", name="Угол: левый верхний")).to_be_focused()
    person.page.keyboard.press("ArrowRight")
    panel.get_by_role("button", name="Выровнять", exact=True).press("Enter")
    panel.get_by_label("Название документа").fill("Паспорт Иванова")
    panel.get_by_role("button", name="Собрать в один документ").press("Enter")
    person.has_file(KIND, "Паспорт Иванова.pdf")
    person.has_file(KIND, "3\u00a0страницы")
    pages = PdfReader(io.BytesIO(bytes_of(stored(draft)))).pages
    lying = [page.mediabox.width > page.mediabox.height for page in pages]
    assert (len(pages), lying) == (3, [False, True, False])
    first = pages[0].images[0].image
    corner = first.getpixel((first.width // 20, first.height // 20))
    assert min(corner) > 200, "the sheet is cut out of the table by its guessed corners"
    assert pages[2].images[0].image.getpixel((10, 10))[1] > 100, "the second photo is the last page"


def test_photos_may_also_go_one_by_one_or_not_at_all(visitor, draft, tmp_path):
    person = visitor()
    box = documents(person, draft)
    papers = [str(photo(tmp_path, name, "maroon")) for name in ("1.jpg", "2.jpg")]
    panel = person.page.get_by_role("dialog", name="Снимки документа")
    box.locator("input[type='file']").set_input_files(papers)
    expect(panel.get_by_role("listitem")).to_have_count(2)
    person.page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    box.locator("input[type='file']").set_input_files(papers)
    panel.get_by_role("button", name="Приложить по отдельности").click()
    person.has_file(KIND, "1.jpg")
    person.has_file(KIND, "2.jpg")
    assert StoredFile.objects.count() == 2


def test_broken_line_is_waited_for_and_the_file_goes_on_by_itself(visitor, draft, tmp_path):
    person = visitor()
    box = documents(person, draft)
    paper = tmp_path / "план.pdf"
    paper.write_bytes(samples.pdf_of_size(900 * 1024))
    sent = []

    def break_off(route):
        sent.append(route.request.headers.get("upload-offset"))
        if len(sent) == 3:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    person.page.route(re.compile("/incoming/[0-9a-f-]+/"), break_off)
    box.locator("input[type='file']").set_input_files(str(paper))
    expect(box).to_contain_text("Нет связи. Файл догрузится сам.")
    box.get_by_role("button", name="Повторить загрузку файла план.pdf").click()
    person.has_file(KIND, "план.pdf")
    pieces = [str(number * 256 * 1024) for number in range(4)]
    assert sent == [*pieces[:3], *pieces[2:]]
    assert stored(draft).size == 900 * 1024


def test_reload_and_ended_session_lose_nothing_of_what_has_come(visitor, draft, tmp_path):
    person = visitor()
    box = documents(person, draft)
    paper = tmp_path / "план.pdf"
    paper.write_bytes(samples.pdf_of_size(700 * 1024))
    address = re.compile("/incoming/[0-9a-f-]+/")
    person.page.route(
        address,
        lambda route: (
            route.continue_() if route.request.headers.get("upload-offset") == "0" else route.abort()
        ),
    )
    box.locator("input[type='file']").set_input_files(str(paper))
    expect(box).to_contain_text("Нет связи. Файл догрузится сам.")
    person.page.context.clear_cookies()
    person.page.on("dialog", lambda dialog: dialog.accept())
    person.page.unroute(address)
    documents(person, draft)
    person.has_file(KIND, "план.pdf")
    assert IncomingFile.objects.count() == 1


def test_files_of_a_message_wait_for_it_and_survive_a_reload(visitor, draft, tmp_path):
    submitted = make_submitted(draft.owner.applicant)
    large = photo(tmp_path, "щиток.jpg", "navy", size=(4200, 5600), noise=90, quality=97)
    person = visitor()
    person.sign_in(EMAIL)
    person.open(f"/applications/{submitted.pk}/")
    person.page.locator("input[name='uploads']").set_input_files(str(large))
    person.sees("загружен, уйдёт вместе с формой")
    person.page.reload()
    person.sees("загружен, уйдёт вместе с формой")
    person.page.get_by_label("Сообщение").fill("Вот щиток.")
    person.press("Отправить")
    person.sees("Вот щиток.")
    message = submitted.thread.messages.last()
    assert [file.name for file in message.files.all()] == ["щиток.jpg"]
    assert MessageDraft.objects.count() == 0
    expect(person.page.get_by_text("загружен, уйдёт вместе с формой")).to_have_count(0)


def test_form_that_is_sent_early_goes_when_its_files_have_come(visitor, draft, tmp_path):
    submitted = make_submitted(draft.owner.applicant)
    paper = tmp_path / "план.pdf"
    paper.write_bytes(samples.pdf_of_size(900 * 1024))
    person = visitor()
    person.sign_in(EMAIL)
    person.open(f"/applications/{submitted.pk}/")
    person.page.get_by_label("Сообщение").fill("Вот план.")
    person.page.locator("input[name='uploads']").set_input_files(str(paper))
    person.press("Отправить")
    person.sees("Вот план.")
    person.sees("план.pdf")
    assert submitted.thread.messages.last().files.count() == 1
