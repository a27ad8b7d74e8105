//! Who may enter which room? One table; a page's room follows from its address, so that no page can forget to ask. The
//! roles are the identity site's words: who has which is kept there alone.

/// What one of the agency's people does here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Lets files leave for the bank, or stops them.
    Treasurer,
    /// Answers for people's records: looks at them, decides their cases.
    Examiner,
    /// Sees to both, and watches who looked at what.
    Supervisor,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Treasurer, Self::Examiner, Self::Supervisor];

    /// The identity site's word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Treasurer => "treasurer",
            Self::Examiner => "examiner",
            Self::Supervisor => "supervisor",
        }
    }

    /// The role of a word; none where somebody's work is elsewhere.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// The message that names it.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Treasurer => "staff-treasurer",
            Self::Examiner => "staff-examiner",
            Self::Supervisor => "staff-supervisor",
        }
    }
}

/// A part of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// The first page of somebody who is in.
    Home,
    /// Files for the bank.
    Files,
}

impl Room {
    /// All, in the order of the tabs.
    pub(crate) const ALL: [Self; 2] = [Self::Home, Self::Files];

    /// Its first address; what lies below belongs to it.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Home => super::home::PATH,
            Self::Files => super::files::PATH,
        }
    }

    /// The messages that name it and say what is done there.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Home => ("staff-home-title", "staff-home-about"),
            Self::Files => ("files-title", "files-about"),
        }
    }

    /// The room of an address.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let is_in = |room: &Self| {
            let rest = path.strip_prefix(room.path());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        Self::ALL.into_iter().find(is_in)
    }

    /// Whether somebody of this role may enter.
    pub(crate) const fn admits(self, role: Role) -> bool {
        match self {
            Self::Home => true,
            Self::Files => matches!(role, Role::Treasurer | Role::Supervisor),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_to_roles_and_other_work_to_none() {
        for role in Role::ALL {
            assert_eq!(Role::from_word(role.word()), Some(role));
        }
        for word in ["reviewer", "clerk", "investigator", "", "Examiner"] {
            assert_eq!(Role::from_word(word), None, "{word}");
        }
    }

    #[test]
    fn an_address_has_one_room_or_none() {
        let home = Room::Home.path();
        assert_eq!(Room::of(home), Some(Room::Home));
        assert_eq!(Room::of(&format!("{home}/x")), Some(Room::Home));
        assert_eq!((Room::of(&format!("{home}s")), Room::of("/")), (None, None));
    }
}
