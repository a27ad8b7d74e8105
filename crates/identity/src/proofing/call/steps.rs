//! What does an agent see in a call, and say that they saw (NIST SP 800-63A-4, 4.2.8: in view for each step; 3.14: cues that a
//! human draws at random)? Pure, but for the dice.

use outside::Dice;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident, $word:literal, $key:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$about])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its word in what is stored.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// The message that says it.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)+
                }
            }

            /// The one of a word.
            pub fn read(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }

            /// Those of words with a space between.
            pub fn read_all(words: &str) -> Vec<Self> {
                words.split(' ').filter_map(Self::read).collect()
            }
        }
    };
}

words! {
    /// What is seen in a call. Without all of them nobody is proved.
    Step {
        /// The face, live.
        Face, "face", "call-step-face";
        /// The papers, live, and that they are genuine.
        Paper, "paper", "call-step-paper";
        /// What was asked was done at once.
        Cue, "cue", "call-step-cue";
        /// The face is the one of the papers.
        Compared, "compared", "call-step-compared";
        /// The person stayed in view, and nobody seemed to tell them what to do.
        InView, "in-view", "call-step-in-view";
    }
}

words! {
    /// What a person is asked to do, so that no film and no mask can answer.
    Cue {
        /// Look over the left shoulder.
        Left, "left", "call-cue-left";
        /// Look over the right shoulder.
        Right, "right", "call-cue-right";
        /// Pass a hand over the face.
        Hand, "hand", "call-cue-hand";
        /// Touch an ear.
        Ear, "ear", "call-cue-ear";
        /// Hold up three fingers beside the face.
        Three, "three", "call-cue-three";
        /// Hold up four fingers before the chin.
        Four, "four", "call-cue-four";
        /// Tilt the paper to and fro.
        Tilt, "tilt", "call-cue-tilt";
        /// Hold a finger over part of the paper.
        Cover, "cover", "call-cue-cover";
        /// Say which weekday tomorrow is.
        Weekday, "weekday", "call-cue-weekday";
        /// Move closer and away again.
        Closer, "closer", "call-cue-closer";
    }
}

/// So many are asked for in a call.
pub const CUES: usize = 2;

/// Other cues than these, each as likely as the next, as words with a space between.
pub fn draw(dice: &Dice, but: &[Cue]) -> String {
    let mut left: Vec<Cue> = Cue::ALL.iter().copied().filter(|cue| !but.contains(cue)).collect();
    let mut drawn = Vec::with_capacity(CUES);
    while drawn.len() < CUES && !left.is_empty() {
        let place = dice.below(u64::try_from(left.len()).unwrap_or(u64::MAX));
        drawn.push(left.swap_remove(usize::try_from(place).unwrap_or_default()).word());
    }
    drawn.join(" ")
}

/// The first step that was not seen.
pub fn missing(attested: &str) -> Option<Step> {
    let seen = Step::read_all(attested);
    Step::ALL.iter().copied().find(|step| !seen.contains(step))
}

/// What was seen before and one step more.
pub fn with(attested: &str, step: Step) -> String {
    let mut seen = Step::read_all(attested);
    if !seen.contains(&step) {
        seen.push(step);
    }
    seen.into_iter().map(Step::word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn cues_are_drawn_from_all_and_never_twice_in_one_call() {
        let dice = Dice::seeded(5);
        let mut seen = BTreeSet::new();
        for _ in 0..400 {
            let drawn = Cue::read_all(&draw(&dice, &[]));
            assert_eq!(drawn.len(), CUES);
            assert_ne!(drawn[0], drawn[1]);
            let again = Cue::read_all(&draw(&dice, &drawn));
            assert!(again.iter().all(|cue| !drawn.contains(cue)), "{drawn:?} {again:?}");
            seen.insert(drawn[0].word());
        }
        assert_eq!(seen.len(), Cue::ALL.len());
    }

    #[test]
    fn every_step_is_missed_until_it_was_seen() {
        let mut attested = String::new();
        for step in Step::ALL {
            assert_eq!(missing(&attested), Some(*step));
            attested = with(&with(&attested, *step), *step);
        }
        assert_eq!(missing(&attested), None);
        assert_eq!(attested, "face paper cue compared in-view");
        for leave_out in Step::ALL {
            let others = Step::ALL.iter().filter(|step| *step != leave_out);
            let seen = others.fold(String::new(), |seen, step| with(&seen, *step));
            assert_eq!(missing(&seen), Some(*leave_out));
        }
    }
}
