//! What must not be printed: a wrapper that masks its content and wipes it on drop.

use std::fmt;

use zeroize::Zeroize;

/// A secret. It cannot be printed, compared or serialised by accident; `expose` is the only way in.
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Wraps a secret.
    pub const fn new(content: T) -> Self {
        Self(content)
    }

    /// The content. Call it only where the content itself is needed.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print() {
        let secret = Secret::new(String::from("canary"));
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_eq!(secret.clone().expose(), "canary");
    }
}
