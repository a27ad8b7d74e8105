//! What are the tables, columns and words of what is held about a person called on the page that shows them?

use jiff::civil::Date;
use web::{Language, Page};

use crate::oidc::claims::Topic;
use crate::proofing::figures;
use crate::redress::{About, Answer};

/// What a table is called on the page.
pub(super) fn title(table: &str) -> &'static str {
    match table {
        "sign_in" => "data-sign-in",
        "sign_in_address" => "addresses-title",
        "address_to_confirm" => "addresses-waiting",
        "removed_address" => "data-removed-addresses",
        "proof" => "data-proof",
        "passkey" => "data-passkeys",
        "authenticator_app" => "data-apps",
        "phone" => "data-phones",
        "recovery_code" => "codes-title",
        "saved_code" => "saved-code-title",
        "recovery" | "recovery_wait" => "data-recoveries",
        "second_factor" => "data-second-factors",
        "sign_in_session" => "data-sessions",
        "known_browser" => "data-browsers",
        "consent" => "data-consents",
        "site_use" => "sites-title",
        "closing" => "close-title",
        "agent" => "desk-title",
        "redress_request" => "redress-yours",
        "record_opening" => "event-record-opened",
        "picture" | "proofing" | "proofing_evidence" | "proofing_check" | "proofing_device"
        | "proofing_letter" | "video_call" => "data-proofing",
        _ => "data-other",
    }
}

/// What a column is called on the page.
pub(super) fn label(column: &str) -> &'static str {
    match column {
        "email" => "email-label",
        "given_name" | "given_names" => "data-given-name",
        "address" => "prove-check-address",
        "family_name" => "data-family-name",
        "birth_date" => "data-birth-date",
        "tax_number" => "data-tax-number",
        "number" | "phone" => "data-phone-number",
        "name" => "data-name",
        "device" => "history-device",
        "network" => "data-network",
        "language" => "data-language",
        "client_id" => "data-site",
        "told" | "scopes" => "data-told",
        "kept_back" => "data-kept-back",
        "documents" => "prove-check-papers",
        "method" | "means" | "kind" | "channel" | "route" | "how" => "data-how",
        "state" => "data-state",
        "about" => "redress-about-label",
        "text" => "redress-text-label",
        "answer" => "desk-column-answer",
        "told_new_device" => "preferences-new-device",
        "told_each_sign_in" => "preferences-each",
        "verifies_person" => "data-verifies",
        "can_be_copied" => "data-may-be-copied",
        "is_copied" => "data-copied",
        "sign_count" => "data-uses",
        "failures" => "data-failures",
        "password_set_at" => "data-password-set",
        "notice_shown_at" => "data-notice-shown",
        "flagged_at" => "data-flagged",
        "phone_confirmed_at" => "data-phone-confirmed",
        "changed_at" => "data-changed",
        "made_at" | "begun_at" | "added_at" | "first_at" | "given_at" | "asked_at" | "confirmed_at"
        | "proved_at" | "appointed_at" | "opened_at" | "taken_at" => "data-since",
        "used_at" | "last_at" => "data-last",
        "ends_at" | "ready_at" | "code_until" | "closes_at" | "visit_until" => "data-until",
        "slot_at" => "data-appointment",
        "ended_at" | "removed_at" | "revoked_at" => "data-ended",
        _ => "data-detail",
    }
}

/// A text as the reader would write it. A word that no page knows stays as the file has it.
pub(super) fn value(page: &Page, column: &str, text: &str) -> String {
    match column {
        "language" => Language::from_tag(text)
            .map_or_else(|| text.to_owned(), |language| language.own_name().to_owned()),
        "birth_date" => {
            text.parse::<Date>().map_or_else(|_| text.to_owned(), |date| page.language().date(date))
        }
        "means" | "told" | "kept_back" | "scopes" => {
            let said: Vec<String> = text.split(' ').map(|word| one(page, column, word)).collect();
            said.join(", ")
        }
        _ => one(page, column, text),
    }
}

fn one(page: &Page, column: &str, word: &str) -> String {
    key(column, word).map_or_else(|| word.to_owned(), |key| page.say(key))
}

/// The key of a word that a column can hold.
fn key(column: &str, word: &str) -> Option<&'static str> {
    match column {
        "told" | "kept_back" | "scopes" => return Topic::from_word(word).map(Topic::key),
        "route" | "method" if word == "call" => return Some("prove-route-call"),
        "state" if word == "call" => return Some("data-state-open"),
        "about" => return About::from_word(word).map(About::key),
        "device" => return figures::device(word),
        _ => {}
    }
    Some(match word {
        "active" => "data-state-active",
        "frozen" => "data-state-frozen",
        "disabled" => "site-shut",
        "stopped" => "unasked-stopped-title",
        "done" | "verified" => "prove-done-head",
        "open" | "waiting" | "review" | "visit" => "data-state-open",
        "failed" => "desk-stage-failed",
        "password" => "password-label",
        "app" => "choose-app",
        "phone" => "choose-phone",
        "text" => "outbox-text-title",
        "call" => "outbox-call-title",
        "backup" | "backup-code" => "choose-backup",
        "passkey" | "verified-passkey" => "passkeys-kind-passkey",
        "security key" => "passkeys-kind-key",
        "recovery" => "recover-title",
        "demonstration" => "frame-demonstration-label",
        "in-person" => "prove-route-person",
        "letter" => "prove-route-letter",
        "camera" => "prove-route-camera",
        "wallet" => "prove-route-wallet",
        _ => return Answer::from_word(word).map(Answer::key),
    })
}
