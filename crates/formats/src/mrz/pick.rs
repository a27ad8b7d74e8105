//! Which of the lines that were recognised on a picture are machine-readable ones? Recognisers lose or add fillers and
//! take them for letters; lines are brought to a length that the standard knows, where that can be done in one way.
//! Whether they are right is then decided by their check digits alone.

use super::is_allowed;

/// Lengths of lines and how many of them belong together (Doc 9303 parts 4 to 7).
const SHAPES: [(usize, usize); 3] = [(PASSPORT, 2), (36, 2), (30, 3)];

/// The length of a passport's lines.
const PASSPORT: usize = 44;

/// With what the first line begins: passports, visas, cards. No check digit guards it, nor what stands where after it.
const KINDS: [char; 5] = ['P', 'V', 'I', 'A', 'C'];

/// How many characters may be missing or too many where there are check digits.
const OFF: usize = 6;

/// Two lines are put together in so many ways at most.
const MOST: usize = 36;

/// Groups of lines that may be machine-readable ones, each as a text for [`super::read`]. Several recognitions of one
/// picture may be given: of two lines one may be better in the one, the other in the other.
pub fn pick(recognised: &[String]) -> Vec<String> {
    let texts: Vec<Vec<String>> = recognised
        .iter()
        .map(|text| text.lines().map(plain).filter(|line| line.len() >= 20).collect())
        .collect();
    let mut found: Vec<String> = Vec::new();
    for (length, count) in SHAPES {
        let groups = texts.iter().flat_map(|lines| lines.windows(count));
        for group in groups.filter(|group| group[0].starts_with(KINDS)) {
            let fitted: Option<Vec<String>> = group.iter().map(|line| fitted(line, length)).collect();
            if let Some(fitted) = fitted.filter(|lines| lines.iter().any(|line| line.contains("<<"))) {
                found.push(fitted.join("\n"));
            }
        }
    }
    let lines = || texts.iter().flatten();
    let firsts: Vec<String> = lines().filter_map(|line| names(line, PASSPORT)).collect();
    let has_digits = |line: &&String| line.bytes().filter(u8::is_ascii_digit).count() >= 14;
    let seconds: Vec<String> = lines().filter(has_digits).filter_map(|line| fitted(line, PASSPORT)).collect();
    let pairs =
        firsts.iter().flat_map(|first| seconds.iter().map(move |second| format!("{first}\n{second}")));
    for pair in pairs.take(MOST) {
        if !found.contains(&pair) {
            found.push(pair);
        }
    }
    found
}

/// Only what such a line can hold: guillemets are two fillers.
fn plain(line: &str) -> String {
    let line = line.to_uppercase().replace('«', "<<").replace('‹', "<");
    line.bytes().filter(|byte| is_allowed(*byte)).map(char::from).collect()
}

/// A line of this length: the longest stretch of fillers gives or takes what is too little or too much.
fn fitted(line: &str, length: usize) -> Option<String> {
    if let Some(names) = names(line, length) {
        return Some(names);
    }
    if line.len().abs_diff(length) > OFF {
        return None;
    }
    if line.len() == length {
        return Some(line.to_owned());
    }
    let (at, run) = longest_fillers(line)?;
    let wanted = (run + length).checked_sub(line.len()).filter(|wanted| *wanted >= 1)?;
    // A short stretch may mean something by its length: between family and given names, or in a number.
    (run >= 4 || wanted.abs_diff(run) <= 1).then_some(())?;
    Some(format!("{}{}{}", &line[..at], "<".repeat(wanted), &line[at + run..]))
}

/// The line of names of a passport, which ends in fillers, however many were recognised: what stands among them, and
/// looks like it, is more of them.
fn names(line: &str, length: usize) -> Option<String> {
    let is_names = line.starts_with(KINDS) && !line.bytes().skip(5).any(|byte| byte.is_ascii_digit());
    let (family, given) = line.split_once("<<").filter(|_| is_names)?;
    // Only one filler stands between given names.
    let end = given.find("<<").unwrap_or_else(|| given.trim_end_matches('<').len());
    let is_filled = given[end..].bytes().all(|byte| b"<KCLESXZ".contains(&byte));
    let names = format!("{family}<<{}", &given[..end]);
    (is_filled && names.len() <= length).then(|| format!("{names:<<length$}"))
}

fn longest_fillers(line: &str) -> Option<(usize, usize)> {
    let starts = line.match_indices('<').map(|(at, _)| at);
    let runs = starts.map(|at| (at, line[at..].bytes().take_while(|byte| *byte == b'<').count()));
    runs.max_by_key(|(at, run)| (*run, std::cmp::Reverse(*at)))
}

#[cfg(test)]
mod tests {
    use super::super::{Source, read};
    use super::*;
    use values::date;

    const NAMES: &str = "P<UTOMUSTER<<MIRA<JOSEFA<<<<<<<<<<<<<<<<<<<<";
    const NUMBERS: &str = "X1234567<7UTO7502282F3105124<<<<<<<<<<<<<<04";

    fn family(recognised: &str) -> Option<String> {
        let read = |text: &String| read(text, Source::Recognised, date(2026, 11, 23)).ok();
        pick(&[recognised.to_owned()]).iter().find_map(read)?.fields.family_name
    }

    #[test]
    fn lines_are_found_among_others_and_brought_to_length() {
        let muster = Some("MUSTER".to_owned());
        let whole = format!("PASSPORT\nUtopia, given names MIRA JOSEFA\n{NAMES}\n{NUMBERS}\n");
        assert_eq!(family(&whole), muster);
        assert_eq!(family(&whole.replace("<<<<<<<<<<<<<<<<<<<<", "<<<<<<K<<<<CC<<<<<")), muster);
        assert_eq!(family(&whole.replace("<<<<<<<<<<<<<<04", "<<<<<<<<<<<04")), muster);
        assert_eq!(family(&whole.replace("<<<<<<<<<<<<<<04", "<<<<<<<< <<<<<<<<<04")), muster);
        assert_eq!(family(&whole.replace("<<MIRA", "« MIRA")), muster);
        // Letters of names that look like fillers stay.
        let lee = whole.replace("MUSTER<<MIRA<JOSEFA<", "LEE<<SELES<ELSE<<<<<");
        assert_eq!(family(&lee), Some("LEE".to_owned()));
        let picked = pick(&[lee]);
        assert!(picked[0].starts_with("P<UTOLEE<<SELES<ELSE<<<"), "{picked:?}");
    }

    #[test]
    fn of_two_recognitions_each_gives_its_better_line() {
        let one = format!("{NAMES}\n{}", NUMBERS.replace("X123", "X12"));
        let other = format!("{}\n{NUMBERS}", NAMES.replace("P<UTO", "7<U"));
        assert_eq!((family(&one), family(&other)), (None, None));
        let read = |text: &String| read(text, Source::Recognised, date(2026, 11, 23)).ok();
        let reading = pick(&[one, other]).iter().find_map(read).expect("together they are whole");
        assert_eq!(reading.fields.family_name.as_deref(), Some("MUSTER"));
    }

    #[test]
    fn what_check_digits_deny_is_not_found() {
        assert_eq!(family(&format!("{NAMES}\n{}", NUMBERS.replace("750228", "750229"))), None);
        assert_eq!(family("a letter\nto the agency about the year 2026 and nothing else at all"), None);
    }
}
