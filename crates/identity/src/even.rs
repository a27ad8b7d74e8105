//! When does an answer leave that could tell, by how long it took, whether an address has a sign-in (OWASP ASVS 5.0,
//! 6.3.8)? Not before a fixed time after the question came, whatever was done meanwhile: the same steps for known and
//! unknown addresses still differ by microseconds, which is enough for whoever asks often.

use std::future::Future;

use axum::http::StatusCode;
use axum::response::Response;
use tokio::time::sleep;
use web::PageError;

use crate::Identity;

impl Identity {
    /// An answer to somebody who has shown nothing yet. Right passwords are answered at once: who knows one knows the
    /// address too.
    pub(crate) async fn evenly(
        &self,
        answer: impl Future<Output = Result<Response, PageError>>,
    ) -> Result<Response, PageError> {
        let even = sleep(self.policy().answers_after);
        let answer = answer.await;
        even.await;
        answer
    }

    /// The same for a page where an answer other than the form again means that the secret was right.
    pub(crate) async fn evenly_unless_right(
        &self,
        answer: impl Future<Output = Result<Response, PageError>>,
    ) -> Result<Response, PageError> {
        let even = sleep(self.policy().answers_after);
        let answer = answer.await;
        if !answer.as_ref().is_ok_and(|response| response.status() == StatusCode::SEE_OTHER) {
            even.await;
        }
        answer
    }
}
