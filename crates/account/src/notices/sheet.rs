//! What does a notice say, on its page and on its paper?

use agency::balance::Year;
use agency::notices::{Kind, Notice, Wording, number, templates};
use outside::Clock;
use store::taxes::taxpayers::Profile;
use values::Date;
use web::paper::{Block, Text};
use web::{Frame, Language, PageError};

/// The heading and the summary, filled in.
pub(super) struct Said {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) steps: Vec<String>,
    pub(super) why: Vec<String>,
}

pub(super) fn kind(notice: &Notice) -> Result<Kind, PageError> {
    Kind::named(&notice.kind).ok_or_else(|| PageError::broken("a notice has a kind that is not known"))
}

/// A notice in the words of its own version.
pub(super) fn said(frame: &Frame, notice: &Notice) -> Result<Said, PageError> {
    let template = templates::find(kind(notice)?, notice.template);
    let template = template.ok_or_else(|| PageError::broken("a notice has words that are not there"))?;
    let words: &Wording = match frame.language() {
        Language::En => &template.en,
        Language::Es => &template.es,
    };
    let value = |name: &str| match name {
        "year" => Some(notice.tax_year.to_string()),
        "form" => Some(notice.form.clone()),
        "amount" => Some(frame.money(notice.amount)),
        "other" => Some(frame.money(notice.other)),
        "issued" => Some(frame.date(notice.issued_on)),
        "by" => notice.act_by.map(|by| frame.date(by)),
        _ => None,
    };
    let fill = |text: &String| templates::fill(text, value);
    Ok(Said {
        title: fill(&words.title),
        summary: fill(&words.summary),
        steps: words.steps.iter().map(fill).collect(),
        why: words.why.iter().map(fill).collect(),
    })
}

/// Everything a notice says below its heading. The page, which has a clock, also says when it was first opened.
pub(super) fn blocks(
    frame: &Frame,
    (today, clock): (Date, Option<&Clock>),
    notice: &Notice,
    year: Option<&Year>,
) -> Result<Vec<Block>, PageError> {
    let said = said(frame, notice)?;
    let texts = |list: Vec<String>| list.into_iter().map(Text::from).collect();
    let mut blocks = vec![Block::Paragraph(said.summary.into())];
    let to_do = match notice.act_by {
        Some(by) => frame.say_with("notices-to-do-by", &[("date", frame.date(by))]),
        None => frame.say("notices-to-do"),
    };
    blocks.push(Block::Section(to_do));
    if notice.act_by.is_some_and(|by| by < today) {
        blocks.push(Block::Paragraph(frame.say("notices-passed").into()));
    }
    blocks.push(Block::List(texts(said.steps)));
    if kind(notice)?.is_bill() {
        let then = frame.say_with("notices-amount-then", &[("date", frame.date(notice.issued_on))]);
        let mut facts = vec![(then, frame.money(notice.amount).into())];
        if let Some(year) = year {
            let now = frame.say_with("notices-amount-now", &[("date", frame.date(year.position.as_of))]);
            facts.push((now, frame.money(year.position.balance).into()));
        }
        blocks.extend([Block::Section(frame.say("notices-amounts")), Block::Facts(facts)]);
    }
    blocks.push(Block::Section(frame.say("notices-why")));
    blocks.extend(said.why.into_iter().map(|text| Block::Paragraph(text.into())));
    let mut facts: Vec<(String, Text)> = vec![
        (frame.say("notices-number"), number(notice).into()),
        (frame.say("notices-date"), frame.date(notice.issued_on).into()),
        (frame.say("notices-form"), notice.form.clone().into()),
        (frame.say("notices-year"), notice.tax_year.to_string().into()),
    ];
    if let Some((clock, at)) = clock.zip(notice.first_read_at) {
        facts.push((frame.say("notices-read-on"), frame.date(clock.today(at)).into()));
    }
    blocks.extend([Block::Section(frame.say("notices-about")), Block::Facts(facts)]);
    let help = frame.say_with("notices-help", &[("telephone", frame.telephone())]);
    blocks.push(Block::Paragraph(help.into()));
    Ok(blocks)
}

/// Whom a letter is for.
pub(super) fn addressee(frame: &Frame, profile: &Profile) -> Block {
    let address = &profile.address;
    let town: Vec<&str> = [Some(&address.city), address.region.as_ref(), address.postal_code.as_ref()]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let mut lines = vec![format!("{} {}", profile.given_name, profile.family_name)];
    lines.extend(address.lines.iter().cloned());
    lines.push(town.join(" "));
    Block::Facts(vec![(frame.say("notices-addressee"), lines.join(", ").into())])
}
