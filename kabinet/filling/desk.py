"""Where a draft is filled in: the same pages stand at the addresses of the cabinet and of the office."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from kabinet.applications.models import Application


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The names of the addresses: of a step, of sending and removing a file, of reading and looking at one.

    `check`: of the page on which the whole is looked over and submitted; where there is one, the applicant is
    led there by the shortest way. `again`: where a file that was given before is attached once more. `takes`:
    the kinds of documents that are taken here besides those that the answers call for.
    """

    step: str
    upload: str
    remove: str
    file: str
    thumbnail: str
    check: str = ""
    again: str = ""
    takes: tuple[str, ...] = ()

    def step_url(self, application: Application, slug: str) -> str:
        """The address of a step."""
        return reverse(self.step, kwargs={"pk": application.pk, "slug": slug})

    @property
    def guides(self) -> bool:
        """Whether the pages show only what concerns this applicant, the rest behind a word."""
        return bool(self.check)

    def check_url(self, application: Application) -> str:
        """The address of the page on which the whole is looked over."""
        return reverse(self.check, kwargs={"pk": application.pk})

    def upload_url(self, application: Application, kind: str) -> str:
        """Where a file of this kind of document is sent."""
        return reverse(self.upload, kwargs={"pk": application.pk, "kind": kind})

    def remove_url(self, application: Application, attachment_id: UUID) -> str:
        """Where an attached file is removed."""
        return reverse(self.remove, kwargs={"pk": application.pk, "attachment_id": attachment_id})

    def again_url(self, application: Application, attachment_id: UUID) -> str:
        """Where a file that was given before is attached once more."""
        return reverse(self.again, kwargs={"pk": application.pk, "attachment_id": attachment_id})

    def file_url(self, application: Application, file_id: UUID) -> str:
        """Where a file is read."""
        return reverse(self.file, kwargs={"pk": application.pk, "file_id": file_id})

    def thumbnail_url(self, application: Application, file_id: UUID) -> str:
        """Where the look of a file is seen."""
        return reverse(self.thumbnail, kwargs={"pk": application.pk, "file_id": file_id})
