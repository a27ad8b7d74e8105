//! Where are the keys that sign? In files of their own, which only their owner may read.

use std::path::Path;

use outside::documents::DocumentKey;
use outside::jose::SigningKey;
use values::Secret;

use crate::commands::Failure;
use crate::settings::Settings;

/// What signs documents.
pub(crate) fn documents(settings: &Settings, agency: &str) -> Result<Option<DocumentKey>, Failure> {
    let Some(file) = &settings.keys.documents else { return Ok(None) };
    let made = DocumentKey::self_signed(read(file)?, agency);
    made.map(Some).map_err(|error| Failure::Input(format!("keys.documents: {}: {error}", file.display())))
}

/// Makes a key that signs where there is none.
pub(crate) fn ensure(file: &Path) -> Result<(), Failure> {
    if file.exists() {
        return Ok(());
    }
    let key = SigningKey::generate().map_err(|error| Failure::Broken(error.to_string()))?;
    let bytes = key.to_pkcs8().map_err(|error| Failure::Broken(error.to_string()))?;
    write_private(file, bytes.expose())
}

/// A key that signs.
pub(crate) fn read(file: &Path) -> Result<SigningKey, Failure> {
    let bytes =
        std::fs::read(file).map_err(|error| Failure::Input(format!("{}: {error}", file.display())))?;
    SigningKey::from_pkcs8(Secret::new(bytes).expose())
        .map_err(|_| Failure::Input(format!("{}: this is no key made by `counterfoil init`", file.display())))
}

/// Writes a file that only its owner may read, and never over another.
fn write_private(file: &Path, content: &[u8]) -> Result<(), Failure> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut open| open.write_all(content));
    written.map_err(|error| Failure::Input(format!("{}: {error}", file.display())))
}
