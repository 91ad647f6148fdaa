from pathlib import Path

import pytest

from kabinet.signatures import trust
from kabinet.signatures.chain import Revocation
from kabinet.signatures.verification import SignaturePolicy, verify
from tests.signatures.issuing import NOW, World

GOLDEN = Path(__file__).parent / "golden"
POLICY = SignaturePolicy(revocation=Revocation.REQUIRED, foreign=False, bare_cms=False, qualified=True)


@pytest.fixture(scope="session")
def world():
    return World()


@pytest.fixture(scope="session")
def store(world, tmp_path_factory):
    return trust.read_folder(world.fill(tmp_path_factory.mktemp("trust")))


@pytest.fixture
def check(store):
    """A function that checks a signature of a document as the portal does."""

    def checked(document, signature, signatory=None, *, store=store, policy=POLICY, at=NOW):
        return verify(document, signature, signatory, store=store, policy=policy, at=at)

    return checked
