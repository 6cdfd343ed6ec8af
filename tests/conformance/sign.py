"""pyHanko as the parapheur of two signatories: convention.pdf is signed in either order, and must stay what it was.

1. The published file holds one empty field a signatory, and nothing signed.
2. Two people, with certificates made here and thrown away, sign one after the other, each with a stamp.
3. Both signatures are valid, the first still is after the second, and the file is covered to its end.
4. The signed file begins with the published one, byte for byte; poppler finds both signatures valid, the same text,
   and the attached files as published.

Usage: sign.py STAGE STAMP.pdf OUT    (see sign.sh; needs pyHanko and poppler). Signed files are left in OUT.
"""

import datetime
import io
import pathlib
import re
import subprocess
import sys

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELDS = ["signature-1-metropole", "signature-2-cci"]
STAMPED = "Signé électroniquement"


def certificate(name, issuer=None):
    """A certificate and its key, signed by `issuer` or by itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    is_root = issuer is None
    usage = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
         "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False)
    usage |= {"key_cert_sign": True} if is_root else {"digital_signature": True, "content_commitment": True}
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if is_root else issuer[0].subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
    )
    return builder.sign(key if is_root else issuer[1], hashes.SHA256()), key


def in_asn1(cert):
    return asn1_x509.Certificate.load(cert.public_bytes(serialization.Encoding.DER))


def signer(name, root):
    cert, key = certificate(name, root)
    secret = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    store = SimpleCertificateStore.from_certs([in_asn1(root[0])])
    return signers.SimpleSigner(in_asn1(cert), asn1_keys.PrivateKeyInfo.load(secret), store)


def sign(pdf, field, by, stamp):
    meta = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    made = signers.PdfSigner(meta, by, stamp_style=StaticStampStyle.from_pdf_file(stamp, border_width=0))
    out = io.BytesIO()
    made.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), existing_fields_only=True, output=out)
    return out.getvalue()


def validate(pdf, root, expected):
    """Both trusted and intact; the last covers the file, what came after the others is filling in forms."""
    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    assert [signature.field_name for signature in found] == expected, found
    for signature in found:
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=[in_asn1(root[0])]))
        assert status.bottom_line and status.intact and status.valid and status.trusted, status.pretty_print_details()
        if signature is found[-1]:
            assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE, status.coverage
            assert status.modification_level == ModificationLevel.NONE, status.modification_level
        else:
            assert status.coverage == SignatureCoverageLevel.ENTIRE_REVISION, status.coverage
            assert status.modification_level == ModificationLevel.FORM_FILLING, status.modification_level


def refuses_a_change(pdf, root):
    """That validation can say no: one bit of what was published is another, in the comment on its second line."""
    changed = bytearray(pdf)
    changed[pdf.index(b"\n%") + 2] ^= 1
    found = PdfFileReader(io.BytesIO(bytes(changed))).embedded_signatures[0]
    status = validate_pdf_signature(found, ValidationContext(trust_roots=[in_asn1(root[0])]))
    assert not status.intact and not status.bottom_line


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def poppler_agrees(path, names):
    said = run("pdfsig", "-nocert", path)
    assert said.count("Signature Validation: Signature is Valid.") == len(names), said
    assert re.findall(r"Signature Field Name: (.*)", said) == FIELDS, said
    assert said.count("The signature form field is not signed.") == len(FIELDS) - len(names), said
    assert said.count("  - Total document signed") == 1, said
    assert said.count("ETSI.CAdES.detached") == len(names), said


def text(path):
    """Line by line; a stamp may widen the columns that pdftotext sees on its page."""
    lines = (re.sub(" +", " ", line).strip(" ") for line in run("pdftotext", "-layout", path, "-").splitlines())
    return [line for line in lines if line.strip()]


def holds_what_was_published(signed, stage, names, out):
    unstamped = [line for line in text(signed) if STAMPED not in line]
    published = text(stage / "convention.pdf")
    assert unstamped == published, [pair for pair in zip(unstamped, published) if pair[0] != pair[1]][:3]
    assert len(published) + len(names) >= len(text(signed)) > len(published), "no stamp is seen"
    for number, name in enumerate(["budget-corrige.xlsx", "donnees.json"], start=1):
        run("pdfdetach", "-save", str(number), "-o", out / name, signed)
        assert (out / name).read_bytes() == (stage / name).read_bytes(), name


def main():
    stage, stamp, out = map(pathlib.Path, sys.argv[1:])
    published = (stage / "convention.pdf").read_bytes()
    empty = list(enumerate_sig_fields(PdfFileReader(io.BytesIO(published))))
    assert [(name, value) for name, value, _ in empty] == [(name, None) for name in FIELDS], empty
    root = certificate("Autorité d’essai")
    for order in (FIELDS, FIELDS[::-1]):
        pdf = published
        for count, field in enumerate(order, start=1):
            pdf = sign(pdf, field, signer(f"Signataire d’essai {field}", root), str(stamp))
            validate(pdf, root, order[:count])
            assert pdf.startswith(published)
            path = out / f"{'-puis-'.join(name.rsplit('-', 1)[1] for name in order[:count])}.pdf"
            path.write_bytes(pdf)
            poppler_agrees(path, order[:count])
            holds_what_was_published(path, stage, order[:count], out)
        refuses_a_change(pdf, root)
        print(f"pyHanko, pdfsig: {' then '.join(order)}: both valid, whole file covered, contents as published")


if __name__ == "__main__":
    main()
