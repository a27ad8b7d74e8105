//! Which passwords are good enough? NIST SP 800-63B-4, 3.1.1.2: length and a blocklist, no rules on which characters,
//! no expiry. What is refused is refused with its reason.

use aws_lc_rs::digest;
use unicode_normalization::UnicodeNormalization as _;
use values::Secret;
use zxcvbn::Score;
use zxcvbn::feedback::Warning;

/// At least so many characters where a second factor is always asked for too.
pub const SHORTEST_WITH_SECOND: usize = 8;

/// At least so many where the password may be all.
pub const SHORTEST_ALONE: usize = 15;

/// At most so many; far beyond what anyone types, short enough not to be a burden.
pub const LONGEST: usize = 256;

/// Common passwords of eight characters and more: the first five bytes of the SHA-256 of each, in order. Made by
/// `scripts/common-passwords`. Of passwords that are not on the list, one in 90 million looks as if it were.
const COMMON: &[u8] = include_bytes!("common-passwords.bin");

/// Bytes of each entry.
const ENTRY: usize = 5;

/// What stands beside a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Nothing, or nothing that is sure to stay.
    Nothing,
    /// Another factor, without which the password opens nothing.
    SecondFactor,
}

impl Beside {
    /// At least so many characters.
    pub const fn shortest(self) -> usize {
        match self {
            Self::Nothing => SHORTEST_ALONE,
            Self::SecondFactor => SHORTEST_WITH_SECOND,
        }
    }

    /// At least this strong: alone it withstands who has stolen the hashes for a while; beside a second factor it is
    /// enough that nobody guesses it here, where tries are held back. Eight random characters reach that.
    const fn weakest(self) -> Score {
        match self {
            Self::Nothing => Score::Three,
            Self::SecondFactor => Score::Two,
        }
    }
}

/// Why a password is refused, to be said in plain words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Fewer than fifteen characters, with nothing beside it.
    TooShortAlone,
    /// Fewer than eight characters.
    TooShort,
    /// More than 256 characters.
    TooLong,
    /// It is mostly the person's address, the agency's name or ours.
    HoldsContext,
    /// On the operator's list of leaked ones.
    Leaked,
    /// Among the most used, or very much like one of them.
    Common,
    /// A word or a name by itself.
    SingleWord,
    /// Rows of keys, sequences, repetitions.
    Pattern,
    /// A date or a year.
    Date,
    /// Guessed in too few tries, for no single reason.
    Guessable,
}

impl Refusal {
    /// The message that tells it.
    pub const fn message(self) -> &'static str {
        match self {
            Self::TooShortAlone => "password-too-short-alone",
            Self::TooShort => "password-too-short",
            Self::TooLong => "password-too-long",
            Self::HoldsContext => "password-holds-context",
            Self::Leaked => "password-leaked",
            Self::Common => "password-common",
            Self::SingleWord => "password-single-word",
            Self::Pattern => "password-pattern",
            Self::Date => "password-date",
            Self::Guessable => "password-guessable",
        }
    }
}

/// How long somebody would guess, as the page shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strength(u8);

impl Strength {
    /// From 0, guessed at once, to 4.
    pub const fn score(self) -> u8 {
        self.0
    }

    /// The message that tells it.
    pub const fn message(self) -> &'static str {
        match self.0 {
            0 => "strength-none",
            1 => "strength-little",
            2 => "strength-some",
            3 => "strength-good",
            _ => "strength-much",
        }
    }
}

/// The one form in which two ways of typing the same characters are the same password (NFC).
pub fn normal(password: &Secret<String>) -> Secret<String> {
    Secret::new(password.expose().nfc().collect())
}

/// Judges a new password. `context` holds what an attacker tries first: address, agency, site.
pub fn judge(password: &Secret<String>, context: &[&str], beside: Beside) -> Result<(), Refusal> {
    let password = normal(password);
    let password = password.expose();
    let length = password.chars().count();
    if length < beside.shortest() {
        return Err(match beside {
            Beside::Nothing => Refusal::TooShortAlone,
            Beside::SecondFactor => Refusal::TooShort,
        });
    }
    if length > LONGEST {
        return Err(Refusal::TooLong);
    }
    if is_common(password) {
        return Err(Refusal::Common);
    }
    let words = context_words(context);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if without_context(password, &words).chars().count() < SHORTEST_WITH_SECOND {
        return Err(Refusal::HoldsContext);
    }
    let strength = zxcvbn::zxcvbn(password, &words);
    if strength.score() >= beside.weakest() {
        return Ok(());
    }
    Err(strength.feedback().and_then(zxcvbn::feedback::Feedback::warning).map_or(Refusal::Guessable, reason))
}

/// How long somebody would guess at it who knows the context.
pub fn strength(password: &Secret<String>, context: &[&str]) -> Strength {
    let words = context_words(context);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let score = zxcvbn::zxcvbn(normal(password).expose(), &words).score();
    Strength(u8::from(score))
}

/// Whether the whole of it, in whatever case, is one of the common ones.
fn is_common(password: &str) -> bool {
    let hash = digest::digest(&digest::SHA256, password.to_lowercase().as_bytes());
    let wanted = &hash.as_ref()[..ENTRY];
    let (mut low, mut high) = (0, COMMON.len() / ENTRY);
    while low < high {
        let middle = low + (high - low) / 2;
        match COMMON[middle * ENTRY..][..ENTRY].cmp(wanted) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    false
}

fn reason(warning: Warning) -> Refusal {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess
        | Warning::ShortKeyboardPatternsAreEasyToGuess
        | Warning::RepeatsLikeAaaAreEasyToGuess
        | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess
        | Warning::SequencesLikeAbcAreEasyToGuess => Refusal::Pattern,
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => Refusal::Common,
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => Refusal::Date,
        Warning::AWordByItselfIsEasyToGuess
        | Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => Refusal::SingleWord,
    }
}

/// The whole texts and their words of four letters and more, in lower case, longest first: taken out in that order,
/// none leaves half of another.
fn context_words(context: &[&str]) -> Vec<String> {
    let whole = context.iter().map(|text| text.to_lowercase());
    let parts = context.iter().flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()));
    let locals =
        context.iter().filter_map(|text| text.split_once('@')).map(|(local, _)| local.to_lowercase());
    let all = whole.chain(locals).chain(parts.map(str::to_lowercase));
    let mut words: Vec<String> = all.filter(|word| word.chars().count() >= 4).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    words
}

/// What is left of a password when the words an attacker tries first are taken out.
fn without_context(password: &str, words: &[&str]) -> String {
    words.iter().fold(password.to_lowercase(), |rest, word| rest.replace(word, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: [&str; 3] = ["maria.lopez@example.com", "Department of Revenue", "Counterfoil"];

    fn judged(password: &str, beside: Beside) -> Result<(), Refusal> {
        judge(&Secret::new(password.to_owned()), &CONTEXT, beside)
    }

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        for (password, refusal) in [
            ("", Refusal::TooShort),
            ("aB3$xY7", Refusal::TooShort),
            ("🔑🔑🔑🔑🔑🔑🔑", Refusal::TooShort),
            (&"a".repeat(257), Refusal::TooLong),
            ("password", Refusal::Common),
            ("PassWord", Refusal::Common),
            ("iloveyou", Refusal::Common),
            ("trustno1", Refusal::Common),
            ("P@ssw0rd1", Refusal::Common),
            ("asdfghjkl;", Refusal::Pattern),
            ("aaaaaaaaaaaa", Refusal::Pattern),
            ("maria.lopez@example.com", Refusal::HoldsContext),
            ("maria.lopez1", Refusal::HoldsContext),
            ("Counterfoil2026", Refusal::HoldsContext),
            ("revenueX12", Refusal::HoldsContext),
        ] {
            assert_eq!(judged(password, Beside::SecondFactor), Err(refusal), "{password}");
        }
    }

    #[test]
    fn good_passwords_of_any_alphabet_pass() {
        for password in [
            "correct horse battery staple lamp",
            "xK9#mQ2$vL",
            "мой дядя самых честных правил",
            "七転び八起き・猿も木から落ちる",
            "🦊🌵🚲🧊🎻🪁🧭🥝🪐🎺",
            "plain words without any digit",
            &"long sentence ".repeat(18),
        ] {
            assert_eq!(judged(password, Beside::SecondFactor), Ok(()), "{password}");
        }
    }

    #[test]
    fn a_password_alone_needs_fifteen_and_eight_beside_another_factor() {
        // Row B1: code points are counted, not bytes and not letters with their marks.
        let letters: Vec<char> = "qz7w!kd4xm9vb2tjhp6nr8sfgc3y5L0e".chars().collect();
        let of = |length: usize| letters[..length].iter().collect::<String>();
        assert_eq!(judged(&of(7), Beside::SecondFactor), Err(Refusal::TooShort));
        assert_eq!(judged(&of(8), Beside::SecondFactor), Ok(()));
        assert_eq!(judged(&of(14), Beside::Nothing), Err(Refusal::TooShortAlone));
        assert_eq!(judged(&of(15), Beside::Nothing), Ok(()));
        let emoji = "🦊🌵🚲🧊🎻🪁🧭🥝🪐🎺🐙🦜🥁🧵";
        assert_eq!(emoji.chars().count(), 14);
        assert_eq!(judged(emoji, Beside::Nothing), Err(Refusal::TooShortAlone));
        assert_eq!(judged(&format!("{emoji}🪗"), Beside::Nothing), Ok(()));
        assert_eq!(judged(&of(15).repeat(17), Beside::Nothing), Ok(()), "255 characters");
    }

    #[test]
    fn two_ways_of_typing_an_accent_are_one_password() {
        let (composed, apart) = ("canci\u{f3}n de la monta\u{f1}a", "cancio\u{301}n de la montan\u{303}a");
        let form = |text: &str| normal(&Secret::new(text.to_owned())).expose().clone();
        assert_ne!(composed, apart);
        assert_eq!(form(composed), form(apart));
        // Seven characters stay seven, however many marks they are typed with.
        assert_eq!(
            judged("o\u{301}a\u{301}e\u{301}i\u{301}u\u{301}n\u{303}x", Beside::SecondFactor),
            Err(Refusal::TooShort)
        );
    }

    #[test]
    fn there_are_no_rules_about_which_characters() {
        for password in
            ["only small letters here anyhow", "8302 7759 1046 2917 5538", "  spaces  at  both  ends  of "]
        {
            assert_eq!(judged(password, Beside::Nothing), Ok(()), "{password}");
        }
    }

    #[test]
    fn the_list_is_in_order_and_holds_what_it_should() {
        let entries: Vec<&[u8]> = COMMON.chunks(ENTRY).collect();
        assert!(
            entries.len() > 11_000 && entries.iter().all(|entry| entry.len() == ENTRY),
            "{}",
            entries.len()
        );
        assert!(entries.windows(2).all(|pair| pair[0] < pair[1]));
        for common in ["password", "BASEBALL", "1234567890", "qwertyuiop"] {
            assert!(is_common(common), "{common}");
        }
        assert!(!(0..20_000).any(|number| is_common(&format!("not listed {number}"))));
    }

    #[test]
    fn strength_is_told_from_none_to_much() {
        let of = |password: &str| strength(&Secret::new(password.to_owned()), &CONTEXT).score();
        assert_eq!((of(""), of("password"), of("correct horse battery staple lamp")), (0, 0, 4));
        assert!(of("maria.lopez") <= 1, "what is known of a person is guessed first");
    }
}
