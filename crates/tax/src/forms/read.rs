//! How are forms read from their files, and what makes one a bad one? Everything is found when the pack is read, nothing when
//! somebody fills a form in.

use std::collections::BTreeSet;

use super::Forms;
use super::conditions::Condition;
use super::shape::{Field, Form, Kind, Step};
use super::words::Words;

/// Reads files by name and text; `has_figure` says which figures there are. What is wrong comes with the file's name.
pub(crate) fn read<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
    has_figure: impl Fn(&str) -> bool,
) -> Result<Forms, String> {
    let mut forms: Vec<Form> = Vec::new();
    for (file, text) in files {
        let in_file = |why: String| format!("{file}: {why}");
        let form: Form =
            toml::from_str(text).map_err(|error| in_file(error.to_string().replace('\n', " ")))?;
        check(&form, &has_figure).map_err(in_file)?;
        if forms.iter().any(|other| other.name == form.name && other.revision == form.revision) {
            return Err(in_file(format!("revision {} of form {} stands twice", form.revision, form.name)));
        }
        forms.push(form);
    }
    Ok(Forms(forms))
}

/// Names stand in addresses and in the names of inputs.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn check(form: &Form, has_figure: &impl Fn(&str) -> bool) -> Result<(), String> {
    if !is_name(&form.name) || form.name == "sent" {
        return Err(format!("{:?} is no name of a form", form.name));
    }
    if form.steps.is_empty() != form.hands_over_to.is_some() {
        return Err("a form has either pages or `hands_over_to`".to_owned());
    }
    check_groups(form)?;
    check_steps(form)?;
    for words in all_words(form) {
        if let Some(figure) = words.figures().into_iter().find(|name| !has_figure(name)) {
            return Err(format!("there is no figure called {figure}"));
        }
    }
    check_conditions(form, has_figure)?;
    check_rest(form)
}

fn check_groups(form: &Form) -> Result<(), String> {
    for group in &form.groups {
        let name = &group.name;
        if !is_name(name) {
            return Err(format!("{name:?} is no name of a group"));
        }
        let places: Vec<usize> =
            (0..form.steps.len()).filter(|place| form.steps[*place].group.as_ref() == Some(name)).collect();
        let is_in_one_place = places.windows(2).all(|pair| pair[1] == pair[0] + 1);
        if places.is_empty() || !is_in_one_place {
            return Err(format!("the pages of {name} stand one after the other"));
        }
        if group.least == 0 || group.least > group.most {
            return Err(format!("{name} has `least` from 1 to `most`"));
        }
        let is_theirs =
            |field: &String| form.field(field).is_some_and(|(step, _)| step.group.as_ref() == Some(name));
        if group.called_by.is_empty() || !group.called_by.iter().all(is_theirs) {
            return Err(format!("{name} is called by fields of its own"));
        }
    }
    Ok(())
}

fn check_steps(form: &Form) -> Result<(), String> {
    let (mut steps, mut fields) = (BTreeSet::new(), BTreeSet::new());
    for step in &form.steps {
        if !is_name(&step.name) || !steps.insert(&step.name) {
            return Err(format!("the page {:?} needs a name of its own", step.name));
        }
        if step.group.as_ref().is_some_and(|group| form.group(group).is_none()) {
            return Err(format!("the page {} belongs to no group that is there", step.name));
        }
        if step.fields.is_empty() {
            return Err(format!("the page {} asks nothing", step.name));
        }
        for field in &step.fields {
            if !is_name(&field.name) || !fields.insert(&field.name) {
                return Err(format!("the field {:?} needs a name of its own", field.name));
            }
            check_field(step, field)?;
        }
    }
    Ok(())
}

fn check_field(step: &Step, field: &Field) -> Result<(), String> {
    if (field.kind == Kind::Choice) != (field.choices.len() > 1) {
        return Err(format!("the field {} has choices if it is one, and then several", field.name));
    }
    let mut values = BTreeSet::new();
    if !field.choices.iter().all(|choice| is_name(&choice.value) && values.insert(&choice.value)) {
        return Err(format!("each choice of {} has a value of its own", field.name));
    }
    if field.unique && step.group.is_none() {
        return Err(format!("the field {} is unique only in a group", field.name));
    }
    Ok(())
}

/// A page or field is asked by what stands before it, and by what its own group says.
fn check_conditions(form: &Form, has_figure: &impl Fn(&str) -> bool) -> Result<(), String> {
    let place_of =
        |name: &str| form.steps.iter().position(|step| step.fields.iter().any(|field| field.name == name));
    for (place, step) in form.steps.iter().enumerate() {
        let conditions = step.fields.iter().filter_map(|field| field.when.as_ref()).chain(&step.when);
        for condition in conditions {
            check_condition(form, condition, step.group.as_deref(), has_figure)?;
            let (mut fields, mut figures) = (Vec::new(), Vec::new());
            condition.names(&mut fields, &mut figures);
            if fields.iter().any(|name| place_of(name).is_none_or(|other| other >= place)) {
                return Err(format!("the page {} depends on a page that comes later", step.name));
            }
        }
    }
    for rule in &form.rules {
        let Some((step, _)) = form.field(&rule.field) else {
            return Err(format!("a rule speaks of {}, which is no field", rule.field));
        };
        check_condition(form, &rule.wrong_when, step.group.as_deref(), has_figure)?;
    }
    Ok(())
}

fn check_condition(
    form: &Form,
    condition: &Condition,
    group: Option<&str>,
    has_figure: &impl Fn(&str) -> bool,
) -> Result<(), String> {
    let (mut fields, mut figures) = (Vec::new(), Vec::new());
    condition.names(&mut fields, &mut figures);
    for name in fields {
        let step = form.field(name).map(|(step, _)| step);
        let is_seen = step.is_some_and(|step| step.group.is_none() || step.group.as_deref() == group);
        if !is_seen {
            return Err(format!("a condition names {name}, which is no field that it could see"));
        }
    }
    match figures.into_iter().find(|name| !has_figure(name)) {
        Some(figure) => Err(format!("there is no figure called {figure}")),
        None => check_choices(form, condition),
    }
}

/// What a condition compares with is something that can be answered.
fn check_choices(form: &Form, condition: &Condition) -> Result<(), String> {
    match condition {
        Condition::All(all) | Condition::Any(all) => all.iter().try_for_each(|one| check_choices(form, one)),
        Condition::Not(one) => check_choices(form, one),
        Condition::Answer { field, is } => {
            let Some((_, asked)) = form.field(field) else { return Ok(()) };
            let can_be = |value: &String| match asked.kind {
                Kind::Choice => asked.choices.iter().any(|choice| &choice.value == value),
                Kind::Box => value == "yes",
                _ => true,
            };
            match is.iter().find(|value| !can_be(value)) {
                Some(value) => Err(format!("{field} can never be {value}")),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

fn check_rest(form: &Form) -> Result<(), String> {
    if let Some(claim) = &form.claim {
        let is_there = form.field(&claim.field).is_some_and(|(step, field)| {
            step.group.as_ref() == Some(&claim.group) && field.kind == Kind::TaxNumber
        });
        if !is_there {
            return Err("`claim` names a tax number of a group".to_owned());
        }
    }
    if let Some(signer) = &form.second_signer {
        let is_number = form.field(&signer.number).is_some_and(|(_, field)| field.kind == Kind::TaxNumber);
        if !is_number {
            return Err("`second_signer` names a tax number".to_owned());
        }
    }
    match &form.effect {
        Some(super::Effect::Abatement { year, what }) => {
            let is = |name: &str, kind| form.field(name).is_some_and(|(_, field)| field.kind == kind);
            if is(year, Kind::Year) && is(what, Kind::Choice) {
                Ok(())
            } else {
                Err("`effect` names a year and a choice".to_owned())
            }
        }
        None => Ok(()),
    }
}

/// Every text of a form.
fn all_words(form: &Form) -> Vec<&Words> {
    let mut words: Vec<&Words> = vec![&form.title, &form.purpose, &form.signature];
    words.extend(form.before.iter().chain(&form.agreements).chain(&form.after));
    words.extend(form.rules.iter().map(|rule| &rule.says));
    words.extend(form.claim.iter().map(|claim| &claim.says));
    words.extend(form.groups.iter().flat_map(|group| [&group.title, &group.one, &group.another]));
    for step in &form.steps {
        words.extend([&step.part, &step.title].into_iter().chain(&step.intro));
        for field in &step.fields {
            words.push(&field.label);
            words.extend(&field.hint);
            words.extend(
                field.choices.iter().flat_map(|choice| [&choice.label].into_iter().chain(&choice.hint)),
            );
        }
    }
    words
}
