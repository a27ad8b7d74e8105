//! Who is the holder? Names changed their elements twice: one element for all in version 1, given names together in
//! versions 2 and 3, apart since version 4.

use super::elements::Elements;

/// Family name and given names.
pub(super) fn names(elements: &Elements, deviations: &mut Vec<String>) -> (Option<String>, Option<String>) {
    let text = |code: &str| elements.get(code).map(tidy);
    let apart = match (text("DAC"), text("DAD")) {
        (Some(first), Some(middle)) => Some(format!("{first} {middle}")),
        (first, _) => first,
    };
    let family = text("DCS").or_else(|| text("DAB"));
    let given = match (text("DCT"), text("DAD")) {
        // Some cards of versions 2 and 3 set the middle name apart all the same.
        (Some(given), Some(middle)) if !given.ends_with(&middle) => Some(format!("{given} {middle}")),
        (given, _) => given.or(apart),
    };
    if family.is_some() {
        return (family, given);
    }
    let Some(whole) = elements.get("DAA") else { return (None, given) };
    let separator = [',', '$', '@'].into_iter().find(|char| whole.contains(*char));
    let Some(separator) = separator else {
        deviations.push(
            "the name is one text without separators: family and given names cannot be told apart".to_owned(),
        );
        return (None, given);
    };
    let mut parts = whole.split(separator).map(tidy).filter(|part| !part.is_empty());
    let family = parts.next();
    let rest: Vec<String> = parts.collect();
    (family, given.or((!rest.is_empty()).then(|| rest.join(" "))))
}

/// Commas between given names are blanks.
fn tidy(text: &str) -> String {
    text.replace(',', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `1` and `2` by ANSI D20, `9` for neither, letters on older cards.
pub(super) fn sex(text: &str) -> Option<char> {
    match text {
        "1" | "M" => Some('M'),
        "2" | "F" => Some('F'),
        "9" | "X" => Some('X'),
        _ => None,
    }
}
