//! What does an information code with an action code say: `action-codes.csv`.
//!
//! Codes 971 and 972 carry no money and mean many things; the action code behind them, which stands in the entry's section,
//! tells which.

use serde::Deserialize;

use super::files::{PackError, lines};
use super::{Code, CodeRole, CodeTable, Confidence};

/// What an action does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// It is asked for.
    AsksAgreement,
    /// It is in force from that day.
    GrantsAgreement,
    /// It is over after that day.
    EndsAgreement,
    /// What was asked for is refused or taken back.
    RefusesAgreement,
    /// Its filer is asked to prove who they are.
    AsksIdentity,
}

/// A code with its action code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// The transaction code.
    pub code: Code,
    /// The action code, three digits.
    pub action: String,
    /// What it does.
    pub does: Does,
    /// The printed wording in English.
    pub english: String,
    /// The printed wording in Spanish.
    pub spanish: String,
}

/// All actions of a pack, one for each thing that can be done.
#[derive(Clone, Debug)]
pub struct Actions(Vec<Action>);

#[derive(Deserialize)]
struct Line {
    code: Code,
    action: String,
    does: Does,
    english: String,
    spanish: String,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
    #[serde(rename = "source")]
    _source: String,
}

const FILE: &str = "action-codes.csv";

pub(super) fn read(text: &str, codes: &CodeTable) -> Result<Actions, PackError> {
    let actions = lines(FILE, text, |line: Line| {
        let Line { code, action, does, english, spanish, .. } = line;
        if action.len() != 3 || !action.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("an action code is three digits, like 063".to_owned());
        }
        if codes.find(code).is_none_or(|entry| entry.role != CodeRole::Information) {
            return Err(format!("code {code} is not one of information"));
        }
        Ok(Action { code, action, does, english, spanish })
    })?;
    let mut done: Vec<Does> = actions.iter().map(|action| action.does).collect();
    done.sort_unstable();
    if done
        != [
            Does::AsksAgreement,
            Does::GrantsAgreement,
            Does::EndsAgreement,
            Does::RefusesAgreement,
            Does::AsksIdentity,
        ]
    {
        let why = "each of asks_, grants_, ends_, refuses_agreement and asks_identity stands once".to_owned();
        return Err(PackError::File { file: FILE, why });
    }
    Ok(Actions(actions))
}

impl Actions {
    /// What an entry with this code and section says, if it is one of them.
    pub fn find(&self, code: Code, section: Option<&str>) -> Option<&Action> {
        self.0.iter().find(|action| action.code == code && Some(action.action.as_str()) == section)
    }

    /// The codes with which something is done.
    pub fn of(&self, does: Does) -> &Action {
        self.0.iter().find(|action| action.does == does).expect("a pack has each once")
    }
}
