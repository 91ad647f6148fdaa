"""Two pages for the tests of this folder: one takes files, the other gives them."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from kabinet.accounts.models import User
from kabinet.files.models import StoredFile
from kabinet.files.responses import file_response
from kabinet.files.services import FileRefused, store_file


@csrf_exempt
@login_not_required
def take(request):
    told = []
    for upload in request.FILES.getlist("files"):
        try:
            file = store_file(upload=upload, owner=User.objects.get(), at=timezone.now())
        except FileRefused as refusal:
            told.append(str(refusal))
        else:
            told.append(f"{file.name}: {file.size}")
    return JsonResponse({"told": told, "comment": request.POST.get("comment")})


@login_not_required
def give(request, pk):
    return file_response(StoredFile.objects.get(pk=pk), inline="inline" in request.GET)


urlpatterns = [path("take/", take), path("give/<uuid:pk>/", give), path("", include("kabinet.ui.urls"))]
