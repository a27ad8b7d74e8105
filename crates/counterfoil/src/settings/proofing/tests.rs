//! Is a configuration without what it needs refused, with a key and what to write?

use super::*;

fn settings(text: &str) -> Settings {
    toml::from_str(text).unwrap()
}

#[test]
fn a_source_is_refused_without_what_it_needs() {
    let http = Http::new().unwrap();
    let refused = |text: &str| settings(text).registries(&http, false).unwrap_err().to_string();
    let service = "[proofing.deaths]\nservice = \"https://d.example/\"\n";
    assert!(refused(service).starts_with("proofing.deaths: set token_file"));
    assert!(refused(&format!("{service}token = \"t\"\n")).starts_with("proofing.deaths: set class"));
    let unknown = format!("{service}token = \"t\"\nclass = \"hearsay\"\n");
    assert!(refused(&unknown).starts_with("proofing.deaths: set class"));
    assert!(refused(&unknown.replace("https", "http")).starts_with("proofing.deaths: "));
    assert!(
        refused("[proofing.addresses]\nfile = \"/nowhere/x\"\n")
            .starts_with("proofing.addresses: /nowhere/x")
    );
    let both = format!("{service}file = \"x\"\n");
    assert!(refused(&both).starts_with("proofing.deaths: set a file or a service"));
    let waits = |text: &str| settings(text).waits_for_issuers().map_err(|error| error.to_string());
    let set = |word: &str| format!("[proofing]\ndocuments_unavailable = \"{word}\"\n");
    assert_eq!((waits(""), waits(&set("later")), waits(&set("agent"))), (Ok(true), Ok(true), Ok(false)));
    assert!(waits(&set("never")).unwrap_err().starts_with("proofing.documents_unavailable: "));
    let routes = |text: &str| settings(text).routes(false).map_err(|error| error.to_string());
    assert!(routes("[proofing]\nroutes = [\"owl\"]\n").unwrap_err().starts_with("proofing.routes: owl"));
    assert!(routes("[proofing]\nroutes = [\"letter\"]\n").unwrap_err().starts_with("proofing.letters: "));
    let letter = |class: &str| {
        let set = "[proofing]\nroutes = [\"letter\"]\nletters = \"/var/spool/x\"\n[proofing.addresses]\n";
        routes(&format!("{set}class = \"{class}\"\n"))
    };
    assert!(letter("credible").unwrap_err().starts_with("proofing.addresses: the route letter"));
    assert_eq!(letter("authoritative"), Ok(Some(vec![Route::Letter])));
    assert!(routes("[proofing]\nroutes = [\"wallet\"]\n").unwrap_err().starts_with("wallets: "));
    assert_eq!(routes("[proofing]\nroutes = [\"in-person\"]\n"), Ok(Some(vec![Route::InPerson])));
    assert_eq!(routes(""), Ok(None));
    assert!(routes("[proofing]\nroutes = [\"camera\"]\n").unwrap_err().starts_with("proofing.captures: "));
}

#[test]
fn nobody_examines_pictures_without_published_results() {
    let http = Http::new().unwrap();
    let examiner = |more: &str, demonstration| {
        let set = format!("[proofing.captures]\n{more}");
        settings(&set).examiner(&http, demonstration).map_err(|error| error.to_string())
    };
    assert!(matches!(examiner("", true), Ok(Examiner::Simulator)));
    assert!(matches!(examiner("", false), Ok(Examiner::None)));
    let service = "service = \"https://c.example/\"\n";
    assert!(examiner(service, true).unwrap_err().contains("set token_file"));
    let with_token = format!("{service}token = \"canary\"\n");
    assert!(examiner(&with_token, true).unwrap_err().contains("set evaluation"));
    let elsewhere = format!("{with_token}evaluation = \"in a drawer\"\n");
    assert!(examiner(&elsewhere, true).unwrap_err().contains("set evaluation"));
    let whole = format!("{with_token}evaluation = \"https://c.example/results\"\n");
    let found = examiner(&whole, false).unwrap();
    assert_eq!((found.name(), found.evaluation()), ("service", "https://c.example/results"));
    assert!(
        !toml::to_string(&settings(&format!("[proofing.captures]\n{whole}"))).unwrap().contains("canary")
    );
}

#[test]
fn networks_are_known_by_a_file_or_a_service() {
    let http = Http::new().unwrap();
    let known = |text: &str, demonstration| {
        let set = settings(&format!("[proofing.networks]\n{text}"));
        set.networks(&http, demonstration).map(|found| found.name()).map_err(|error| error.to_string())
    };
    assert_eq!((known("", true), known("", false)), (Ok("simulator"), Ok("none")));
    let service = "service = \"https://n.example/\"\n";
    assert!(known(service, true).unwrap_err().starts_with("proofing.networks: set token_file"));
    let whole = format!("{service}token = \"canary\"\n");
    assert_eq!(known(&whole, false), Ok("service"));
    assert!(known(&format!("{whole}file = \"x\"\n"), false).unwrap_err().contains("not both"));
    assert!(known("file = \"/nowhere/x\"\n", true).unwrap_err().contains("/nowhere/x"));
    let written = toml::to_string(&settings(&format!("[proofing.networks]\n{whole}"))).unwrap();
    assert!(!written.contains("canary"), "{written}");
}

#[test]
fn calls_are_refused_without_what_they_need() {
    let servers = |text: &str| settings(&format!("[proofing.calls]\n{text}")).call_servers();
    let refused = |text: &str| servers(text).unwrap_err().to_string();
    assert!(refused("turn = [\"turn:t.example\"]\n").contains("set turn_secret_file"));
    assert!(refused("turn = [\"https://t.example\"]\n").contains("turns:turn.example"));
    assert!(refused("stun = [\"stun://s.example\"]\n").contains("stun:stun.example"));
    assert!(refused("only_relay = true\n").contains("only_relay needs"));
    let whole = "turn = [\"turn:t.example\"]\nturn_secret = \"canary\"\nonly_relay = true\n";
    assert!(servers(whole).unwrap().secret.is_some());
    let written = toml::to_string(&settings(&format!("[proofing.calls]\n{whole}"))).unwrap();
    assert!(!written.contains("canary"), "{written}");
    let routes = "[proofing]\nroutes = [\"call\"]\n";
    let refused = settings(routes).routes(false).unwrap_err().to_string();
    assert!(refused.starts_with("proofing.calls: "), "{refused}");
    assert!(settings(&format!("{routes}[proofing.calls]\n{whole}")).routes(false).is_ok());
    let hours = settings("[proofing.calls]\nhours = \"/nowhere/x\"\n").call_hours();
    assert!(hours.unwrap_err().to_string().starts_with("proofing.calls.hours: /nowhere/x"));
}

#[test]
fn the_demonstration_has_stand_ins_and_nobody_else() {
    let http = Http::new().unwrap();
    let none = settings("");
    assert!(none.registries(&http, true).unwrap().are_there());
    assert!(!none.registries(&http, false).unwrap().are_there());
    assert!(matches!(none.printer(true), Ok(Printer::Kept)));
    assert!(matches!(none.printer(false), Ok(Printer::None)));
    let whole = settings(
        "[proofing.deaths]\nservice = \"https://d.example/\"\ntoken = \"canary\"\nclass = \"credible\"\n",
    );
    assert!(matches!(whole.registries(&http, true).unwrap().deaths, Source::Service(_, Class::Credible)));
    assert!(!toml::to_string(&whole).unwrap().contains("canary"));
}
