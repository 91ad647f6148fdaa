"""GOST R 34.10-2012 (RFC 7091): is this signature of a digest made by the owner of this public key?

Verification only: nothing in the portal holds a private key. Numbers of the curves are those of RFC 4357,
RFC 7836 and the recommendations Р 1323565.1.024-2019.
"""

from dataclasses import dataclass

type CurvePoint = tuple[int, int]
type _Projective = tuple[int, int, int]

_INFINITY: _Projective = (1, 1, 0)
_WINDOW = 5


@dataclass(frozen=True, slots=True)
class Curve:
    """y² = x³ + ax + b over p; `base` makes the subgroup of prime order q, of `cofactor` such in all."""

    name: str
    size: int
    """Bytes of a coordinate."""
    p: int
    a: int
    b: int
    q: int
    base: CurvePoint
    cofactor: int = 1

    def contains(self, point: CurvePoint) -> bool:
        """Whether the point is on the curve and in the subgroup of the base point."""
        x, y = point
        if not (0 <= x < self.p and 0 <= y < self.p) or (y * y - (x * x + self.a) * x - self.b) % self.p:
            return False
        return self.cofactor == 1 or _sum(self, self.q, point, 0, self.base)[2] == 0


def verify(curve: Curve, key: CurvePoint, digest: bytes, signature: bytes) -> bool:
    """Whether `signature` (s and r, big-endian, one after the other) of `digest` is by `key`'s owner.

    `digest` is as the hash gives it, the least byte first. A key that is not on the curve signs nothing.
    """
    if len(signature) != 2 * curve.size:
        return False
    s = int.from_bytes(signature[: curve.size], "big")
    r = int.from_bytes(signature[curve.size :], "big")
    q = curve.q
    if not (0 < r < q and 0 < s < q) or not curve.contains(key):
        return False
    e = int.from_bytes(digest, "little") % q or 1
    v = pow(e, -1, q)
    x, _, z = _sum(curve, s * v % q, curve.base, -r * v % q, key)
    return z != 0 and x * pow(z, -2, curve.p) % curve.p % q == r


def multiply(curve: Curve, number: int, point: CurvePoint) -> CurvePoint | None:
    """`number` times the point; None for the point at infinity. Its time depends on `number`."""
    x, y, z = _sum(curve, number, point, 0, point)
    if z == 0:
        return None
    inverse = pow(z, -1, curve.p)
    return x * inverse**2 % curve.p, y * inverse**3 % curve.p


def _sum(curve: Curve, m: int, first: CurvePoint, n: int, second: CurvePoint) -> _Projective:
    """M times the first point plus n times the second, the doublings shared."""
    digits = [(_digits(m), _odd_multiples(curve, first)), (_digits(n), _odd_multiples(curve, second))]
    total = _INFINITY
    for place in reversed(range(max(len(of) for of, _ in digits))):
        total = _double(curve, total)
        for of, multiples in digits:
            digit = of[place] if place < len(of) else 0
            if digit > 0:
                total = _add(curve, total, multiples[digit >> 1])
            elif digit < 0:
                x, y, z = multiples[-digit >> 1]
                total = _add(curve, total, (x, -y % curve.p, z))
    return total


def _digits(number: int) -> list[int]:
    """The number in signed odd digits of _WINDOW bits, the least place first; most of them are zeros."""
    digits = []
    while number:
        digit = 0
        if number & 1:
            digit = number & (1 << _WINDOW) - 1
            if digit >> (_WINDOW - 1):
                digit -= 1 << _WINDOW
            number -= digit
        digits.append(digit)
        number >>= 1
    return digits


def _odd_multiples(curve: Curve, point: CurvePoint) -> list[_Projective]:
    """The point 1, 3, 5 … times, as many as digits need."""
    multiples: list[_Projective] = [(*point, 1)]
    twice = _double(curve, multiples[0])
    for _ in range((1 << (_WINDOW - 2)) - 1):
        multiples.append(_add(curve, multiples[-1], twice))
    return multiples


def _double(curve: Curve, point: _Projective) -> _Projective:
    """Twice the point, in Jacobian coordinates."""
    x, y, z = point
    p = curve.p
    if z == 0 or y == 0:
        return _INFINITY
    yy = y * y % p
    s = 4 * x * yy % p
    zz = z * z % p
    m = (3 * x * x + curve.a * zz * zz) % p
    new_x = (m * m - 2 * s) % p
    return new_x, (m * (s - new_x) - 8 * yy * yy) % p, 2 * y * z % p


def _add(curve: Curve, one: _Projective, other: _Projective) -> _Projective:
    """The sum of two points, in Jacobian coordinates."""
    x1, y1, z1 = one
    x2, y2, z2 = other
    if z1 == 0:
        return other
    if z2 == 0:
        return one
    p = curve.p
    zz1, zz2 = z1 * z1 % p, z2 * z2 % p
    u1, u2 = x1 * zz2 % p, x2 * zz1 % p
    s1, s2 = y1 * z2 * zz2 % p, y2 * z1 * zz1 % p
    if u1 == u2:
        return _double(curve, one) if s1 == s2 else _INFINITY
    h, r = (u2 - u1) % p, (s2 - s1) % p
    hh = h * h % p
    hhh, v = h * hh % p, u1 * hh % p
    x3 = (r * r - hhh - 2 * v) % p
    return x3, (r * (v - x3) - s1 * hhh) % p, z1 * z2 * h % p
