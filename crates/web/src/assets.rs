//! Which files does a browser load beside the page? The built folder `assets/dist`, inside the program.
//!
//! They live at `/assets/<version>/<name>`: the version is a digest of them all, so that a browser may
//! keep them for ever and never mixes two releases. Style and scripts carry their integrity.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, SHA384, digest};
use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use tower_http::compression::CompressionLayer;

use crate::error::PageError;

/// One file.
struct Asset {
    name: &'static str,
    content: &'static [u8],
}

macro_rules! assets {
    ($($name:literal),* $(,)?) => {
        [$(Asset {
            name: $name,
            content: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/dist/", $name)),
        }),*]
    };
}

static ASSETS: &[Asset] = &assets![
    "styles.css",
    "session.js",
    "passkeys.js",
    "camera.js",
    "call.js",
    "follow.js",
    "wallets.js",
    "magnifier.js",
    "fonts/Latin-Merriweather-Bold.woff2",
    "fonts/sourcesanspro-bold-webfont.woff2",
    "fonts/sourcesanspro-regular-webfont.woff2",
    "img/checkbox-indeterminate-alt.svg",
    "img/checkbox-indeterminate.svg",
    "img/correct8-alt.svg",
    "img/correct8.svg",
    "img/usa-icons-bg/error--white.svg",
    "img/usa-icons-bg/launch--white.svg",
    "img/usa-icons/check_circle.svg",
    "img/usa-icons/error.svg",
    "img/usa-icons/info.svg",
    "img/usa-icons/launch.svg",
    "img/usa-icons/unfold_more.svg",
    "img/usa-icons/warning.svg",
];

/// What every address of a built file starts with.
pub(crate) const PREFIX: &str = "/assets/";

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let digests: Vec<u8> =
        ASSETS.iter().flat_map(|asset| digest(&SHA256, asset.content).as_ref().to_vec()).collect();
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, &digests).as_ref()[..9])
});

/// The address of a file for `href` and `src`.
///
/// A name that is not in the table is a fault of the template; a test renders every page.
pub fn address(name: &str) -> String {
    debug_assert!(find(name).is_some(), "no asset is called {name:?}");
    format!("/assets/{}/{name}", VERSION.as_str())
}

/// The value of a file's `integrity` attribute (W3C Subresource Integrity).
pub fn integrity(name: &str) -> String {
    let content = find(name).map_or(&b""[..], |asset| asset.content);
    format!("sha384-{}", STANDARD.encode(digest(&SHA384, content)))
}

/// The route that serves them.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{version}/{*name}", get(show).layer(CompressionLayer::new()))
}

async fn show(Path((version, name)): Path<(String, String)>) -> Result<Response, PageError> {
    // Another release's address must not be answered with this one's file and kept for ever.
    let asset = find(&name).filter(|_| version == *VERSION).ok_or(PageError::NotFound)?;
    let headers = [(CONTENT_TYPE, kind(asset.name)), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.content).into_response())
}

fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    fn files_under(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { files_under(&path) } else { vec![path] }).collect()
    }

    #[test]
    fn the_table_is_the_built_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/dist");
        let on_disk: BTreeSet<String> = files_under(&folder)
            .iter()
            .map(|path| path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned())
            .collect();
        let in_table: BTreeSet<String> = ASSETS.iter().map(|asset| asset.name.to_owned()).collect();
        assert_eq!(on_disk, in_table);
    }

    #[test]
    fn the_style_refers_only_to_files_that_are_served() {
        let style = std::str::from_utf8(find("styles.css").unwrap().content).unwrap();
        for reference in style.split("url(").skip(1) {
            let name = reference.split(')').next().unwrap().trim_matches('"');
            assert!(name.is_empty() || find(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_page_s_files_stay_light() {
        let size = |name| find(name).unwrap().content.len();
        assert!(size("styles.css") < 150_000, "{}", size("styles.css"));
        for script in ASSETS
            .iter()
            .filter(|asset| asset.name.rsplit_once('.').is_some_and(|(_, ending)| ending == "js"))
        {
            assert!(script.content.len() < 8_000, "{}: {}", script.name, script.content.len());
        }
        let fonts: usize = ASSETS
            .iter()
            .filter(|asset| asset.name.starts_with("fonts/"))
            .map(|asset| asset.content.len())
            .sum();
        assert!(fonts < 80_000, "{fonts}");
    }

    #[test]
    fn integrity_names_the_algorithm_and_the_digest() {
        let integrity = integrity("styles.css");
        assert!(integrity.starts_with("sha384-") && integrity.len() == 71, "{integrity}");
        assert_eq!(address("styles.css"), format!("/assets/{}/styles.css", *VERSION));
    }
}
