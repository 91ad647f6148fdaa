"""A round trip with OpenSSL and Debian's gost-engine, which know nothing of our code."""

import os
import shutil
import ssl
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kabinet.signatures import trust
from kabinet.signatures.errors import Fault, SignatureRefused
from tests.signatures.issuing import PERSON, TC26_512_A, XCH_A, Key, World, sign

ENGINE = next(Path("/usr/lib").glob("*/engines-3/gost.so"), None)
pytestmark = pytest.mark.skipif(
    ENGINE is None or shutil.which("openssl") is None,
    reason="OpenSSL's gost-engine (libengine-gost-openssl) is not installed",
)

DOCUMENT = b"%PDF-1.7\r\nline\nline\r\n" + bytes(range(256)) * 30
SETTINGS = """
openssl_conf = openssl_def
[openssl_def]
engines = engine_section
[engine_section]
gost = gost_section
[gost_section]
engine_id = gost
dynamic_path = {engine}
default_algorithms = ALL
"""
CURVES = [XCH_A, "1.2.643.2.2.35.2", "1.2.643.7.1.2.1.1.1", TC26_512_A, "1.2.643.7.1.2.1.2.3"]


@pytest.fixture(scope="module")
def people():
    """An authority of this moment: OpenSSL judges by its clock."""
    return World(datetime.now(UTC))


@pytest.fixture
def openssl(tmp_path):
    (tmp_path / "gost.cnf").write_text(SETTINGS.format(engine=ENGINE))
    (tmp_path / "document").write_bytes(DOCUMENT)

    def run(*arguments):
        return subprocess.run(
            ["openssl", *arguments],
            cwd=tmp_path,
            env={**os.environ, "OPENSSL_CONF": str(tmp_path / "gost.cnf")},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize("curve", CURVES)
def test_signature_made_by_openssl_is_accepted(openssl, check, people, tmp_path, curve):
    signer = people.authority.issue(PERSON, Key(curve), begins=people.now)
    (tmp_path / "key").write_bytes(signer.key.pkcs8())
    (tmp_path / "certificate").write_bytes(signer.der)
    made = openssl(
        *("cms", "-sign", "-engine", "gost", "-binary", "-cades", "-in", "document", "-outform", "DER"),
        *("-signer", "certificate", "-inkey", "key", "-keyform", "DER", "-out", "signature"),
        *("-md", "md_gost12_512" if signer.key.long else "md_gost12_256"),
    )
    assert made.returncode == 0, made.stderr
    signature = (tmp_path / "signature").read_bytes()
    store = trust.read_folder(people.fill(tmp_path / "trust"))
    found = check(DOCUMENT, signature, store=store, at=people.now)
    assert (found.verdict, found.level) == ("valid", "CAdES-BES")
    with pytest.raises(SignatureRefused) as refusal:
        check(DOCUMENT + b"\n", signature, store=store, at=people.now)
    assert refusal.value.reason == Fault.DIGEST_MISMATCH


@pytest.mark.parametrize("curve", CURVES)
def test_signature_made_by_ours_is_accepted_by_openssl(openssl, people, tmp_path, curve):
    signer = people.authority.issue(PERSON, Key(curve), begins=people.now)
    (tmp_path / "root").write_text(ssl.DER_cert_to_PEM_cert(people.root.der))
    (tmp_path / "signature").write_bytes(sign(DOCUMENT, signer, others=[people.authority]))
    verifying = (
        *("cms", "-verify", "-engine", "gost", "-binary", "-cades", "-inform", "DER", "-in", "signature"),
        *("-CAfile", "root", "-purpose", "any", "-out", os.devnull, "-content", "document"),
    )
    good = openssl(*verifying)
    assert good.returncode == 0, good.stderr
    (tmp_path / "document").write_bytes(DOCUMENT + b"\n")
    assert openssl(*verifying).returncode != 0
