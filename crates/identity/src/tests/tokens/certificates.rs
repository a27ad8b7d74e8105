//! Sites that connect with a certificate: their own, or one an authority gave them (RFC 8705, RFC 9440).

use std::net::IpAddr;

use aws_lc_rs::digest;
use axum::body::Body;
use axum::http::Request;
use outside::jose;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, SanType};
use store::testing::on_each_engine;
use web::certificates::ClientCertificate;

use super::super::world::{CALLBACK, VERIFIER, form};
use super::{Answer, Kit, Tokens};
use crate::oidc::kinds::{Authentication, CertificateName};

/// A certificate by nobody.
fn own(names: &[&str]) -> Vec<u8> {
    let key = KeyPair::generate().unwrap();
    let params =
        CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
    params.self_signed(&key).unwrap().der().to_vec()
}

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn issued(by: &CertifiedIssuer<'static, KeyPair>, edit: impl FnOnce(&mut CertificateParams)) -> Vec<u8> {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    edit(&mut params);
    params.signed_by(&KeyPair::generate().unwrap(), by).unwrap().der().to_vec()
}

fn shown(leaf: Vec<u8>) -> ClientCertificate {
    ClientCertificate { leaf, chain: Vec::new() }
}

fn hash(der: &[u8]) -> [u8; 32] {
    digest::digest(&digest::SHA256, der).as_ref().try_into().unwrap()
}

impl Kit {
    /// Makes `partner` a site with a certificate, which its tokens are bound to.
    fn certified(&self, authentication: Authentication) {
        self.change("partner", |site| {
            site.authentication = authentication;
            site.tokens.bound_to_certificate = true;
        });
    }

    async fn post_with(&self, fields: &[(&str, &str)], shown: ClientCertificate) -> Answer {
        let mut all: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        all.push(("client_id".to_owned(), "partner".to_owned()));
        let request =
            Request::post("/oidc/token").header("content-type", "application/x-www-form-urlencoded");
        self.with_certificate(request.body(Body::from(form(&all))).unwrap(), shown).await
    }

    /// Whether a certificate is believed to be the site's.
    async fn believes(&self, certificate: ClientCertificate) -> bool {
        let answer =
            self.post_with(&[("grant_type", "refresh_token"), ("refresh_token", "x")], certificate).await;
        match answer.error().as_str() {
            "invalid_grant" => true,
            "invalid_client" => false,
            other => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn tokens_of_a_site_with_a_certificate_open_only_with_it() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let (mine, other) = (own(&["shop.example"]), own(&["shop.example"]));
        kit.certified(Authentication::OwnCertificate(vec![hash(&mine)]));
        assert!(kit.believes(shown(mine.clone())).await);
        assert!(!kit.believes(shown(other.clone())).await, "the same name");
        assert!(!kit.believes(shown([&mine[..], b"x"].concat())).await, "a byte more");
        let refused = kit
            .call(
                "/oidc/token",
                "phone",
                &[("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", "partner")],
                None,
            )
            .await;
        assert_eq!(refused.status, 400, "a name twice");
        let code = kit.code(&mut kit.world.browser(), "partner", &[("scope", "openid email")]).await;
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let tokens = Tokens::of(&kit.post_with(&fields, shown(mine.clone())).await);
        assert_eq!(tokens.kind, "Bearer");
        let ask = |certificate: Option<&Vec<u8>>| {
            let request =
                Request::get("/oidc/userinfo").header("authorization", format!("Bearer {}", tokens.access));
            (request.body(Body::empty()).unwrap(), certificate.cloned())
        };
        for (what, certificate, status) in
            [("none", None, 401), ("another", Some(&other), 401), ("its own", Some(&mine), 200)]
        {
            let (request, certificate) = ask(certificate);
            let answered = match certificate {
                Some(certificate) => kit.with_certificate(request, shown(certificate)).await,
                None => super::answer(&kit.world.router, request).await,
            };
            assert_eq!(answered.status, status, "{what}");
        }
        // The header itself is nothing: only what the layer in front of the routes took from it counts.
        let header = Request::get("/oidc/userinfo")
            .header("authorization", format!("Bearer {}", tokens.access))
            .header("client-cert", ":AAAA:");
        assert_eq!(super::answer(&kit.world.router, header.body(Body::empty()).unwrap()).await.status, 401);
        // What it is worth, and to what it is bound.
        let asked =
            kit.post_path("/oidc/introspect", &[("token", &tokens.access)], shown(mine.clone())).await;
        assert_eq!(asked.json()["cnf"]["x5t#S256"], jose::encode(&hash(&mine)));
    })
    .await;
}

impl Kit {
    async fn post_path(&self, path: &str, fields: &[(&str, &str)], shown: ClientCertificate) -> Answer {
        let mut all: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        all.push(("client_id".to_owned(), "partner".to_owned()));
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.with_certificate(request.body(Body::from(form(&all))).unwrap(), shown).await
    }
}

fn dns(name: &str) -> SanType {
    SanType::DnsName(name.to_owned().try_into().unwrap())
}

/// Certificates that must not be believed, each for one reason.
fn wrong(ca: &CertifiedIssuer<'static, KeyPair>) -> Vec<(&'static str, Vec<u8>)> {
    let stranger = authority("the agency's authority");
    vec![
        (
            "of another authority with the same name",
            issued(&stranger, |params| params.subject_alt_names = vec![dns("shop.example")]),
        ),
        ("of its own making", own(&["shop.example"])),
        ("for another name", issued(ca, |params| params.subject_alt_names = vec![dns("evil.example")])),
        ("for a longer name", issued(ca, |params| params.subject_alt_names = vec![dns("a.shop.example")])),
        ("for any name", issued(ca, |params| params.subject_alt_names = vec![dns("*.example")])),
        (
            "with the name elsewhere",
            issued(ca, |params| params.distinguished_name.push(DnType::CommonName, "shop.example")),
        ),
        (
            "for servers alone",
            issued(ca, |params| {
                params.subject_alt_names = vec![dns("shop.example")];
                params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
            }),
        ),
        (
            "that is over",
            issued(ca, |params| {
                params.subject_alt_names = vec![dns("shop.example")];
                params.not_after = rcgen::date_time_ymd(2020, 1, 1);
            }),
        ),
        (
            "that has not begun",
            issued(ca, |params| {
                params.subject_alt_names = vec![dns("shop.example")];
                params.not_before = rcgen::date_time_ymd(2090, 1, 1);
            }),
        ),
        ("that is none", b"x".to_vec()),
    ]
}

#[tokio::test]
async fn an_issued_certificate_must_lead_to_the_authority_and_name_the_site() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let ca = authority("the agency's authority");
        let authorities = vec![ca.der().to_vec()];
        let named = |name| Authentication::Certificate { authorities: authorities.clone(), name };
        kit.certified(named(CertificateName::Dns("shop.example".to_owned())));
        let good =
            issued(&ca, |params| params.subject_alt_names = vec![dns("www.example"), dns("shop.example")]);
        assert!(kit.believes(shown(good.clone())).await);
        for (what, certificate) in wrong(&ca) {
            assert!(!kit.believes(shown(certificate)).await, "{what}");
        }
        // By way of another authority, which must be shown.
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "between");
        let between = CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), &ca).unwrap();
        let leaf = issued(&between, |params| params.subject_alt_names = vec![dns("shop.example")]);
        assert!(!kit.believes(shown(leaf.clone())).await);
        assert!(kit.believes(ClientCertificate { leaf, chain: vec![between.der().to_vec()] }).await);
    })
    .await;
}

#[tokio::test]
async fn every_kind_of_name_is_compared_whole() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let ca = authority("the agency's authority");
        let authorities = vec![ca.der().to_vec()];
        let named = |name| Authentication::Certificate { authorities: authorities.clone(), name };
        let address: IpAddr = "192.0.2.7".parse().unwrap();
        let full = issued(&ca, |params| {
            params.distinguished_name.push(DnType::CountryName, "US");
            params.distinguished_name.push(DnType::OrganizationName, "Shop, Inc.");
            params.distinguished_name.push(DnType::CommonName, "shop");
            params.subject_alt_names = vec![
                SanType::URI("https://shop.example/id".to_owned().try_into().unwrap()),
                SanType::IpAddress(address),
                SanType::Rfc822Name("ops@shop.example".to_owned().try_into().unwrap()),
            ];
        });
        for (name, fits) in [
            (CertificateName::Subject("CN=shop,O=Shop\\, Inc.,C=US".to_owned()), true),
            (CertificateName::Subject("C=US,O=Shop\\, Inc.,CN=shop".to_owned()), false),
            (CertificateName::Subject("CN=shop".to_owned()), false),
            (CertificateName::Uri("https://shop.example/id".to_owned()), true),
            (CertificateName::Uri("https://shop.example/".to_owned()), false),
            (CertificateName::Ip(address), true),
            (CertificateName::Ip("192.0.2.8".parse().unwrap()), false),
            (CertificateName::Email("ops@shop.example".to_owned()), true),
            (CertificateName::Dns("shop".to_owned()), false),
        ] {
            let what = format!("{name:?}");
            kit.certified(named(name));
            assert_eq!(kit.believes(shown(full.clone())).await, fits, "{what}");
        }
    })
    .await;
}
