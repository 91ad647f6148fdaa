"""The journal as the worker seals it, and what a check of it finds."""

from django.utils import timezone

from kabinet.core.sealing.check import verify
from kabinet.core.sealing.seals import anchor_head, seal_everything


def seal():
    """What the worker does every second."""
    seal_everything()
    anchor_head(at=timezone.now())


def faults():
    """What is wrong with the sealed journal, by kinds; the texts are shown when a test fails."""
    verdict = verify(at=timezone.now())
    print(*verdict.texts, sep="\n")
    return [str(finding.breach) for finding in verdict.findings]


def faults_once_sealed():
    seal()
    return faults()
