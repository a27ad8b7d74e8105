//! The two keys that live outside the database: the root key everything is sealed under, and the index key that
//! tax numbers are found by.
//!
//! Each is a file of 32 bytes in hexadecimal or base64, kept apart from the data and from each other. Whoever has
//! the index key can try all tax numbers in minutes, so it is not derived from the root key and not backed up
//! with the database.

use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use values::Secret;

use crate::StoreError;

/// The root key and the index key.
#[derive(Clone, Debug)]
pub struct Keys {
    pub(crate) root: Secret<[u8; 32]>,
    pub(crate) index: Secret<[u8; 32]>,
}

impl Keys {
    /// Reads both key files.
    pub fn from_files(root_key_path: &Path, index_key_path: &Path) -> Result<Self, StoreError> {
        let keys = Self { root: read(root_key_path)?, index: read(index_key_path)? };
        if keys.root.expose() == keys.index.expose() {
            return Err(unusable(index_key_path, "it holds the root key; the two must differ"));
        }
        Ok(keys)
    }

    /// New keys from 64 random bytes, asked for as two times 32.
    pub fn generate(mut random: impl FnMut() -> [u8; 32]) -> Self {
        Self { root: Secret::new(random()), index: Secret::new(random()) }
    }

    /// Writes both key files, readable by their owner only. A file that is there is never overwritten.
    pub fn save(&self, root_key_path: &Path, index_key_path: &Path) -> Result<(), StoreError> {
        write(root_key_path, &self.root)?;
        write(index_key_path, &self.index)
    }

    /// Whether others than its owner may read a key file: `doctor` warns of it.
    pub fn readable_by_others(path: &Path) -> Result<bool, StoreError> {
        let metadata = std::fs::metadata(path).map_err(|error| unusable(path, &error.to_string()))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            Ok(metadata.permissions().mode() & 0o077 != 0)
        }
        #[cfg(not(unix))]
        {
            drop(metadata);
            Ok(false)
        }
    }
}

fn read(path: &Path) -> Result<Secret<[u8; 32]>, StoreError> {
    let text = std::fs::read_to_string(path).map_err(|error| unusable(path, &error.to_string()))?;
    let text = Secret::new(text);
    let digits = text.expose().trim();
    let bytes = if digits.len() == 64 { from_hexadecimal(digits) } else { STANDARD.decode(digits).ok() };
    let bytes = Secret::new(bytes.unwrap_or_default());
    match <[u8; 32]>::try_from(bytes.expose().as_slice()) {
        Ok([0, rest @ ..]) if rest == [0; 31] => Err(unusable(path, "it holds nothing but zeros")),
        Ok(key) => Ok(Secret::new(key)),
        Err(_) => Err(unusable(path, "it must hold 32 bytes in hexadecimal or base64")),
    }
}

fn from_hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    digits.as_bytes().chunks(2).map(|pair| Some(digit(pair[0])? * 16 + digit(*pair.get(1)?)?)).collect()
}

fn write(path: &Path, key: &Secret<[u8; 32]>) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let digit = |value: u8| char::from_digit(u32::from(value), 16).expect("half a byte");
    let digits = key.expose().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    let text = Secret::new(digits.collect::<String>());
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.expose().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    });
    written.map_err(|error| unusable(path, &error.to_string()))
}

fn unusable(path: &Path, why: &str) -> StoreError {
    StoreError::KeyFile { path: path.to_owned(), why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Keys {
        let mut next = 0;
        Keys::generate(|| {
            next += 1;
            [next; 32]
        })
    }

    #[test]
    fn keys_survive_their_files_and_are_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (root, index) = (folder.path().join("root.key"), folder.path().join("index.key"));
        two().save(&root, &index).unwrap();
        let keys = Keys::from_files(&root, &index).unwrap();
        assert_eq!((keys.root.expose(), keys.index.expose()), (&[1; 32], &[2; 32]));
        assert!(matches!(two().save(&root, &index), Err(StoreError::KeyFile { .. })));
        assert!(!Keys::readable_by_others(&root).unwrap());
        assert!(matches!(Keys::from_files(&root, &root), Err(StoreError::KeyFile { .. })));
        std::fs::write(&index, format!("{}\n", STANDARD.encode([9; 32]))).unwrap();
        assert_eq!(Keys::from_files(&root, &index).unwrap().index.expose(), &[9; 32]);
        assert_eq!(format!("{keys:?}"), "Keys { root: Secret(…), index: Secret(…) }");
    }

    #[test]
    fn what_is_no_key_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        for text in
            ["", "short", &"0".repeat(64), &"0g".repeat(32), &"ab".repeat(33), &STANDARD.encode([1; 31])]
        {
            std::fs::write(&path, text).unwrap();
            let error = read(&path).unwrap_err().to_string();
            assert!(error.contains("root.key") && !error.contains("0g"), "{error}");
        }
        assert!(matches!(read(&folder.path().join("none")), Err(StoreError::KeyFile { .. })));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
            assert!(Keys::readable_by_others(&path).unwrap());
        }
    }
}
