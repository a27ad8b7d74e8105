//! How does a file come in? In a form of its own kind (multipart/form-data, RFC 7578) with one file and a few short fields,
//! checked for where it comes from as every form is. What the file holds is for the handler to judge.

use axum::extract::multipart::{Field, Multipart};
use axum::extract::{DefaultBodyLimit, FromRef, FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::routing::MethodRouter;
use serde::de::DeserializeOwned;

use super::{TOKEN_FIELD, comes_from_here, fields};
use crate::app::App;
use crate::error::PageError;
use crate::page::Page;

/// The largest request with a file, in bytes: more than any file that is taken, so that one which is too large is told
/// so beside its field.
pub const MOST_BYTES: usize = 24 * 1024 * 1024;

/// The longest field beside the file, in bytes.
const LONGEST_FIELD: usize = 4 * 1024;

/// The most fields beside the file.
const MOST_FIELDS: usize = 8;

/// The field that holds the file.
pub const FILE_FIELD: &str = "file";

/// A form that comes from a page of ours and has a file and exactly the fields of `T`. Its route takes large requests
/// only through [`taking_files`].
#[derive(Clone, PartialEq, Eq)]
pub struct Upload<T> {
    /// What stands beside the file.
    pub fields: T,
    /// The file's bytes; none where nothing was chosen.
    pub file: Option<Vec<u8>>,
}

impl<T> std::fmt::Debug for Upload<T> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Upload(…)")
    }
}

/// A route whose requests may be as large as a file; to be given to `serve::compose_with`.
pub fn taking_files<S: Clone + Send + Sync + 'static>(route: MethodRouter<S>) -> MethodRouter<S> {
    // The layer around these routes counts the bytes.
    route.layer(DefaultBodyLimit::disable())
}

impl<S, T> FromRequest<S> for Upload<T>
where
    S: Send + Sync,
    App: FromRef<S>,
    T: DeserializeOwned,
{
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let page = Page::from_request_parts(&mut parts, state).await?;
        if !comes_from_here(&parts.headers, &page.app().site.origin) {
            tracing::warn!(reference = page.reference(), "a file came from another site");
            return Err(PageError::Forbidden);
        }
        let mut multipart = Multipart::from_request(Request::from_parts(parts, body), state)
            .await
            .map_err(|_| PageError::Status(StatusCode::UNSUPPORTED_MEDIA_TYPE))?;
        let (mut texts, mut file) = (fields::Fields::new(), None);
        while let Some(field) = multipart.next_field().await.map_err(|error| refused(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            if name != FILE_FIELD {
                let text = text(field).await?;
                texts.entry(name).or_default().push(text);
            } else if file.is_none() {
                // Browsers send an empty file where none was chosen.
                let bytes = field.bytes().await.map_err(|error| refused(&error))?;
                file = Some(bytes.to_vec()).filter(|bytes| !bytes.is_empty());
            } else {
                return Err(PageError::BadRequest("error-form"));
            }
            if texts.len() > MOST_FIELDS {
                return Err(PageError::BadRequest("error-form"));
            }
        }
        let token = texts.remove(TOKEN_FIELD).and_then(|values| values.into_iter().next());
        if !token.is_some_and(|token| page.form_key().accepts(page.app().site.name.slug(), &token)) {
            return Err(PageError::BadRequest("error-form-expired"));
        }
        let fields = fields::into(texts).map_err(|error| {
            tracing::warn!(reference = page.reference(), %error, "a form has other fields than expected");
            PageError::BadRequest("error-form")
        })?;
        Ok(Self { fields, file })
    }
}

/// A short field's text; it is counted while it comes in.
async fn text(mut field: Field<'_>) -> Result<String, PageError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| refused(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST_FIELD {
            return Err(PageError::BadRequest("error-form"));
        }
    }
    String::from_utf8(bytes).map_err(|_| PageError::BadRequest("error-form"))
}

fn refused(error: &axum::extract::multipart::MultipartError) -> PageError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::Status(StatusCode::PAYLOAD_TOO_LARGE),
        _ => PageError::BadRequest("error-form"),
    }
}
