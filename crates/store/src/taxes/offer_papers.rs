//! Papers that were sent with an offer in compromise, sealed: added, never changed.

use values::{Id, Timestamp};

use crate::seal::{DataKey, Sealer};
use crate::{Rows, Store, StoreError, Write};

const LIST: &str = "SELECT place, paper_id, shows, kind, bytes, scan, sent_at FROM offer_paper \
    WHERE taxpayer_id = $1 AND offer_id = $2 ORDER BY place";
const CONTENT: &str =
    "SELECT content FROM offer_paper WHERE taxpayer_id = $1 AND offer_id = $2 AND place = $3";
const ADD: &str = "INSERT INTO offer_paper \
    (taxpayer_id, offer_id, place, paper_id, shows, kind, bytes, content, scan, sent_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// A paper, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferPaper {
    /// Who sent it.
    pub taxpayer_id: Id,
    /// With which offer.
    pub offer_id: Id,
    /// The first of an offer is 1.
    pub place: i64,
    /// Its id: that of the form it came with, so that what is sent twice is one paper.
    pub id: Id,
    /// What its sender says that it shows, in a word.
    pub shows: String,
    /// What its bytes are, in a word.
    pub kind: String,
    /// How many bytes.
    pub bytes: i64,
    /// What the scanner said of it, in a word.
    pub scan: String,
    /// When it came.
    pub sent_at: Timestamp,
}

/// Those of an offer, in the order in which they came.
pub async fn list(store: &Store, taxpayer: Id, offer: Id) -> Result<Vec<OfferPaper>, StoreError> {
    let rows = store.rows(LIST, &[taxpayer.into(), offer.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(OfferPaper {
                taxpayer_id: taxpayer,
                offer_id: offer,
                place: row.int(0)?,
                id: row.id(1)?,
                shows: row.text(2)?.to_owned(),
                kind: row.text(3)?.to_owned(),
                bytes: row.int(4)?,
                scan: row.text(5)?.to_owned(),
                sent_at: row.timestamp(6)?,
            })
        })
        .collect()
}

/// The bytes of one, opened.
pub async fn content(
    store: &Store,
    (sealer, key): (&Sealer, &DataKey),
    paper: &OfferPaper,
) -> Result<Option<Vec<u8>>, StoreError> {
    let place = [paper.taxpayer_id.into(), paper.offer_id.into(), paper.place.into()];
    let Some(row) = store.row(CONTENT, &place).await? else { return Ok(None) };
    let content = sealer.open(key, "offer_paper", "content", paper.id, row.bytes(0)?)?;
    Ok(Some(content.expose().clone()))
}

/// Adds one. A `Duplicate` conflict means that it was sent before, or that another came to its place.
pub fn add(write: Write, (sealer, key): (&Sealer, &DataKey), paper: &OfferPaper, content: &[u8]) -> Write {
    let content = sealer.seal(key, "offer_paper", "content", paper.id, content);
    let params = vec![
        paper.taxpayer_id.into(),
        paper.offer_id.into(),
        paper.place.into(),
        paper.id.into(),
        paper.shows.as_str().into(),
        paper.kind.as_str().into(),
        paper.bytes.into(),
        content.into(),
        paper.scan.as_str().into(),
        paper.sent_at.into(),
    ];
    write.statement(ADD, params, Rows::Exactly(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::Realm;
    use crate::testing::{on_each_engine, sealer};
    use crate::{ConflictKind, WriteError, person_keys};

    fn id(last: u8) -> Id {
        Id::from_bytes([last; 16])
    }

    #[tokio::test]
    async fn a_paper_is_added_once_sealed_and_opened_with_its_persons_key_alone() {
        on_each_engine(async |store| {
            let sealer = sealer();
            let key_of = async |person| {
                let found =
                    person_keys::find_or_add(&store, &sealer, Write::new(), person, Realm::Taxes).await;
                let (key, write) = found.unwrap();
                store.write(write).await.unwrap();
                key
            };
            let (key, other) = (key_of(id(1)).await, key_of(id(2)).await);
            let paper = |place, paper| OfferPaper {
                taxpayer_id: id(1),
                offer_id: id(7),
                place,
                id: id(paper),
                shows: "bank".to_owned(),
                kind: "pdf".to_owned(),
                bytes: 9,
                scan: "clean".to_owned(),
                sent_at: Timestamp::from_second(1_800_000_000).unwrap(),
            };
            let content = b"made up %%";
            let add =
                async |one: OfferPaper| store.write(add(Write::new(), (&sealer, &key), &one, content)).await;
            add(paper(1, 21)).await.unwrap();
            add(paper(2, 22)).await.unwrap();
            for again in [paper(3, 21), paper(2, 23)] {
                let refused = add(again).await;
                let is_there =
                    matches!(refused, Err(WriteError::Conflict { kind: ConflictKind::Duplicate, .. }));
                assert!(is_there, "{refused:?}");
            }
            assert_eq!(list(&store, id(1), id(7)).await.unwrap(), [paper(1, 21), paper(2, 22)]);
            assert_eq!(list(&store, id(2), id(7)).await.unwrap(), []);
            let opened = async |key: &DataKey, one| super::content(&store, (&sealer, key), &one).await;
            assert_eq!(opened(&key, paper(2, 22)).await.unwrap().as_deref(), Some(&content[..]));
            assert_eq!(opened(&key, paper(3, 23)).await.unwrap(), None);
            assert!(opened(&other, paper(2, 22)).await.is_err(), "another's key opens nothing");
            let row = store.row(CONTENT, &[id(1).into(), id(7).into(), 1_i64.into()]).await.unwrap().unwrap();
            assert!(!row.bytes(0).unwrap().windows(7).any(|window| window == b"made up"), "it is sealed");
        })
        .await;
    }
}
