//! What a person is told whose file is not taken, on every page that takes papers.

use agency::papers::{NotTaken, Unfit};
use web::{Page, PageError};

/// The message beside the field. Who runs the program finds in the log what the scanner said.
pub(crate) fn problem(page: &Page, why: NotTaken) -> Result<&'static str, PageError> {
    Ok(match why {
        NotTaken::Unfit(why) => unfit(why),
        NotTaken::Malicious(found) => {
            tracing::warn!(reference = page.reference(), found, "a file is malicious");
            "paper-malicious"
        }
        NotTaken::NotNow(why) => {
            tracing::error!(reference = page.reference(), why, "files cannot be scanned");
            "paper-not-now"
        }
        NotTaken::Broken(why) => return Err(PageError::broken(why)),
    })
}

const fn unfit(why: Unfit) -> &'static str {
    match why {
        Unfit::Kind => "paper-kind-wrong",
        Unfit::Large => "paper-too-large",
        Unfit::Damaged => "paper-damaged",
        Unfit::Locked => "paper-locked",
        Unfit::Active => "paper-active",
        Unfit::Small => "paper-too-small",
    }
}
