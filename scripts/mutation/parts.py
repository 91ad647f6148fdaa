"""What is judged: the modules in which mistakes are made, and the tests that have to notice them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PURE = ("-p", "no:django", "--noconftest", "-c", "/dev/null", "--rootdir", ".", "--import-mode=importlib")


@dataclass(frozen=True, slots=True)
class Part:
    """Modules (`sources`, patterns) and their `tests`, `without` the slowest (beginnings of their names).

    `options` are for tests that need no Django.
    """

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    options: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def files(self) -> Iterator[Path]:
        """The modules, those made by Django left out."""
        found = {path for pattern in self.sources for path in ROOT.glob(pattern)}
        yield from sorted(path for path in found if "migrations" not in path.parts)


PARTS = {
    "law": Part(("kabinet/law/*.py",), ("tests/law",), options=_PURE),
    "signatures": Part(
        ("kabinet/signatures/**/*.py",),
        (
            "tests/signatures",
            "tests/applications/test_operator_signatures.py",
            "tests/applications/test_signed_acts.py",
            "tests/cabinet/test_signatures.py",
            "tests/cabinet/test_signed_acts.py",
            "tests/cabinet/test_signing.py",
            "tests/office/test_signatures.py",
        ),
        without=(
            "tests/signatures/test_mutations.py",  # tries twenty thousand signatures: minutes
            # Fails in a process that forked after all the others, without any mistake.
            "tests/cabinet/test_signing.py::test_persons_certificate_for_a_company_needs_a_power_of_attorney",
        ),
    ),
    "accounts": Part(
        ("kabinet/accounts/**/*.py",),
        (
            "tests/accounts",
            "tests/cabinet/test_login.py",
            "tests/cabinet/test_profile.py",
            "tests/cabinet/test_recovery.py",
            "tests/cabinet/test_registration.py",
            "tests/cabinet/test_second_step.py",
        ),
        without=(
            "tests/accounts/test_devices.py::test_guesses_from_many_addresses",
            "tests/accounts/test_devices.py::test_three_days_of_attempts",
        ),
    ),
    "transitions": Part(
        (
            "kabinet/cases/*.py",
            "kabinet/applications/course/*.py",
            "kabinet/applications/rules/*.py",
            "kabinet/appeals/states.py",
            "kabinet/appeals/transitions.py",
        ),
        (
            "tests/cases",
            "tests/applications",
            "tests/appeals",
            "tests/billing",
            "tests/cabinet/test_acts.py",
            "tests/cabinet/test_signed_acts.py",
            "tests/office",
            "tests/architecture/test_docs_are_fresh.py",  # what rules/described.py writes
        ),
        without=(
            "tests/applications/test_printed_form.py",
            "tests/office/test_growth.py",
        ),
    ),
}
