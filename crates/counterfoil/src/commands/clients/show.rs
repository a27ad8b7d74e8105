//! Prints all about one site, for an operator.

use std::fmt::Write as _;

use identity::oidc::clients::Client;
use store::identity::deliveries::{self, Delivery};
use store::identity::shut_clients;

use super::{One, all, folder, one, ready};
use crate::commands::Failure;
use crate::world::Origins;

pub(super) async fn show(asked: &One) -> Result<(), Failure> {
    let (settings, folder) = folder(&asked.settings)?;
    let client = one(&asked.id, all(&settings, &folder)?)?;
    let ground = ready(&settings).await?;
    let shut = shut_clients::list(&ground.store).await?;
    let shut = shut.iter().find(|shut| shut.client_id == client.client_id);
    let state =
        shut.map_or("served".to_owned(), |shut| format!("disabled since {}: {}", shut.shut_at, shut.reason));
    let origins = Origins::new(&settings, settings.listen.ports()?);
    let page = format!("{}/sites/{}", origins.identity, client.client_id);
    print!("{}", text(&client, &state, &page, &deliveries::list(&ground.store, &client.client_id).await?));
    Ok(())
}

fn text(client: &Client, state: &str, page: &str, deliveries: &[Delivery]) -> String {
    let mut lines: Vec<(&str, String)> = vec![
        ("id", client.client_id.clone()),
        ("name", format!("{} / {}", client.name_en, client.name_es)),
        ("state", state.to_owned()),
        ("page", page.to_owned()),
        ("run by", client.record.run_by.name.clone()),
        ("sector", client.sector.clone()),
        ("proves itself by", client.authentication.word().to_owned()),
        ("pushes requests", yes(client.must_push)),
        ("signs requests", yes(client.requests.must_be_signed)),
        ("ID tokens", client.tokens.id_token_algorithm.name().to_owned()),
        ("DPoP", yes(client.tokens.must_use_dpop)),
        ("refresh", format!("{:?}", client.tokens.refresh)),
    ];
    if let Some(level) = client.requests.least_level {
        lines.push(("least level", level.acr().to_owned()));
    }
    lines.extend(client.redirect_uris.iter().map(|address| ("redirect", address.clone())));
    lines.extend(client.post_logout_redirect_uris.iter().map(|address| ("after sign-out", address.clone())));
    lines.extend(client.calls.addresses().map(|(key, address)| (key, address.to_owned())));
    if let Some(signals) = &client.calls.signals {
        lines.push(("signals", signals.kinds.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(", ")));
    }
    for (topic, purpose) in &client.requests.purposes {
        let need = if purpose.is_required { "required" } else { "optional" };
        lines.push(("told", format!("{} ({need}): {}", topic.word(), purpose.en)));
    }
    for delivery in deliveries {
        let done = delivery.done_at.map_or("never".to_owned(), |at| at.to_string());
        let mut said = format!("{}: last done {done}", delivery.what);
        if let (Some(at), Some(error)) = (delivery.failed_at, &delivery.last_error) {
            let _ = write!(said, "; last failed {at}: {error}");
        }
        lines.push(("delivery", said));
    }
    lines.into_iter().fold(String::new(), |mut text, (name, value)| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name:<24}{value}");
        text
    })
}

fn yes(is_so: bool) -> String {
    if is_so { "yes" } else { "no" }.to_owned()
}
