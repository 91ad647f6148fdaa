"""Removing a case with everything that hangs on it, files and signatures too.

What hangs on it is not listed here but found by the foreign keys, so that no later table is forgotten. Only
what is kept for a reason of its own lets go of it instead: LETS_GO.
"""

from typing import Any

from django.db import models, transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, QuerySet

from kabinet.appeals.models import Appeal
from kabinet.cases.models import Case
from kabinet.files.models import StoredFile
from kabinet.files.services import remove_file

LETS_GO = {(Appeal, "application")}
_SIGNATURES = "signatures"


@transaction.atomic
def erase_case(case: Case) -> int:
    """Remove a case for good, the money booked for it too; how many files went with it."""
    files: set[Any] = set()
    thread = case.thread
    _erase(type(case)._base_manager.filter(pk=case.pk), files)
    if thread is not None:
        _erase(type(thread)._base_manager.filter(pk=thread.pk), files)
    freed = list(_free(files))
    for file in freed:
        _erase_hanging(StoredFile._base_manager.filter(pk=file.pk), files)
        remove_file(file=file)
    return len(freed)


def _erase(rows: QuerySet[Any], files: set[Any]) -> None:
    """Remove rows behind whatever points at them, remembering the files that they had."""
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        return
    found = rows.model._base_manager.filter(pk__in=keys)
    for field in (*rows.model._meta.fields, *rows.model._meta.many_to_many):
        if field.related_model is StoredFile:
            files |= set(found.values_list(field.name, flat=True)) - {None}
    _erase_hanging(found, files)
    found.delete()


def _erase_hanging(rows: QuerySet[Any], files: set[Any]) -> None:
    for relation in rows.model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or isinstance(relation, models.ManyToManyRel):
            continue
        model: Any = relation.related_model
        name = relation.field.name
        pointing = model._base_manager.filter(**{f"{name}__in": rows})
        if model is rows.model or (model, name) in LETS_GO:
            pointing.update(**{name: None})
        else:
            _erase(pointing, files)


def _free(keys: set[Any]) -> QuerySet[StoredFile]:
    """Those of the files to which nothing points any more but their own signatures."""
    found = StoredFile.objects.filter(pk__in=keys)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or isinstance(relation, models.ManyToManyRel):
            continue
        if relation.related_model._meta.app_label != _SIGNATURES:
            pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            found = found.exclude(Exists(pointing))
    return found
