//! Our own sites as the identity site knows them: registered by the configuration, under the same rules as the sites of
//! others.

use std::collections::BTreeMap;

use identity::oidc::claims::Topic;
use identity::oidc::clients::{Both, Calls, Client, LogoutReceiver, Party, Record, SignalReceiver};
use identity::oidc::kinds::{Authentication, TokenRules};
use identity::oidc::rules::{Purpose, RequestRules};
use identity::oidc::scopes::Scope;
use identity::signals::SignalKind;
use outside::guarded::Reach;
use outside::jose::KeySet;

use crate::commands::Failure;
use crate::settings::Settings;
use crate::world::Origins;

/// The account site's name at the identity site.
pub(crate) const CLIENT_ID: &str = "account";

/// All of them, without their keys: what a file of another site is checked against.
pub(crate) fn without_keys(settings: &Settings) -> Result<Vec<Client>, Failure> {
    let origins = Origins::new(settings, settings.listen.ports()?);
    Ok(vec![account_client(settings, &origins, KeySet::default())])
}

/// The account site.
pub(crate) fn account_client(settings: &Settings, origins: &Origins, keys: KeySet) -> Client {
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
