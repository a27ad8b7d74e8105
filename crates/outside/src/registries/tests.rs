//! Do the three kinds of sources keep one contract?

use std::io::Write as _;

use serde_json::json;
use values::date;

use super::*;
use crate::http::Http;
use crate::texts::tests::listener;

fn tin(digits: &str) -> Tin {
    Tin::parse_individual(digits).unwrap()
}

fn tax_number(digits: &str) -> Asked {
    Asked::tax_number(&tin(digits), "José Luis", "O’Hara-Núñez", date(1980, 2, 29))
}

fn phone(number: &str) -> Asked {
    Asked::phone_account(&number.parse().unwrap(), "José Luis", "O’Hara-Núñez")
}

fn address(zip: &str) -> Asked {
    Asked::address(["1 Elm St.", "Springfield", "CA", zip, "US"])
}

fn document(number: &str) -> Asked {
    Asked::document(["drivers-license", "OR", number, "JOSE LUIS", "OHARA NUNEZ", "1980-02-29", "2030-02-28"])
}

fn book(question: Question, content: &str) -> Result<Book, BookError> {
    let path = std::env::temp_dir().join(format!(
        "counterfoil-registry-{}-{}-{}",
        std::process::id(),
        question.word(),
        content.len()
    ));
    std::fs::File::create(&path).unwrap().write_all(content.as_bytes()).unwrap();
    let read = Book::read(question, &path);
    std::fs::remove_file(path).unwrap();
    read
}

#[tokio::test]
async fn the_simulator_obeys_its_magic_values() {
    let table = [
        (tax_number("900-12-3456"), Answer::Yes),
        (tax_number("900-12-9998"), Answer::No),
        (tax_number("900-12-9997"), Answer::Yes),
        (tax_number("900-12-9996"), Answer::Unavailable),
        (Asked::death(&tin("900-12-3456")), Answer::No),
        (Asked::death(&tin("900-12-9997")), Answer::Yes),
        (address("12345"), Answer::Yes),
        (address("00000"), Answer::No),
        (address("00001"), Answer::Unavailable),
        (phone("202-555-0123"), Answer::Yes),
        (phone("202-555-0155"), Answer::No),
        (phone("202-555-0156"), Answer::Unavailable),
        (document("OR91234567"), Answer::Yes),
        (document("OR91239998"), Answer::No),
        (document("OR91239996"), Answer::Unavailable),
    ];
    for (place, (asked, expected)) in table.iter().enumerate() {
        assert_eq!(Source::Simulator.ask(asked).await, *expected, "{place}: {asked:?}");
    }
    assert_eq!(Source::None.ask(&address("12345")).await, Answer::Unavailable);
    assert!(Registries::simulated().are_there() && !Registries::none().are_there());
}

#[tokio::test]
async fn a_file_answers_yes_for_its_lines_however_they_are_written() {
    let content = "tax_number,given_names,family_name,birth_date\n\
        900123456,JOSE LUIS,OHARA NUNEZ,1980-02-29\n900123457,Jose,Ohara,1980-02-29\n";
    let source = Source::File(book(Question::TaxNumber, content).unwrap(), Class::Authoritative);
    assert_eq!(source.ask(&tax_number("900-12-3456")).await, Answer::Yes);
    assert_eq!(source.ask(&tax_number("900-12-3457")).await, Answer::No, "another name");
    assert_eq!(source.ask(&tax_number("900-12-3458")).await, Answer::No, "another number");
    let dead = Source::File(book(Question::Death, "tax_number\n900-12-9997\n").unwrap(), Class::Credible);
    assert_eq!(dead.ask(&Asked::death(&tin("900129997"))).await, Answer::Yes);
    assert_eq!(dead.ask(&Asked::death(&tin("900123456"))).await, Answer::No);
    let issued = "kind,issuer,number,given_names,family_name,birth_date,expiry_date\n\
        drivers-license,OR,OR-9123 4567,José Luis,O’Hara-Núñez,1980-02-29,2030-02-28\n";
    let issued = Source::File(book(Question::Document, issued).unwrap(), Class::Authoritative);
    assert_eq!(issued.ask(&document("OR91234567")).await, Answer::Yes);
    assert_eq!(issued.ask(&document("OR91234568")).await, Answer::No);
    assert_eq!(format!("{dead:?}"), "File(Book(1 lines), Credible)");
}

#[test]
fn another_file_is_refused() {
    for (content, why) in [
        ("", "the first line"),
        ("number\n1\n", "the first line"),
        ("tax_number,name\n", "the first line"),
        ("tax_number\n900129997\n1,2\n", "line 3"),
    ] {
        let refused = book(Question::Death, content).unwrap_err().to_string();
        assert!(refused.starts_with(why), "{content:?}: {refused}");
    }
    let nowhere = Book::read(Question::Death, std::path::Path::new("/nowhere/list"));
    assert!(matches!(nowhere, Err(BookError::Unreadable(_))));
}

async fn served(answer: &'static [&'static str], asked: &Asked) -> (Answer, crate::texts::tests::Told) {
    let (place, told) = listener(answer).await;
    let service = Service::new(Http::new().unwrap(), &place, Secret::new("canary".to_owned())).unwrap();
    let found = Source::Service(Box::new(service), Class::Credible).ask(asked).await;
    (found, told.await.unwrap().remove(0))
}

#[tokio::test]
async fn a_service_is_asked_with_all_facts_and_none_in_its_address() {
    let (found, told) = served(&["200 {\"answer\":\"yes\"}"], &tax_number("900-12-3456")).await;
    assert_eq!(found, Answer::Yes);
    let expected = json!({ "question": "tax-number", "tax_number": "900123456", "given_names": "José Luis",
        "family_name": "O’Hara-Núñez", "birth_date": "1980-02-29" });
    assert_eq!(told.body, expected);
    assert!(!told.head.contains("900123456") && told.head.contains("authorization: bearer canary"));
    let (found, told) = served(&["200 {\"answer\":\"yes\"}"], &document("OR91234567")).await;
    assert_eq!(found, Answer::Yes);
    let expected = json!({ "question": "document", "kind": "drivers-license", "issuer": "OR", "number": "OR91234567",
        "given_names": "JOSE LUIS", "family_name": "OHARA NUNEZ", "birth_date": "1980-02-29",
        "expiry_date": "2030-02-28" });
    assert_eq!(told.body, expected);
    let (found, told) = served(&["200 {\"answer\":\"no\"}"], &address("12345")).await;
    assert_eq!((found, &told.body["postal_code"]), (Answer::No, &json!("12345")));
}

#[tokio::test]
async fn what_a_service_may_not_say_means_that_nobody_could_be_asked() {
    for answer in [
        &["404 {}"],
        &["500 {\"answer\":\"yes\"}"],
        &["200 nonsense"],
        &["200 {\"answer\":\"maybe\"}"],
        &["200 {\"answer\":\"yes\",\"wrong\":\"birth_date\"}"],
    ] {
        assert_eq!(served(answer, &phone("202-555-0123")).await.0, Answer::Unavailable, "{answer:?}");
    }
    let nobody =
        Service::new(Http::new().unwrap(), "http://127.0.0.1:1/", Secret::new(String::new())).unwrap();
    let nobody = Source::Service(Box::new(nobody), Class::Credible);
    assert_eq!(nobody.ask(&phone("202-555-0123")).await, Answer::Unavailable);
    assert!(Service::new(Http::new().unwrap(), "http://r.example/", Secret::new(String::new())).is_err());
}

#[test]
fn a_source_without_a_known_class_is_none() {
    for class in [Class::Authoritative, Class::Credible] {
        assert_eq!(Class::read(class.word()), Some(class));
    }
    assert_eq!((Class::read("hearsay"), Class::read("")), (None, None));
    assert!(!format!("{:?}", tax_number("900-12-3456")).contains("900"));
}
