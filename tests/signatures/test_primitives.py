import pytest

from kabinet.signatures import digests
from kabinet.signatures.curves import CURVES
from kabinet.signatures.digests import STREEBOG_256, digest
from kabinet.signatures.gost3410 import Curve, multiply, verify
from kabinet.signatures.streebog import streebog
from tests.signatures.issuing import Key, sign
from tests.work import calls_of

needs_libgcrypt = pytest.mark.skipif(not digests.is_fast(), reason="libgcrypt (libgcrypt20) is not installed")

M1 = b"012345678901234567890123456789012345678901234567890123456789012"
M2 = "Се ветри, Стрибожи внуци, веютъ с моря стрелами на храбрыя плъкы Игоревы".encode("cp1251")


@pytest.mark.parametrize(
    ("message", "bits", "expected"),
    [
        (
            M1,
            512,
            (
                "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
                "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"
            ),
        ),
        (M1, 256, "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"),
        (
            M2,
            512,
            (
                "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376"
                "035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28"
            ),
        ),
        (M2, 256, "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50"),
    ],
)
def test_streebog_gives_the_hashes_of_rfc_6986(message, bits, expected):
    assert streebog(message, bits).hex() == expected


@needs_libgcrypt
def test_libgcrypt_and_our_streebog_agree_on_every_length():
    for length in (0, 1, 63, 64, 65, 127, 128, 1000):
        data = bytes(range(256)) * 4
        for oid, bits in ((STREEBOG_256, 256), (digests.STREEBOG_512, 512)):
            assert digest(oid, data[:length]) == streebog(data[:length], bits)


@needs_libgcrypt
def test_document_of_five_megabytes_takes_no_more_steps_than_one_of_a_kilobyte(check, world):
    def steps(document):
        signature = sign(document, world.entrepreneur, others=[world.authority])
        check(document, signature)
        return calls_of(lambda: check(document, signature)).total()

    assert steps(bytes(5 * 1024 * 1024)) == pytest.approx(steps(bytes(1024)), rel=0.1)


def test_wrong_libgcrypt_is_not_used(monkeypatch):
    monkeypatch.setattr(digests, "_libgcrypt", lambda: lambda _data, bits: bytes(bits // 8))
    assert digests._implementation.__wrapped__() is streebog


# RFC 7091, section 7.1
EXAMPLE = Curve(
    name="example",
    size=32,
    p=0x8000000000000000000000000000000000000000000000000000000000000431,
    a=7,
    b=0x5FBFF498AA938CE739B8E022FBAFEF40563F6E6A3472FC2A514C0CE9DAE23B7E,
    q=0x8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3,
    base=(2, 0x08E2A8A0E65147D4BD6316030E16D19C85C97F0A9CA267122B96ABBCEA7E8FC8),
)
EXAMPLE_KEY = (
    0x7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B,
    0x26F1B489D6701DD185C8413A977B3CBBAF64D1C593D26627DFFB101A87FF77DA,
)
E = 0x2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5
R = 0x41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493
S = 0x01456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40


def example_signature(s, r):
    return s.to_bytes(32, "big") + r.to_bytes(32, "big")


def test_example_of_rfc_7091_is_a_good_signature_and_its_distortions_are_not():
    value = E.to_bytes(32, "little")
    assert verify(EXAMPLE, EXAMPLE_KEY, value, example_signature(S, R))
    assert not verify(EXAMPLE, EXAMPLE_KEY, value, example_signature(R, S))
    assert not verify(EXAMPLE, EXAMPLE_KEY, value[::-1], example_signature(S, R))
    assert not verify(EXAMPLE, EXAMPLE_KEY, value, example_signature(S, R)[:-1])
    for s, r in ((0, R), (S, 0), (EXAMPLE.q, R), (S, EXAMPLE.q), (S + EXAMPLE.q, R)):
        assert not verify(EXAMPLE, EXAMPLE_KEY, value, example_signature(s, r))


@pytest.mark.parametrize(("s", "good"), [(0, False), (1, True)])
def test_zero_is_no_signature_although_the_equation_holds_and_one_is(s, good):
    """Whoever may choose the digest finds one for any s: e = (s - rd) / k, with r made of k."""
    key, k = Key(), 1234567
    q = key.curve.q
    r = multiply(key.curve, k, key.curve.base)[0] % q
    e = (s - r * key.secret) * pow(k, -1, q) % q
    assert verify(key.curve, key.point, e.to_bytes(32, "little"), example_signature(s, r)) is good


@pytest.mark.parametrize("oid", CURVES)
def test_every_curve_signs_and_refuses_keys_that_are_not_on_it(oid):
    key = Key(oid)
    curve = key.curve
    message, value = b"message", digest(key.digest_oid, b"message")
    signature = key.sign(message)
    assert multiply(curve, curve.q, curve.base) is None
    assert verify(curve, key.point, value, signature)
    assert not verify(curve, (key.point[0], key.point[1] ^ 1), value, signature)
    assert not verify(curve, (key.point[0] + curve.p, key.point[1]), value, signature)


@pytest.mark.parametrize("oid", ["1.2.643.7.1.2.1.1.1", "1.2.643.7.1.2.1.2.3"])
def test_point_of_small_order_on_a_curve_with_cofactor_is_no_key(oid):
    """The point of order two (x, 0): with it anybody could make signatures of a quarter of all messages."""
    curve = CURVES[oid]
    x = next(root for root in _roots_of_order_two(curve))
    assert (x**3 + curve.a * x + curve.b) % curve.p == 0
    assert not curve.contains((x, 0))


def _roots_of_order_two(curve):
    """The roots of x³ + ax + b: x is found as the gcd with xᵖ − x, linear for these curves."""
    p, a, b = curve.p, curve.a, curve.b

    def times(f, g):
        product = [0] * 5
        for i, left in enumerate(f):
            for j, right in enumerate(g):
                product[i + j] += left * right
        for power in (4, 3):  # x³ = −ax − b
            high = product[power]
            product[power] = 0
            product[power - 2] -= high * a
            product[power - 3] -= high * b
        return [one % p for one in product[:3]]

    result, base, exponent = [1, 0, 0], [0, 1, 0], p
    while exponent:
        if exponent & 1:
            result = times(result, base)
        base = times(base, base)
        exponent >>= 1
    c, d, e = result[0], (result[1] - 1) % p, result[2]
    if e:  # one step of Euclid: x³ + ax + b modulo ex² + dx + c
        inverse = pow(e, -1, p)
        d, c = d * inverse % p, c * inverse % p
        linear, constant = (a - c + d * d) % p, (b + d * c) % p
        yield -constant * pow(linear, -1, p) % p
    else:
        yield -c * pow(d, -1, p) % p
