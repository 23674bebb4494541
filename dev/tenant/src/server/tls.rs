//! TLS for the server: an authority made at every start, the certificate it signs for the loopback, and nothing else.
//!
//! The authority's key is forgotten at once, so whoever trusts its certificate trusts this one run and no more.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use ct_codecs::{Base64, Encoder};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SanType, date_time_ymd,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::clock;

/// As long as clients of today take a server's certificate for.
const LIFETIME: Duration = Duration::from_secs(397 * 86_400);
/// For clocks that are a little behind, such as that of a virtual machine.
const HEAD_START: Duration = Duration::from_secs(86_400);

/// What a TLS connection is accepted with.
#[derive(Clone)]
pub struct Tls {
    pub(super) acceptor: TlsAcceptor,
    authority: String,
}

/// Why there is no certificate.
#[derive(Debug)]
pub struct NoCertificate(String);

impl fmt::Display for NoCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot make a certificate: {}", self.0)
    }
}

impl std::error::Error for NoCertificate {}

impl Tls {
    /// Makes a certificate for `localhost`, the usual addresses of the loopback, and this one.
    ///
    /// # Errors
    ///
    /// What the cryptography library refuses; nothing is known that makes it.
    pub fn for_loopback(address: IpAddr) -> Result<Self, NoCertificate> {
        let refused = |error: &dyn fmt::Display| NoCertificate(error.to_string());
        let made = certificates(address).map_err(|error| refused(&error))?;
        let (authority, certificate, key) = made;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| refused(&error))?
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .map_err(|error| refused(&error))?;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), authority: pem(&authority) })
    }

    /// The authority's certificate in PEM: what a client must trust.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }
}

type Made = (CertificateDer<'static>, CertificateDer<'static>, PrivateKeyDer<'static>);

/// An authority, the server's certificate and its key. Some clients refuse one certificate that is both at once.
fn certificates(address: IpAddr) -> Result<Made, rcgen::Error> {
    let mut authority = params("A local tenant's authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;

    let mut addresses: Vec<IpAddr> = vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    if !addresses.contains(&address) {
        addresses.push(address);
    }
    let mut server = params("A local tenant");
    server.subject_alt_names = vec![SanType::DnsName("localhost".try_into()?)];
    server.subject_alt_names.extend(addresses.into_iter().map(SanType::IpAddress));
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    let key = KeyPair::generate()?;
    let certificate = server.signed_by(&key, &authority)?;
    Ok((authority.der().clone(), certificate.der().clone(), key.into()))
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    let now = date_time_ymd(1970, 1, 1) + Duration::from_secs(clock::now());
    params.not_before = now - HEAD_START;
    params.not_after = now + LIFETIME;
    params
}

/// RFC 7468: lines of 64 characters between two marks.
fn pem(certificate: &CertificateDer<'_>) -> String {
    // Fails only where the length overflows.
    let text = Base64::encode_to_string(certificate).unwrap_or_default();
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    for (place, letter) in text.chars().enumerate() {
        if place > 0 && place % 64 == 0 {
            pem.push('\n');
        }
        pem.push(letter);
    }
    pem + "\n-----END CERTIFICATE-----\n"
}
