"""A page with a form that asks a name and the code."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from kabinet.ui.captcha import CaptchaForm

PAGE = """<!DOCTYPE html>
<html lang="ru"><head><title>Форма</title><meta name="viewport" content="width=device-width"></head>
<body><main><h1>Форма</h1>
<form method="post">{% csrf_token %}
{% for field in form %}{% include "components/field.html" with field=field only %}{% endfor %}
<button type="submit" class="btn btn--primary">Отправить</button>
</form></main></body></html>
"""


class Greeting(CaptchaForm):
    name = forms.CharField(label="Имя", max_length=20, error_messages={"required": "Заполните имя."})


@login_not_required
def greet(request):
    form = Greeting(request.POST or None)
    if form.is_valid():
        return HttpResponse(f"Здравствуйте, {form.cleaned_data['name']}!")
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": form}, request))


urlpatterns = [
    path("captcha/", include("kabinet.ui.captcha_urls")),
    path("", include("kabinet.ui.urls")),
    path("", include("kabinet.cabinet.consumers_urls")),
    path("", greet),
]
