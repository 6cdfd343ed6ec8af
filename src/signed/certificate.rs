//! The content of a signature: who made it, and the digest of what it signed.

use cms::{
    cert::{
        CertificateChoices,
        x509::{
            der::{
                Decode, SliceReader, Tag, Tagged,
                asn1::{ObjectIdentifier, OctetString},
            },
            name::Name,
        },
    },
    content_info::ContentInfo,
    signed_data::{SignedData, SignerIdentifier},
};
use sha2::{Digest, Sha256, Sha384, Sha512};

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

/// The content of a signature.
pub(super) struct Signed {
    /// The name in the signer's certificate.
    pub(super) name: Option<String>,
    algorithm: ObjectIdentifier,
    digest: Option<Vec<u8>>,
}

impl Signed {
    /// Whether it signs these bytes; unknown with a digest of another kind.
    pub(super) fn is_of(&self, parts: &[&[u8]]) -> Option<bool> {
        let digest = self.digest.as_ref()?;
        let computed = match self.algorithm {
            SHA_256 => digest_of::<Sha256>(parts),
            SHA_384 => digest_of::<Sha384>(parts),
            SHA_512 => digest_of::<Sha512>(parts),
            _ => return None,
        };
        Some(computed == *digest)
    }
}

fn digest_of<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut digest = D::new();
    parts.iter().for_each(|part| digest.update(part));
    digest.finalize().to_vec()
}

/// Reads a signature, which zeros may follow.
pub(super) fn read(bytes: &[u8]) -> Option<Signed> {
    let content = ContentInfo::decode(&mut SliceReader::new(bytes).ok()?).ok()?;
    let signed: SignedData = content.content.decode_as().ok()?;
    let signer = signed.signer_infos.0.iter().next()?;
    let certificates = signed.certificates.iter().flat_map(|set| set.0.iter());
    let certificates = certificates.filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Some(&certificate.tbs_certificate),
        CertificateChoices::Other(_) => None,
    });
    let mut certificates = certificates.filter(|certificate| match &signer.sid {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            certificate.issuer == id.issuer && certificate.serial_number == id.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(_) => true,
    });
    let attributes = signer.signed_attrs.iter().flat_map(|set| set.iter());
    let mut digests = attributes.filter(|attribute| attribute.oid == MESSAGE_DIGEST);
    let digest = digests
        .next()
        .and_then(|attribute| attribute.values.iter().next());
    let digest = digest.and_then(|value| value.decode_as::<OctetString>().ok());
    Some(Signed {
        name: certificates
            .next()
            .and_then(|certificate| common_name(&certificate.subject)),
        algorithm: signer.digest_alg.oid,
        digest: digest.map(OctetString::into_bytes),
    })
}

/// The name of a certificate's subject.
fn common_name(subject: &Name) -> Option<String> {
    let mut parts = subject.0.iter().flat_map(|set| set.0.iter());
    let value = &parts.find(|part| part.oid == COMMON_NAME)?.value;
    let bytes = value.value();
    Some(match value.tag() {
        Tag::BmpString => super::wide(bytes),
        Tag::TeletexString => bytes.iter().copied().map(char::from).collect(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    })
}
