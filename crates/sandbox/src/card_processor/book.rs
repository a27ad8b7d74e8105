//! What the processor remembers: payments with their states and codes (GOV.UK Pay: payment status codes), disputes, and messages
//! that wait to be sent.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use values::Timestamp;

use super::test_cards::Does;

/// A payment can be paid for so many seconds: 90 minutes.
const OPEN: i64 = 90 * 60;

/// A slow card takes so many seconds for each step.
const STEP: i64 = 6;

/// Messages of a card that tells late come after so many seconds.
const LATE: i64 = 60;

/// A dispute is decided, and money paid out, so many seconds after the payment: a day.
const DAY: i64 = 86_400;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Payment {
    pub(super) id: String,
    /// Names it in the address of its page.
    pub(super) token: String,
    /// As it was asked for, to know a repetition from something else under the same key.
    pub(super) asked: Value,
    pub(super) key: String,
    pub(super) amount: i64,
    pub(super) fee: i64,
    pub(super) kind: String,
    pub(super) reference: String,
    pub(super) description: String,
    pub(super) return_url: String,
    pub(super) language: String,
    pub(super) status: String,
    pub(super) code: Option<String>,
    pub(super) created_at: Timestamp,
    pub(super) captured_at: Option<Timestamp>,
    pub(super) refunded: i64,
    /// What time brings.
    later: VecDeque<(Timestamp, String)>,
    /// Messages wait so many seconds, and come so many times.
    late: i64,
    times: u8,
    /// How its dispute will end.
    dispute: Option<String>,
}

/// A message that waits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Message {
    pub(super) due_at: Timestamp,
    pub(super) tries: u32,
    pub(super) body: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Book {
    pub(super) payments: BTreeMap<String, Payment>,
    messages: Vec<Message>,
    /// How many messages there were: their numbers.
    told: u64,
    /// Keys of requests that were answered with an error on purpose.
    pub(super) stumbled: Vec<String>,
    changes: u64,
}

/// What is asked for.
#[derive(Debug)]
pub(super) struct New {
    pub(super) id: String,
    pub(super) token: String,
    pub(super) key: String,
    pub(super) asked: Value,
    pub(super) return_url: String,
}

fn after(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_second(now.as_second() + seconds).unwrap_or(now)
}

impl Payment {
    pub(super) fn is_open(&self) -> bool {
        matches!(self.status.as_str(), "created" | "started")
    }

    fn has_finished(&self) -> bool {
        matches!(self.status.as_str(), "success" | "failed" | "cancelled" | "error")
    }

    /// As the interface shows it.
    pub(super) fn shown(&self, origin: &str, now: Timestamp) -> Value {
        let next = format!("{origin}/pay/{}", self.token);
        let captured = self.captured_at;
        let settled = captured.map(|at| after(at, DAY)).filter(|at| *at <= now);
        json!({
            "payment_id": self.id,
            "amount": self.amount,
            "total_amount": captured.map(|_| self.amount + self.fee),
            "fee": captured.map(|_| self.fee),
            "reference": self.reference,
            "description": self.description,
            "return_url": self.return_url,
            "language": self.language,
            "payment_provider": "sandbox",
            "created_date": self.created_at,
            "state": {"status": self.status, "finished": self.has_finished(), "code": self.code, "can_retry": false},
            "refund_summary": {
                "status": if self.refunded > 0 { "full" } else if captured.is_some() { "available" } else { "pending" },
                "amount_available": if captured.is_some() { self.amount - self.refunded } else { 0 },
                "amount_submitted": self.refunded,
            },
            "settlement_summary": {
                "capture_submit_time": captured,
                "captured_date": captured.map(day),
                "settled_date": settled.map(day),
            },
            "_links": {
                "self": {"href": format!("{origin}/v1/payments/{}", self.id), "method": "GET"},
                "next_url": self.is_open().then(|| json!({"href": next, "method": "GET"})),
            },
        })
    }

    pub(super) fn is_settled_on(&self, day_asked: &str, now: Timestamp) -> bool {
        let settled = self.captured_at.map(|at| after(at, DAY)).filter(|at| *at <= now);
        settled.is_some_and(|at| day(at) == day_asked)
    }

    /// The dispute about it, if there is one.
    pub(super) fn dispute(&self, now: Timestamp) -> Option<Value> {
        let (end, at) = (self.dispute.as_ref()?, self.captured_at?);
        let status = if after(at, DAY) <= now { end.as_str() } else { "needs_response" };
        Some(json!({
            "dispute_id": format!("d{}", self.id), "payment_id": self.id, "amount": self.amount, "status": status,
            "reason": "fraudulent", "created_date": at,
        }))
    }
}

/// The day of an instant, in UTC, as the interface gives days.
fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

impl Book {
    /// Moves with each change, so that only changes are written down.
    pub(super) const fn changes(&self) -> u64 {
        self.changes
    }

    pub(super) const fn touch(&mut self) {
        self.changes += 1;
    }

    pub(super) fn add(&mut self, new: New, now: Timestamp) -> Payment {
        let text = |field: &str| new.asked[field].as_str().unwrap_or_default().to_owned();
        let payment = Payment {
            amount: new.asked["amount"].as_i64().unwrap_or_default(),
            fee: new.asked["metadata"]["fee"].as_i64().unwrap_or_default(),
            kind: new.asked["metadata"]["kind"].as_str().unwrap_or("credit").to_owned(),
            reference: text("reference"),
            description: text("description"),
            language: text("language"),
            return_url: new.return_url,
            asked: new.asked,
            id: new.id,
            token: new.token,
            key: new.key,
            status: "created".to_owned(),
            code: None,
            created_at: now,
            captured_at: None,
            refunded: 0,
            later: VecDeque::new(),
            late: 0,
            times: 1,
            dispute: None,
        };
        self.payments.insert(payment.id.clone(), payment.clone());
        self.touch();
        payment
    }

    pub(super) fn of_token(&self, token: &str) -> Option<&Payment> {
        self.payments.values().find(|payment| payment.token == token)
    }

    /// Brings a payment into a state and lets a message wait that says so.
    pub(super) fn bring(&mut self, id: &str, (status, code): (&str, Option<&str>), now: Timestamp) {
        let Some(payment) = self.payments.get_mut(id) else { return };
        status.clone_into(&mut payment.status);
        payment.code = code.map(str::to_owned);
        if status == "success" && payment.captured_at.is_none() {
            payment.captured_at = Some(now);
        }
        let events: &[&str] = match (status, code) {
            ("started", _) => &["card_payment_started"],
            ("success", _) => &["card_payment_succeeded", "card_payment_captured"],
            ("failed", Some("P0020")) => &["card_payment_expired"],
            ("failed" | "error", _) => &["card_payment_failed"],
            _ => &[],
        };
        for event in events {
            self.tell(id, event, now);
        }
        self.touch();
    }

    pub(super) fn tell(&mut self, id: &str, event: &str, now: Timestamp) {
        let Some(payment) = self.payments.get(id) else { return };
        self.told += 1;
        let body = json!({
            "webhook_message_id": format!("m{}", self.told), "api_version": 1, "created_date": now,
            "resource_id": id, "resource_type": "payment", "event_type": event,
            "resource": payment.shown("", now),
        });
        let message = Message { due_at: after(now, payment.late), tries: 0, body: body.to_string() };
        for _ in 0..payment.times {
            // What comes three times also comes in the wrong order.
            let place = if payment.times > 1 { 0 } else { self.messages.len() };
            self.messages.insert(place, message.clone());
        }
    }

    /// What a card does to a payment that its holder submits.
    pub(super) fn pay(&mut self, id: &str, does: Does, now: Timestamp) {
        if let Some(payment) = self.payments.get_mut(id) {
            match does {
                Does::TellsLate => payment.late = LATE,
                Does::TellsTwice => payment.times = 3,
                Does::DisputeLost => payment.dispute = Some("lost".to_owned()),
                Does::DisputeWon => payment.dispute = Some("won".to_owned()),
                Does::PaysSlowly => {
                    payment.later.push_back((after(now, STEP), "capturable".to_owned()));
                    payment.later.push_back((after(now, 2 * STEP), "success".to_owned()));
                }
                _ => {}
            }
        }
        let outcome = match does {
            Does::Declines => ("failed", Some("P0010")),
            Does::Breaks => ("error", Some("P0050")),
            Does::PaysSlowly => ("submitted", None),
            _ => ("success", None),
        };
        self.bring(id, outcome, now);
    }

    /// What time brings: slow cards go on, pages expire.
    pub(super) fn pass(&mut self, now: Timestamp) {
        let mut due = Vec::new();
        for payment in self.payments.values_mut() {
            while payment.later.front().is_some_and(|(at, _)| *at <= now) {
                if let Some((_, status)) = payment.later.pop_front() {
                    due.push((payment.id.clone(), status, None));
                }
            }
            if payment.is_open() && after(payment.created_at, OPEN) <= now {
                due.push((payment.id.clone(), "failed".to_owned(), Some("P0020")));
            }
        }
        for (id, status, code) in due {
            self.bring(&id, (&status, code), now);
        }
    }

    /// Messages whose time has come; whoever cannot deliver one puts it back.
    pub(super) fn take_due(&mut self, now: Timestamp) -> Vec<Message> {
        let (due, left) =
            std::mem::take(&mut self.messages).into_iter().partition(|message| message.due_at <= now);
        self.messages = left;
        let due: Vec<Message> = due;
        self.changes += u64::from(!due.is_empty());
        due
    }

    pub(super) fn put_back(&mut self, message: Message) {
        self.messages.push(message);
        self.touch();
    }
}
