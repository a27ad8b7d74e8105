//! A form that was sent, with what was signed and how it came to where it stands.

use store::Store;
use store::seal::{DataKey, Sealer};
use store::taxes::sent_forms::{self, FormEvent, SentForm};
use values::Id;

use super::Signed;
use super::draft::DraftError;

/// A form as it stands.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The form.
    pub form: SentForm,
    /// What was answered and signed.
    pub signed: Signed,
    /// How it came to where it is.
    pub events: Vec<FormEvent>,
}

/// One form of a taxpayer.
pub async fn load(
    store: &Store,
    (sealer, key): (&Sealer, &DataKey),
    (taxpayer, id): (Id, Id),
) -> Result<Option<Loaded>, DraftError> {
    let Some(form) = sent_forms::find(store, sealer, key, (taxpayer, id)).await? else { return Ok(None) };
    let signed = serde_json::from_slice(&form.content)?;
    let events = sent_forms::events(store, taxpayer, id).await?;
    Ok(Some(Loaded { form, signed, events }))
}
