import os
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="true"
import pytest
from django.urls import reverse
from django.utils import timezone
from tests.applications.life import Case, OFFER
from tests.signatures.issuing import World
from tests.files import samples
from tests.applications.builders import make_user, make_file
pytestmark=[pytest.mark.browser, pytest.mark.django_db(transaction=True)]

def test_shots(visitor, settings, tmp_path):
    settings.TRUST_DIR = World(timezone.now()).fill(tmp_path/"t")
    now=timezone.now()
    office = Case("ЮЛ", at=now).accept(at=now)
    office.place(*OFFER, at=now)
    case = Case("ЮЛ", at=now, specialist=office.specialist).offer(at=now)
    admin = make_user(email="adm@example.ru", role="administrator")
    settings.SIGNATURE_BUSINESS=True
    settings.CADESPLUGIN_URL="/static/js/no.js"
    for name, size in (("d",{"width":1366,"height":768}),("p",{"width":320,"height":640})):
        p=visitor(viewport=size)
        p.sign_in(case.owner.email)
        p.open(reverse("application_act", args=[case.application.pk,"refuse"]))
        p.page.screenshot(path=f"/tmp/ukep-act-{name}.png", full_page=True)
        p.page.locator("textarea").first.fill("Мощность в технических условиях указана 10 кВт, а заявлено 15 кВт. Предлагаем исправить.")
        p.press("Перейти к подписанию")
        p.page.screenshot(path=f"/tmp/ukep-sign-{name}.png", full_page=True)
        o=visitor(viewport=size)
        o.sign_in(office.specialist.email)
        o.open(reverse("office_documents", args=[office.application.pk]))
        o.page.screenshot(path=f"/tmp/ukep-docs-off-{name}.png", full_page=True)
        settings.SIGNATURE_OPERATOR=True
        o.open(reverse("office_documents", args=[office.application.pk]))
        o.page.screenshot(path=f"/tmp/ukep-docs-on-{name}.png", full_page=True)
        settings.SIGNATURE_OPERATOR=False
        a=visitor(viewport=size)
        a.sign_in(admin.email)
        a.open(reverse("office_operator"))
        a.page.screenshot(path=f"/tmp/ukep-admin-{name}.png", full_page=True)
    from kabinet.applications.papers.statements import prepare_statement, waiting_statement
    from kabinet.files.services import bytes_of
    from tests.applications.builders import token
    st = prepare_statement(application=case.application, action="refuse", comment="Мощность не та.\n\nВторая строка с длинным_именем_"+"x"*90, files=[make_file(case.owner,"схема сети.pdf")], token=token(), by=case.owner, at=timezone.now())
    open("/tmp/ukep-statement.pdf","wb").write(bytes_of(st.file))
