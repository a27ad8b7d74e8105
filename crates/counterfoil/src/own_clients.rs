//! Our own sites as the identity site knows them: registered by the configuration, under the same rules as the sites of
//! others.

use std::collections::BTreeMap;
use std::path::Path;

use identity::levels::Level;
use identity::oidc::claims::Topic;
use identity::oidc::clients::{Both, Calls, Client, LogoutReceiver, Party, Record, SignalReceiver};
use identity::oidc::kinds::{Authentication, TokenRules};
use identity::oidc::rules::{Purpose, RequestRules};
use identity::oidc::scopes::Scope;
use identity::signals::SignalKind;
use outside::guarded::Reach;
use outside::jose::KeySet;

use crate::commands::Failure;
use crate::key_files;
use crate::settings::Settings;
use crate::world::Origins;

/// The account site's name at the identity site.
pub(crate) const CLIENT_ID: &str = "account";

/// The staff site's.
pub(crate) const STAFF_ID: &str = "staff";

/// All of them, without their keys: what a file of another site is checked against.
pub(crate) fn without_keys(settings: &Settings) -> Result<Vec<Client>, Failure> {
    let origins = Origins::new(settings, settings.listen.ports()?);
    let account = account_client(settings, &origins, KeySet::default());
    Ok(vec![account, staff_client(settings, &origins, KeySet::default())])
}

/// All of them with their keys; the staff site only where it has one.
pub(crate) fn all(settings: &Settings, origins: &Origins) -> Result<Vec<Client>, Failure> {
    let account = key_files::read(account_key(settings)?)?;
    let mut clients = vec![account_client(settings, origins, KeySet::of([&account]))];
    if let Some(file) = &settings.keys.staff_client {
        clients.push(staff_client(settings, origins, KeySet::of([&key_files::read(file)?])));
    }
    Ok(clients)
}

/// Where the account site's key is.
pub(crate) fn account_key(settings: &Settings) -> Result<&Path, Failure> {
    Ok(Settings::key_file("keys.account_client", settings.keys.account_client.as_ref())?)
}

/// The staff site: told what somebody does for the agency, and nothing else of them. It shares the account site's names for
/// people, so that it knows whose own record somebody has.
fn staff_client(settings: &Settings, origins: &Origins, keys: KeySet) -> Client {
    let account = account_client(settings, origins, keys);
    let logout = LogoutReceiver {
        address: format!("{}{}", origins.staff, staff::SIGNED_OUT_ELSEWHERE_PATH),
        session_required: true,
    };
    Client {
        client_id: STAFF_ID.to_owned(),
        name_en: "Staff Desk".to_owned(),
        name_es: "Mesa del personal".to_owned(),
        redirect_uris: vec![format!("{}{}", origins.staff, staff::CALLBACK_PATH)],
        post_logout_redirect_uris: vec![format!("{}/signed-out", origins.staff)],
        scopes: vec![Scope::Openid],
        requests: RequestRules { least_level: Some(Level::TwoPhishingResistant), ..RequestRules::default() },
        calls: Calls { reach: Reach::Anywhere, logout: Some(logout), ..Calls::default() },
        record: Record {
            description: both(
                "Where the agency’s own people work. Nobody else gets in.",
                "Donde trabaja el personal de la agencia. Nadie más entra.",
            ),
            uses: both(
                "It learns what you do for the agency and your address at work, and lets you do that. It is told nothing of anybody who does not work there.",
                "Sabe qué hace usted para la agencia y su dirección de trabajo, y le deja hacerlo. No se le dice nada de quien no trabaja allí.",
            ),
            keeps: both(
                "What you looked at and decided there is kept with your name.",
                "Lo que usted vio y decidió allí se guarda con su nombre.",
            ),
            ..account.record
        },
        is_staff_site: true,
        ..account
    }
}

/// The account site.
fn account_client(settings: &Settings, origins: &Origins, keys: KeySet) -> Client {
    Client {
        client_id: CLIENT_ID.to_owned(),
        name_en: "Tax account".to_owned(),
        name_es: "Cuenta de impuestos".to_owned(),
        redirect_uris: vec![format!("{}{}", origins.account, account::CALLBACK_PATH)],
        post_logout_redirect_uris: vec![format!("{}/signed-out", origins.account)],
        authentication: Authentication::SignedStatement,
        keys,
        scopes: Scope::TOLD.to_vec(),
        sector: "taxes".to_owned(),
        must_push: true,
        tokens: TokenRules { must_use_dpop: true, ..TokenRules::default() },
        requests: RequestRules { purposes: purposes(), ..RequestRules::default() },
        calls: Calls {
            reach: Reach::Anywhere,
            logout: Some(LogoutReceiver {
                address: format!("{}{}", origins.account, account::SIGNED_OUT_ELSEWHERE_PATH),
                session_required: true,
            }),
            // So that a record is let go whose owner closes their sign-in, and can be opened with another.
            signals: Some(SignalReceiver {
                address: format!("{}{}", origins.account, account::EVENTS_PATH),
                kinds: vec![SignalKind::AccountPurged],
                authorization: None,
            }),
            ..Calls::default()
        },
        record: record(settings),
        is_staff_site: false,
    }
}

fn both(en: &str, es: &str) -> Both {
    Both { en: en.to_owned(), es: es.to_owned() }
}

/// What anybody may read about the account site.
fn record(settings: &Settings) -> Record {
    let made_up = web::AgencyProfile::default();
    let telephone = settings.agency.telephone.clone().unwrap_or(made_up.telephone);
    Record {
        description: both(
            "Shows you your own tax record: what stands in it, and how each figure comes about.",
            "Le muestra su propio registro de impuestos: lo que contiene y cómo se llega a cada cifra.",
        ),
        run_by: Party {
            name: settings.agency.name.clone().unwrap_or(made_up.name),
            telephone: Some(telephone.clone()),
            ..Party::default()
        },
        uses: both(
            "It finds your record with your tax number, once, and shows it to you. It tells nobody else.",
            "Busca su registro con su número de impuestos, una sola vez, y se lo muestra. No se lo dice a nadie más.",
        ),
        keeps: both(
            "Your tax number is not kept from here. That this sign-in belongs to your record is kept until you close it.",
            "No se guarda su número de impuestos de aquí. Que este acceso es de su registro se guarda hasta que usted lo cierre.",
        ),
        complaints: both(
            &format!("Call {telephone}. You can also take back what you agreed to, below."),
            &format!("Llame al {telephone}. También puede retirar lo que aceptó, más abajo."),
        ),
        policy_uri: None,
        agreed_on: None,
    }
}

/// Why the account site wants what it asks for.
fn purposes() -> BTreeMap<Topic, Purpose> {
    let tax_number = Purpose {
        en: "To find your tax record. It is asked once.".to_owned(),
        es: "Para encontrar su registro de impuestos. Se pregunta una sola vez.".to_owned(),
        is_required: true,
    };
    BTreeMap::from([(Topic::TaxNumber, tax_number)])
}
