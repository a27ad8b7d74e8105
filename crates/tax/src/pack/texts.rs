//! Of which files does a pack consist? The built-in ones, and those that an agency's folder holds in their place.

use std::path::Path;

use super::files::PackError;

/// The texts of a pack's files.
#[derive(Clone, Debug)]
pub struct PackFiles {
    /// pack.toml: name, title, last day, choices.
    pub pack: String,
    /// interest-rates.csv.
    pub interest_rates: String,
    /// figures.csv.
    pub figures: String,
    /// transaction-codes.csv.
    pub transaction_codes: String,
    /// holidays.csv.
    pub holidays: String,
    /// postponements.csv.
    pub postponements: String,
    /// clock-stops.csv.
    pub clock_stops: String,
    /// action-codes.csv.
    pub action_codes: String,
    /// standards.csv: what a household may spend.
    pub standards: String,
    /// housing-standards.csv: the same for housing, by county; the built-in one is empty.
    pub housing_standards: String,
    /// card-fees.csv: what processors take.
    pub card_fees: String,
    /// card-limits.csv: how often one may pay by card.
    pub card_limits: String,
    /// The files of `forms`, by name.
    pub forms: Vec<(String, String)>,
}

/// The built-in forms, in the order in which they are listed.
const FORMS: &[(&str, &str)] = &[
    ("4547.toml", include_str!("../../packs/us-federal/forms/4547.toml")),
    ("843.toml", include_str!("../../packs/us-federal/forms/843.toml")),
    ("911.toml", include_str!("../../packs/us-federal/forms/911.toml")),
    ("14039.toml", include_str!("../../packs/us-federal/forms/14039.toml")),
    ("8822.toml", include_str!("../../packs/us-federal/forms/8822.toml")),
    ("9000.toml", include_str!("../../packs/us-federal/forms/9000.toml")),
    ("9465.toml", include_str!("../../packs/us-federal/forms/9465.toml")),
    ("656.toml", include_str!("../../packs/us-federal/forms/656.toml")),
];

/// Names an agency's own forms, in the folder `forms`.
const FORMS_LIST: &str = "forms/list.txt";

impl PackFiles {
    /// The built-in pack's files.
    pub fn us_federal() -> Self {
        Self {
            pack: include_str!("../../packs/us-federal/pack.toml").to_owned(),
            interest_rates: include_str!("../../packs/us-federal/interest-rates.csv").to_owned(),
            figures: include_str!("../../packs/us-federal/figures.csv").to_owned(),
            transaction_codes: include_str!("../../packs/us-federal/transaction-codes.csv").to_owned(),
            holidays: include_str!("../../packs/us-federal/holidays.csv").to_owned(),
            postponements: include_str!("../../packs/us-federal/postponements.csv").to_owned(),
            clock_stops: include_str!("../../packs/us-federal/clock-stops.csv").to_owned(),
            action_codes: include_str!("../../packs/us-federal/action-codes.csv").to_owned(),
            standards: include_str!("../../packs/us-federal/standards.csv").to_owned(),
            housing_standards: include_str!("../../packs/us-federal/housing-standards.csv").to_owned(),
            card_fees: include_str!("../../packs/us-federal/card-fees.csv").to_owned(),
            card_limits: include_str!("../../packs/us-federal/card-limits.csv").to_owned(),
            forms: FORMS.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect(),
        }
    }

    /// The built-in pack with the files that an agency's folder holds in their place.
    ///
    /// `read` fetches one file's text, or nothing if the folder has none: this crate opens no files.
    pub fn over_us_federal(
        read: impl Fn(&Path) -> Result<Option<String>, String>,
    ) -> Result<Self, PackError> {
        let mut files = Self::us_federal();
        for (file, text) in [
            ("pack.toml", &mut files.pack),
            ("interest-rates.csv", &mut files.interest_rates),
            ("figures.csv", &mut files.figures),
            ("transaction-codes.csv", &mut files.transaction_codes),
            ("holidays.csv", &mut files.holidays),
            ("postponements.csv", &mut files.postponements),
            ("clock-stops.csv", &mut files.clock_stops),
            ("action-codes.csv", &mut files.action_codes),
            ("standards.csv", &mut files.standards),
            ("housing-standards.csv", &mut files.housing_standards),
            ("card-fees.csv", &mut files.card_fees),
            ("card-limits.csv", &mut files.card_limits),
        ] {
            if let Some(own) = read(Path::new(file)).map_err(|why| PackError::File { file, why })? {
                *text = own;
            }
        }
        files.forms = forms(&files.forms, &read)?;
        Ok(files)
    }
}

/// Those that the folder's list names, each from the folder or else the built-in one; without a list the built-in ones, each
/// with its file in its place.
fn forms(
    built_in: &[(String, String)],
    read: &impl Fn(&Path) -> Result<Option<String>, String>,
) -> Result<Vec<(String, String)>, PackError> {
    let fault = |why| PackError::File { file: "forms", why };
    let list = read(Path::new(FORMS_LIST)).map_err(fault)?;
    let names: Vec<String> = match list {
        Some(list) => {
            list.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
        }
        None => built_in.iter().map(|(file, _)| file.clone()).collect(),
    };
    let one = |name: String| {
        // A name and no path, so that nothing outside the folder is read.
        let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if !is_plain {
            return Err(fault(format!("{FORMS_LIST}: {name:?} is no name of a file")));
        }
        let own = read(&Path::new("forms").join(&name)).map_err(fault)?;
        let found =
            own.or_else(|| built_in.iter().find(|(file, _)| *file == name).map(|(_, text)| text.clone()));
        let text = found.ok_or_else(|| fault(format!("{name} is in the list and not in the folder")))?;
        Ok((name, text))
    };
    names.into_iter().map(one).collect()
}
