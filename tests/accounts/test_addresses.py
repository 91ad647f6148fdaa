import pytest
from django.test import RequestFactory

from kabinet.accounts.addresses import client_address


def address(remote, forwarded=None):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))


def test_without_a_proxy_the_header_anyone_can_send_is_ignored():
    assert address("192.0.2.1", "203.0.113.9") == "192.0.2.1"


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("10.0.0.1, 203.0.113.9", "203.0.113.9"),
        ("forged, 2001:db8::1", "2001:db8::1"),
        ("203.0.113.9, nonsense", "127.0.0.1"),
        ("", "127.0.0.1"),
        (None, "127.0.0.1"),
    ],
)
def test_behind_the_proxy_the_last_hop_of_the_header_counts(settings, forwarded, expected):
    settings.PRODUCTION = True
    assert address("127.0.0.1", forwarded) == expected


def test_a_server_on_a_socket_knows_no_address():
    assert address("") is None


def test_an_ipv4_client_of_an_ipv6_server_is_known_by_its_own_address():
    assert address("::ffff:192.0.2.1") == "192.0.2.1"
