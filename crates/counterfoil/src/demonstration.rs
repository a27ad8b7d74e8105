//! What does the demonstration start with? A folder with database and keys, and made-up people in both.

mod forms;

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use agency::information_returns::{self, Accept, Outcome};
use agency::intake;
use formats::books::{Record, Taxpayer};
use identity::demo::{add_agent, add_person};
use identity::desk::roles::Role;
use identity::{DemoAgent, DemoPerson, Demonstration, Identity};
use outside::Clock;
use sandbox::people::{self, Featured};
use store::taxes::taxpayers;
use store::{Keys, Store, StoreError, Write, settings as remembered};

use crate::commands::Failure;
use crate::key_files;
use crate::settings::Settings;
use crate::world::{Ground, Origins};

/// Set before the first made-up record, so that a database of real books is told from an interrupted start.
const BEGUN: &str = "demonstration.begun";
/// Set once the made-up books are in.
const LOADED: &str = "demonstration.loaded";

/// Sets what a demonstration's folder decides, where the settings say nothing.
pub(crate) fn place(settings: &mut Settings, data: &Path) {
    let keys = data.join("keys");
    settings.database.path.get_or_insert_with(|| data.join("counterfoil.db"));
    settings.identity.clients.get_or_insert_with(|| data.join("clients"));
    settings.keys.root.get_or_insert_with(|| keys.join("root.key"));
    settings.keys.index.get_or_insert_with(|| keys.join("index.key"));
    settings.keys.account_client.get_or_insert_with(|| keys.join("account-client.key"));
    settings.keys.staff_client.get_or_insert_with(|| keys.join("staff-client.key"));
    settings.keys.documents.get_or_insert_with(|| keys.join("documents.key"));
}

/// Makes the folder and its keys where they are missing.
pub(crate) fn prepare(settings: &Settings, random: impl FnMut() -> [u8; 32]) -> Result<(), Failure> {
    let root = Settings::key_file("keys.root", settings.keys.root.as_ref())?;
    let index = Settings::key_file("keys.index", settings.keys.index.as_ref())?;
    let client = Settings::key_file("keys.account_client", settings.keys.account_client.as_ref())?;
    let folders = [Some(root), Some(index), Some(client), settings.database.path.as_deref()];
    for folder in folders.into_iter().flatten().filter_map(Path::parent) {
        fs::create_dir_all(folder)
            .map_err(|error| Failure::Input(format!("{}: {error}", folder.display())))?;
    }
    if !root.exists() && !index.exists() {
        Keys::generate(random).save(root, index)?;
    }
    for key in [&settings.keys.documents, &settings.keys.staff_client].into_iter().flatten() {
        key_files::ensure(key)?;
    }
    key_files::ensure(client)
}

/// The made-up people as the identity site needs them: those with a sign-in, and those that a new sign-in can be.
pub(crate) fn people() -> Result<Demonstration, Failure> {
    let demonstration = people::demonstration();
    let sign_ins = demonstration.featured.iter().map(featured).collect::<Result<_, Failure>>()?;
    let unclaimed = demonstration.records.iter().filter_map(|record| match record {
        Record::Taxpayer(taxpayer) if demonstration.unclaimed.contains(&taxpayer.key) => {
            Some(unclaimed(taxpayer))
        }
        _ => None,
    });
    let agents = AGENTS.iter().map(|(name, role)| agent(name, *role)).collect::<Result<_, _>>()?;
    Ok(Demonstration { sign_ins, unclaimed: unclaimed.collect::<Result<_, _>>()?, agents })
}

/// Who works for the agency in the demonstration: one of each role, and two who release files, since nobody does that alone.
const AGENTS: [(&str, Role); 7] = [
    ("Robin Achterberg", Role::Reviewer),
    ("Sam Villanueva", Role::Clerk),
    ("Alex Tamura", Role::Investigator),
    ("Jordan Abara", Role::Supervisor),
    ("Morgan Castellano", Role::Treasurer),
    ("Dana Whitcombe", Role::Treasurer),
    ("Noor Haddad", Role::Examiner),
];

fn agent(name: &str, role: Role) -> Result<DemoAgent, Failure> {
    let address = format!("{}@desk.example", name.to_lowercase().replace(' ', "."));
    let broken = |_| Failure::Broken(format!("{address}: a made-up agent has no email address"));
    Ok(DemoAgent { email: address.parse().map_err(broken)?, name: name.to_owned(), role })
}

fn featured(person: &Featured) -> Result<DemoPerson, Failure> {
    let broken =
        |_| Failure::Broken(format!("{}: a made-up person has no email address", person.key.as_str()));
    Ok(DemoPerson {
        email: person.email.parse().map_err(broken)?,
        given_name: person.given.to_owned(),
        family_name: person.family.to_owned(),
        birth_date: person.birth_date,
        tax_number: person.tin.clone(),
        story_en: person.story.en.to_owned(),
        story_es: person.story.es.to_owned(),
    })
}

fn unclaimed(taxpayer: &Taxpayer) -> Result<DemoPerson, Failure> {
    let address = format!("{}@people.example", taxpayer.key.as_str());
    let broken = |_| Failure::Broken(format!("{address}: a made-up person has no email address"));
    Ok(DemoPerson {
        email: address.parse().map_err(broken)?,
        given_name: taxpayer.name.given.as_str().to_owned(),
        family_name: taxpayer.name.family.as_str().to_owned(),
        birth_date: taxpayer.birth_date,
        tax_number: taxpayer.tin.clone(),
        story_en: "A made-up person with an ordinary record.".to_owned(),
        story_es: "Una persona ficticia con un registro común.".to_owned(),
    })
}

/// Refuses a database that holds books and was not begun by a demonstration, whatever `DATABASE_URL` says: made-up
/// people and buttons that sign in as them have no place among real ones.
async fn refuse_real_books(store: &Store) -> Result<(), Failure> {
    match store.check_schema().await {
        // Nothing stands there yet.
        Err(StoreError::NotMigrated { database: 0, .. }) => return Ok(()),
        Ok(()) | Err(StoreError::NotMigrated { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let has_books = !taxpayers::list(store, None, 1).await?.is_empty();
    if has_books && remembered::find(store, BEGUN).await?.is_none() {
        let why = "this database holds books that no demonstration brought in: give --data another folder, or unset \
                   DATABASE_URL";
        return Err(Failure::Input(why.to_owned()));
    }
    Ok(())
}

/// Makes a database a demonstration's: migrated, and marked before the first made-up record.
pub(crate) async fn claim(store: &Store) -> Result<(), Failure> {
    refuse_real_books(store).await?;
    store.migrate().await?;
    store.write(remembered::change(Write::new(), BEGUN, "yes")).await?;
    Ok(())
}

/// Brings the made-up books in, once, and gives the featured people their sign-ins.
pub(crate) async fn load(ground: &Ground, data: &Path, identity: &Identity) -> Result<(), Failure> {
    if remembered::find(&ground.store, LOADED).await?.is_none() {
        let file = data.join("demonstration.ndjson");
        let mut out = fs::File::create(&file)?;
        people::write_ndjson(&mut out, people::demonstration().records)?;
        let go_on = |_: &intake::Progress| ControlFlow::Continue(());
        let summary =
            intake::import(&ground.store, &ground.sealer, &ground.clock, &ground.dice, &file, go_on);
        let summary = summary.await.map_err(|error| Failure::Broken(error.to_string()))?;
        fs::remove_file(&file)?;
        report(ground, &file).await?;
        forms::send_all(ground).await?;
        if let Some((line, why)) = summary.named_lines.first() {
            return Err(Failure::Broken(format!("the made-up books are wrong in line {line}: {why}")));
        }
        ground.store.write(remembered::change(Write::new(), LOADED, "yes")).await?;
    }
    let people = people()?;
    for featured in &people.sign_ins {
        add_person(identity, featured).await.map_err(|error| Failure::Broken(error.to_string()))?;
    }
    for agent in &people.agents {
        add_agent(identity, agent).await.map_err(|error| Failure::Broken(error.to_string()))?;
    }
    Ok(())
}

/// Brings in what was reported about the made-up people, each file on its day.
async fn report(ground: &Ground, file: &Path) -> Result<(), Failure> {
    let records = people::demonstration().records;
    let broken = |error: &dyn std::fmt::Display| Failure::Broken(format!("the made-up reports: {error}"));
    for reported in people::reported(&records).map_err(|error| broken(&error))? {
        fs::write(file, &reported.bytes)?;
        let noon = format!("{}T12:00:00Z", reported.received_on).parse().map_err(|error| broken(&error))?;
        let clock = Clock::fixed(noon);
        let go_on = |_| ControlFlow::Continue(());
        let import =
            information_returns::import(&ground.store, &ground.sealer, &clock, file, Accept::Whole, go_on);
        let (report, _) = import.await.map_err(|error| broken(&error))?;
        if !matches!(report.outcome, Outcome::BroughtIn | Outcome::BroughtInBefore) {
            return Err(broken(&"a file has faults"));
        }
    }
    fs::remove_file(file)?;
    Ok(())
}

/// What a person reads in the terminal once the sites are up.
pub(crate) fn greeting(origins: &Origins, operations: u16, people: &Demonstration) -> String {
    use std::fmt::Write as _;
    let mut text = format!(
        "\nCounterfoil, a demonstration with made-up people. It is no government site.\n\n  \
         Account       {}\n  Identity      {}\n  Professional  {}\n  Staff         {}\n  \
         Operations    http://localhost:{operations}/readyz, /livez, /metrics\n\nThe people:\n",
        origins.account, origins.identity, origins.professional, origins.staff
    );
    for person in &people.sign_ins {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {:<18} {}", person.name(), person.story_en);
    }
    let _ = write!(
        text,
        "\nTry this:\n  \
         1. Open {account}, choose “Sign in” and one of the people.\n  \
         2. On Home, open “Account balance”, then a year; look up another day; read how the figures came about.\n  \
         3. Choose “Español” at the top; switch JavaScript off; use the keyboard alone.\n  \
         4. Create a sign-in of your own; its mail is at {identity}/outbox.\n  \
         5. Open {staff} and sign in as one of the agency’s people (Noor Haddad, Morgan Castellano, Dana Whitcombe).\n  \
         6. Move the clock at {account}/sandbox/clock and watch the balance grow.\n\nCtrl-C ends it; the data stays.\n",
        account = origins.account,
        identity = origins.identity,
        staff = origins.staff,
    );
    text
}
