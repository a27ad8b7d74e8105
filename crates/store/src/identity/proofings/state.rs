//! Which ways are there to prove who one is, how far can a case be, and from where to where may it go? One table; the
//! store moves no case along any other edge.

/// One way to prove who one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// Pictures of papers by a telephone's camera, a webcam or a file; an agent looks at them later.
    Camera,
    /// A video call with an agent.
    Call,
    /// Pictures of papers, and a code by post.
    Letter,
    /// A driver's license in a telephone's wallet.
    Wallet,
    /// Across a desk.
    InPerson,
}

impl Route {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Camera, Self::Call, Self::Letter, Self::Wallet, Self::InPerson];

    /// Its word in what is stored, told and set up.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Call => "call",
            Self::Letter => "letter",
            Self::Wallet => "wallet",
            Self::InPerson => "in-person",
        }
    }

    /// The one of a word.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.word() == word)
    }
}

/// How far a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The person is at it.
    Open,
    /// Pictures wait for an agent.
    Review,
    /// The person waits for a video call, or is in it.
    Call,
    /// The person is expected at a desk.
    Visit,
    /// A letter with a code is on its way.
    Letter,
    /// Another sign-in has the same tax number: somebody has to find out whose it is.
    Duplicate,
    /// The person is proved to be who they say.
    Verified,
    /// It did not work.
    Failed,
    /// The person gave it up, or began anew.
    Withdrawn,
    /// The person said of a proof: this was not me.
    Repudiated,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Open,
        Self::Review,
        Self::Call,
        Self::Visit,
        Self::Letter,
        Self::Duplicate,
        Self::Verified,
        Self::Failed,
        Self::Withdrawn,
        Self::Repudiated,
    ];

    /// Every edge there is.
    pub const EDGES: [(Self, Self); 33] = [
        // What a person typed and showed goes to whoever is to look at it; a wallet needs nobody,
        // and papers that were found good before only a letter.
        (Self::Open, Self::Review),
        (Self::Open, Self::Call),
        (Self::Open, Self::Visit),
        (Self::Open, Self::Letter),
        (Self::Open, Self::Verified),
        (Self::Open, Self::Failed),
        (Self::Open, Self::Duplicate),
        (Self::Open, Self::Withdrawn),
        // Given back for better pictures, or another route was chosen.
        (Self::Review, Self::Open),
        (Self::Call, Self::Open),
        (Self::Visit, Self::Open),
        (Self::Letter, Self::Open),
        // The papers are good; whose they are is still to be shown by a letter.
        (Self::Review, Self::Letter),
        (Self::Review, Self::Verified),
        (Self::Call, Self::Verified),
        (Self::Visit, Self::Verified),
        (Self::Letter, Self::Verified),
        (Self::Review, Self::Failed),
        (Self::Call, Self::Failed),
        (Self::Visit, Self::Failed),
        (Self::Letter, Self::Failed),
        (Self::Review, Self::Duplicate),
        (Self::Call, Self::Duplicate),
        (Self::Visit, Self::Duplicate),
        (Self::Letter, Self::Duplicate),
        (Self::Review, Self::Withdrawn),
        (Self::Call, Self::Withdrawn),
        (Self::Visit, Self::Withdrawn),
        (Self::Letter, Self::Withdrawn),
        (Self::Duplicate, Self::Verified),
        (Self::Duplicate, Self::Failed),
        (Self::Verified, Self::Repudiated),
        // Redress: an agent found that it should not have failed.
        (Self::Failed, Self::Open),
    ];

    /// Whether a case may go from here to there.
    pub fn may_become(self, to: Self) -> bool {
        Self::EDGES.contains(&(self, to))
    }

    /// Its word in what is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Review => "review",
            Self::Call => "call",
            Self::Visit => "visit",
            Self::Letter => "letter",
            Self::Duplicate => "duplicate",
            Self::Verified => "verified",
            Self::Failed => "failed",
            Self::Withdrawn => "withdrawn",
            Self::Repudiated => "repudiated",
        }
    }

    /// The one of a word.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A case cannot go from here to there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a case that is {} does not become {}", .from.word(), .to.word())]
pub struct NoSuchEdge {
    /// Where it is.
    pub from: State,
    /// Where it was to go.
    pub to: State,
}
