//! What does a bank say that is to be corrected for the next time (notifications of change)? The account that an entry named.

use formats::ach::{AccountKind, Correction, Said};
use store::seal::Realm;
use store::taxes::bank_accounts::{self, BankAccount};
use store::taxes::bank_answers;
use store::{Write, person_keys};
use values::Cents;

use super::answers::{Answers, CHANGED};
use super::known::Answer;
use super::{House, Outcome, SettlementError};

/// How often an account is looked at again that changes meanwhile.
const TRIES: u32 = 5;

/// What became of a correction.
enum Corrected {
    Done,
    Before,
    Not(&'static str),
    Changing,
}

impl House<'_> {
    pub(super) async fn correct(
        &self,
        answer: &Answer,
        answers: &mut Answers,
    ) -> Result<(), SettlementError> {
        let Said::Change { correction, .. } = &answer.entry.said else { return Ok(()) };
        match self.correct_account(answer, correction).await? {
            Corrected::Done => answers.corrected += 1,
            Corrected::Before => answers.repeated += 1,
            Corrected::Not(why) => answers.unused.push(answer.told(why)),
            Corrected::Changing => answers.not_booked.push(answer.told(CHANGED)),
        }
        Ok(())
    }

    async fn correct_account(
        &self,
        answer: &Answer,
        correction: &Correction,
    ) -> Result<Corrected, SettlementError> {
        for _ in 0..TRIES {
            let known = self.known(std::slice::from_ref(answer)).await?;
            let Some(entry) = known.entry(answer) else {
                return Ok(Corrected::Not("no entry left under this number"));
            };
            if known.has(entry, answer) {
                return Ok(Corrected::Before);
            }
            let taxpayer = entry.taxpayer_id;
            let Some(key) = person_keys::find(self.store, self.sealer, taxpayer, Realm::Taxes).await? else {
                return Ok(Corrected::Not("its payer was erased"));
            };
            let place = (taxpayer, entry.account_id);
            let Some(account) = bank_accounts::find(self.store, self.sealer, &key, place).await? else {
                return Ok(Corrected::Not("its account is gone"));
            };
            let Some(corrected) = corrected(&account, correction) else {
                return Ok(Corrected::Not("it says nothing that can be corrected here"));
            };
            // An old correction that comes again must not undo a newer one: it is kept which were taken.
            let write = bank_answers::add(Write::new(), &answer.record(entry, Cents::ZERO));
            let is_right = corrected == account;
            let about = self.act.about("bank_account.correct", Some(taxpayer), None);
            let write =
                if is_right { write } else { bank_accounts::change(write, self.sealer, &key, &corrected) };
            if self.write(write.audit(about)).await? == Outcome::Done {
                return Ok(if is_right { Corrected::Before } else { Corrected::Done });
            }
        }
        Ok(Corrected::Changing)
    }
}

/// The account as the bank says it is; none where the correction is about something else or cannot be right.
fn corrected(account: &BankAccount, correction: &Correction) -> Option<BankAccount> {
    let mut corrected = account.clone();
    if let Some(routing) = &correction.routing {
        corrected.routing = routing.parse().ok()?;
    }
    if let Some(number) = &correction.account_number {
        corrected.number = number.expose().parse().ok()?;
    }
    if let Some(code) = correction.transaction_code {
        corrected.kind = match code.kind {
            AccountKind::Checking => bank_accounts::AccountKind::Checking,
            AccountKind::Savings => bank_accounts::AccountKind::Savings,
            _ => return None,
        };
    }
    let says = correction.routing.is_some()
        || correction.account_number.is_some()
        || correction.transaction_code.is_some();
    says.then_some(corrected)
}
