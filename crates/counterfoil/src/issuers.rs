//! Which issuers of mobile driver's licenses are believed? The operator's folder: a file for the certificate of each
//! issuing authority (`.pem`, `.crt`, `.cer`, `.der`), and their lists of revoked certificates (`.crl`).

use std::fs;
use std::path::{Path, PathBuf};

use formats::mdoc::Authorities;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// Reads the folder whole; the first file that is wrong is named.
pub(crate) fn read(folder: &Path) -> Result<Authorities, String> {
    let named = |path: &Path, why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect())
        .map_err(|error| named(folder, &error))?;
    files.sort();
    let mut authorities = Authorities::default();
    for file in files {
        let kind = file.extension().map(|kind| kind.to_string_lossy().to_ascii_lowercase());
        let is_list = match kind.as_deref() {
            Some("pem" | "crt" | "cer" | "der") => false,
            Some("crl") => true,
            // A note of the operator's, or something of the file system's.
            _ => continue,
        };
        let length = fs::metadata(&file).map_err(|error| named(&file, &error))?.len();
        if length > LARGEST {
            return Err(named(&file, &"too large for a certificate"));
        }
        let content = fs::read(&file).map_err(|error| named(&file, &error))?;
        let added =
            if is_list { authorities.add_revoked(&content) } else { authorities.add(&content).map(drop) };
        added.map_err(|error| named(&file, &error))?;
    }
    Ok(authorities)
}
