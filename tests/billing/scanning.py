"""What a telephone does with a picture."""

import zxingcpp


def codes_in(picture):
    """The texts of the QR codes in a picture; other barcodes may seem to be in the noise of their modules."""
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def fields_of(text):
    """The fields of a payment code by their names."""
    return dict(part.split("=", 1) for part in text.split("|")[1:])
