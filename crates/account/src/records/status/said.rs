//! What is said of a stage, of what holds it up, and of the next step?

use agency::status::Status;
use tax::status::amended::{self, Amended};
use tax::status::audit::{self, Audit, Event};
use tax::status::refund::{self, Reason, Refund};
use values::Date;
use web::{Frame, Language};

use super::{Alert, Said, Step, What};
use crate::visitor::Visitor;

pub(super) fn say(visitor: &Visitor, frame: &Frame, what: What, found: &Status) -> Option<Said> {
    match what {
        What::Refund => Some(of_refund(frame, found, found.refund.as_ref()?)),
        What::Amended => Some(of_amended(visitor, frame, found, found.amended.as_ref()?)),
        What::Audit => Some(of_audit(frame, found, found.audit.as_ref()?)),
    }
}

fn title(frame: &Frame, key: &str, found: &Status) -> String {
    frame.say_with(key, &[("form", found.form.clone()), ("year", found.tax_year.to_string())])
}

/// The stages with the days on which they were reached; `now` counts from 0.
fn steps(frame: &Frame, names: &[&str], days: &[Option<Date>], now: usize, is_done: bool) -> Vec<Step> {
    let step = |(index, name): (usize, &&str)| {
        let state = match index {
            index if index < now || (index == now && is_done) => "status-done",
            index if index == now => "status-now",
            _ => "status-to-come",
        };
        Step {
            name: frame.say(name),
            state: frame.say(state),
            on: days.get(index).copied().flatten().filter(|_| index <= now),
            is_now: index == now,
        }
    };
    names.iter().enumerate().map(step).collect()
}

fn alert(frame: &Frame, kind: &'static str, title: &str, next: &str, since: Date) -> Alert {
    let since = frame.say_with("status-since", &[("date", frame.date(since))]);
    Alert { kind, title: frame.say(title), paragraphs: vec![since, frame.say(next)] }
}

fn of_refund(frame: &Frame, found: &Status, refund: &Refund) -> Said {
    let names = ["status-received", "status-approved", "status-sent"];
    let days = [Some(refund.received_on), refund.approved_on, refund.sent_on];
    let now = refund.stage as usize;
    let is_sent = refund.stage == refund::Stage::Sent;
    let mut paragraphs = vec![frame.say(match refund.stage {
        refund::Stage::Received => "status-refund-received",
        refund::Stage::Approved => "status-refund-approved",
        refund::Stage::Sent => "status-refund-sent",
    })];
    if let Some(day) = refund.expected_by {
        let key = if is_sent { "status-refund-at-bank" } else { "status-refund-expected" };
        paragraphs.push(frame.say_with(key, &[("date", frame.date(day))]));
    }
    let mut facts = Vec::new();
    if let Some(amount) = found.claimed {
        facts.push((frame.say("status-refund-claimed"), frame.money(amount)));
    }
    if let Some(amount) = refund.amount {
        let key = if is_sent { "status-refund-amount-sent" } else { "status-refund-amount" };
        facts.push((frame.say(key), frame.money(amount)));
    }
    for (on, amount) in &refund.used {
        let name = frame.say_with("status-refund-used", &[("date", frame.date(*on))]);
        facts.push((name, frame.money(*amount)));
    }
    let alert = refund.reason.map(|(reason, since)| {
        let (kind, title, next) = words(reason);
        alert(frame, kind, title, next, since)
    });
    Said {
        title: title(frame, "status-refund-title", found),
        tag: (frame.say(names[now]), if alert.is_some() { "attention" } else { "" }),
        steps: steps(frame, &names, &days, now, is_sent),
        alert,
        paragraphs,
        facts,
        papers: None,
    }
}

/// What a reason is called, and what can be done.
const fn words(reason: Reason) -> (&'static str, &'static str, &'static str) {
    match reason {
        Reason::Held => ("warning", "status-held", "status-held-next"),
        Reason::Audited => ("warning", "status-audited", "status-audited-next"),
        Reason::Reviewed => ("warning", "status-reviewed", "status-reviewed-next"),
        Reason::SecondReturn => ("warning", "status-second-return", "status-second-return-next"),
        Reason::Slow => ("info", "status-slow", "status-slow-next"),
        Reason::CameBack => ("error", "status-came-back", "status-came-back-next"),
        Reason::UsedUp => ("info", "status-used-up", "status-used-up-next"),
        Reason::NothingDue => ("info", "status-nothing-due", "status-nothing-due-next"),
    }
}

fn of_amended(visitor: &Visitor, frame: &Frame, found: &Status, amended: &Amended) -> Said {
    let names = ["status-received", "status-adjusted", "status-completed"];
    let days = [Some(amended.received_on), amended.adjusted_on, amended.completed_on];
    let now = amended.stage as usize;
    let is_done = amended.stage == amended::Stage::Completed;
    let is_late = amended.is_late(visitor.today());
    let age = frame.say_with(
        if is_done { "status-amended-took" } else { "status-amended-age" },
        &[("weeks", amended.weeks.to_string()), ("window", amended.window_weeks.to_string())],
    );
    let stage = frame.say(match amended.stage {
        amended::Stage::Received => "status-amended-received",
        amended::Stage::Adjusted => "status-amended-adjusted",
        amended::Stage::Completed => "status-amended-completed",
    });
    let mut facts = Vec::new();
    if let Some(change) = amended.change {
        facts.push((frame.say("status-tax-change"), frame.signed_money(change)));
    }
    if !is_done {
        facts.push((frame.say("status-amended-usual"), frame.date(amended.usual_by)));
    }
    let late =
        || alert(frame, "warning", "status-amended-late", "status-amended-late-next", amended.usual_by);
    Said {
        title: title(frame, "status-amended-title", found),
        tag: (frame.say(names[now]), if is_late { "attention" } else { "" }),
        steps: steps(frame, &names, &days, now, is_done),
        alert: is_late.then(late),
        paragraphs: vec![stage, age],
        facts,
        papers: None,
    }
}

fn of_audit(frame: &Frame, found: &Status, audit: &Audit) -> Said {
    use audit::Stage::{Chosen, Closed, Open, Proposed};
    let (tag, text) = match audit.stage {
        Chosen => ("status-audit-chosen", "status-audit-chosen-text"),
        Open => ("status-audit-open", "status-audit-open-text"),
        Proposed => ("status-audit-proposed", "status-audit-proposed-text"),
        Closed if audit.change.is_zero() => ("status-audit-unchanged", "status-audit-unchanged-text"),
        Closed => ("status-audit-changed", "status-audit-changed-text"),
    };
    let is_over = audit.stage == Closed;
    let last = audit.events.len().saturating_sub(1);
    let step = |(index, (on, event)): (usize, &(Date, Event))| Step {
        name: happened(frame, *event),
        state: frame.say(if index == last && !is_over { "status-now" } else { "status-done" }),
        on: Some(*on),
        is_now: index == last && !is_over,
    };
    let words = |paper: &&agency::status::Paper| match frame.language() {
        Language::En => paper.english.clone(),
        Language::Es => paper.spanish.clone(),
    };
    let papers: Vec<String> = found.papers.iter().map(words).collect();
    let mut facts = Vec::new();
    if !audit.change.is_zero() {
        facts.push((frame.say("status-tax-change"), frame.signed_money(audit.change)));
    }
    Said {
        title: title(frame, "status-audit-title", found),
        tag: (frame.say(tag), if is_over { "" } else { "attention" }),
        steps: audit.events.iter().enumerate().map(step).collect(),
        alert: None,
        paragraphs: vec![frame.say(text)],
        facts,
        papers: (!is_over && !papers.is_empty()).then(|| (frame.say("status-papers"), papers)),
    }
}

fn happened(frame: &Frame, event: Event) -> String {
    match event {
        Event::Chosen => frame.say("status-event-chosen"),
        Event::Began => frame.say("status-event-began"),
        Event::Noticed => frame.say("status-event-noticed"),
        Event::NoticeSettled => frame.say("status-event-settled"),
        Event::Changed(amount) => {
            frame.say_with("status-event-changed", &[("amount", frame.signed_money(amount))])
        }
        Event::Ended => frame.say("status-event-ended"),
    }
}
