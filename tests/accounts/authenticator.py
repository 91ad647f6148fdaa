"""A key (WebAuthn authenticator) in software: it answers what browsers are asked, rightly or not."""

import hashlib
import json
import secrets
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG


class Authenticator:
    """One key; `counts` unless it says 0 all its life, `verifies` its person unless told not to."""

    def __init__(self, *, counts=True, verifies=True):
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.identity = secrets.token_bytes(32)
        self.counter = 0
        self.counts = counts
        self.verifies = verifies

    def make(self, asked, *, site, page=None):
        """What a browser answers when asked for a new key, on `page` if that is another site."""
        public = ES256.from_cryptography_key(self.secret.public_key())
        own = AttestedCredentialData.create(Aaguid.NONE, self.identity, public)
        data = AuthenticatorData.create(_site_hash(site), self._flags() | FLAG.AT, self.counter, own)
        return self._answer(
            CollectedClientData.TYPE.CREATE,
            asked,
            page or site,
            lambda _client: {"attestationObject": AttestationObject.create("none", data, {})},
        )

    def sign(self, asked, *, site, page=None):
        """What a browser answers when asked to sign in."""
        self.counter += self.counts
        data = AuthenticatorData.create(_site_hash(site), self._flags(), self.counter)

        def signed(client):
            signature = self.secret.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
            return {"authenticatorData": data, "signature": signature}

        return self._answer(CollectedClientData.TYPE.GET, asked, page or site, signed)

    def _answer(self, kind, asked, page, made):
        challenge = websafe_decode(asked["publicKey"]["challenge"])
        client = CollectedClientData.create(kind, challenge, page)
        response = {"clientDataJSON": client, **made(client)}
        return json.dumps(
            {
                "id": websafe_encode(self.identity),
                "rawId": websafe_encode(self.identity),
                "type": "public-key",
                "response": {name: websafe_encode(bytes(value)) for name, value in response.items()},
            }
        )

    def _flags(self):
        return FLAG.UP | FLAG.UV if self.verifies else FLAG.UP


def _site_hash(site):
    return hashlib.sha256((urlsplit(site).hostname or "").encode()).digest()
