//! The same as JSON, for programs. Nothing in it is a secret of the site's.

use serde_json::{Value, json};

use super::claims;
use crate::oidc::claims::topics;
use crate::oidc::clients::{Both, Client};

fn both(text: &Both) -> Value {
    json!({ "en": text.en, "es": text.es })
}

/// What anybody may know of a site.
pub(super) fn record(client: &Client, shut: bool) -> Value {
    let all = claims(client);
    let told = topics(&all).into_iter().map(|topic| {
        let names: Vec<&str> =
            all.iter().filter(|claim| claim.topic() == topic).map(|claim| claim.word()).collect();
        let purpose = client.purpose(topic);
        json!({
            "topic": topic.word(),
            "claims": names,
            "purpose": purpose.map(|purpose| json!({ "en": purpose.en, "es": purpose.es })),
            "required": purpose.is_some_and(|purpose| purpose.is_required),
        })
    });
    let record = &client.record;
    let signals = client.calls.signals.iter().flat_map(|signals| &signals.kinds);
    json!({
        "client_id": client.client_id,
        "name": { "en": client.name_en, "es": client.name_es },
        "description": both(&record.description),
        "served": !shut,
        "agreed_on": record.agreed_on.map(|day| day.to_string()),
        "run_by": {
            "name": record.run_by.name,
            "email": record.run_by.email,
            "telephone": record.run_by.telephone,
            "website": record.run_by.website,
        },
        "policy_uri": record.policy_uri,
        "scopes": client.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>(),
        "told": told.collect::<Vec<_>>(),
        "uses": both(&record.uses),
        "keeps": both(&record.keeps),
        "complaints": both(&record.complaints),
        "subject_type": "pairwise",
        "sector": client.sector,
        "least_level": client.requests.least_level.map(super::super::levels::Level::acr),
        "token_endpoint_auth_method": client.authentication.word(),
        "backchannel_logout": client.calls.logout.is_some(),
        "signals": signals.map(|kind| kind.word()).collect::<Vec<_>>(),
    })
}
