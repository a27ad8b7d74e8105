//! Does `counterfoil evidence read` read photographed papers, hold their sides against each other, and refuse the rest? And
//! is what decodes them confined?

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::world::program::{Answer, call, path};

/// The papers of somebody of the demonstration, photographed at an angle.
fn photographed(folder: &Path, person: &str, degrees: &str) -> String {
    let out = folder.join(person).display().to_string();
    let answer =
        call(&["sandbox", "papers", "--person", person, "--out", &out, "--photographed", degrees], "");
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    out
}

fn read(file: &str, front: Option<&str>) -> Answer {
    let mut arguments = vec!["evidence", "read", file];
    arguments.extend(front.iter().flat_map(|front| ["--front", *front]));
    call(&arguments, "")
}

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    serde_json::from_str(&answer.out).expect("JSON")
}

/// The names of the checks that do not hold.
fn failed(reading: &Value) -> Vec<&str> {
    let checks = reading["checks"].as_array().expect("a list").iter();
    checks.filter(|check| check["ok"] == false).filter_map(|check| check["name"].as_str()).collect()
}

#[test]
fn a_photographed_licence_is_read_and_its_sides_agree() {
    let folder = tempfile::tempdir().expect("a test may make a folder");
    let papers = photographed(folder.path(), "demo-amelia", "6");
    let (back, front) = (format!("{papers}/back.jpg"), format!("{papers}/front.jpg"));
    let reading = json(&read(&back, Some(&front)));
    let fields = &reading["fields"];
    assert_eq!(reading["kind"], "driver-licence-barcode");
    assert_eq!((&fields["family_name"], &fields["given_names"]), (&"HARTWELL".into(), &"AMELIA".into()));
    assert_eq!((&fields["birth_date"], &fields["state"]), (&"1986-03-14".into(), &"OR".into()));
    assert_eq!(failed(&reading), Vec::<&str>::new());
    // Somebody else's front.
    let other = format!("{}/front.jpg", photographed(folder.path(), "demo-marcus", "-3"));
    let reading = json(&read(&back, Some(&other)));
    for check in ["family name is printed", "birth date is printed", "document number is printed"] {
        assert!(failed(&reading).contains(&check), "{check}: {:?}", failed(&reading));
    }
    // What is confined must not depend on what its memory happens to look like.
    for _ in 0..25 {
        assert_eq!(read(&back, None).code, Some(0));
    }
    // A front has no code.
    let answer = read(&front, None);
    assert_eq!((answer.code, answer.out.as_str()), (Some(3), ""), "{}", answer.err);
}

#[test]
fn a_photographed_passport_is_read_and_agrees_with_its_print() {
    let folder = tempfile::tempdir().expect("a test may make a folder");
    for (person, family, degrees) in [("demo-amelia", "HARTWELL", "-4"), ("demo-marcus", "ELLISON", "183")] {
        let papers = photographed(folder.path(), person, degrees);
        let reading = json(&read(&format!("{papers}/passport.jpg"), None));
        assert_eq!(
            (&reading["kind"], &reading["fields"]["family_name"]),
            (&"passport".into(), &family.into())
        );
        assert_eq!(failed(&reading), Vec::<&str>::new(), "{reading}");
    }
}

#[test]
fn what_cannot_be_a_picture_of_a_paper_is_refused_with_its_reason() {
    let folder = tempfile::tempdir().expect("a test may make a folder");
    let papers = photographed(folder.path(), "demo-amelia", "0");
    let whole = std::fs::read(format!("{papers}/back.jpg")).expect("it was made");
    // A small file that claims 60,000 by 60,000 pixels.
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xea\x60\0\0\xea\x60\x08\x02\0\0\0".to_vec();
    bomb.extend_from_slice(&[0; 64]);
    for (bytes, why) in [
        (bomb, "million pixels"),
        (vec![0xff, 0xd8, 0xff, 0xd9], "damaged"),
        (whole[..300].to_vec(), "damaged"),
        ([b"\xff\xd8\xff", vec![0; 15_000_000].as_slice()].concat(), "megabytes"),
        (b"GIF89a".to_vec(), "neither a picture"),
    ] {
        let file = folder.path().join("sent");
        std::fs::write(&file, bytes).expect("a test may write a file");
        let answer = read(&file.display().to_string(), None);
        assert_eq!((answer.code, answer.out.as_str()), (Some(3), ""), "{}", answer.err);
        assert!(answer.err.contains(why), "{why}: {}", answer.err);
    }
}

/// What the kernel says of a process.
fn said(id: u32, file: &str) -> String {
    std::fs::read_to_string(format!("/proc/{id}/{file}")).unwrap_or_default()
}

#[test]
fn what_decodes_is_confined_before_it_reads() {
    let mut child = Command::new(path())
        .args(["decode-picture", "picture"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // It waits for its input, of which it gets nothing yet.
    let is_filtered = || said(child.id(), "status").contains("Seccomp:\t2");
    for _ in 0..500 {
        if is_filtered() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let (status, limits) = (said(child.id(), "status"), said(child.id(), "limits"));
    child.stdin.take().expect("a pipe").write_all(b"no picture").expect("it reads");
    let ended = child.wait_with_output().expect("it ends");
    assert!(status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1"), "{status}");
    for (name, most) in [
        ("Max data size", 400 << 20),
        ("Max cpu time", 6),
        ("Max file size", 0),
        ("Max core file size", 0),
        ("Max open files", 8),
    ] {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        let hard = line[name.len().min(line.len())..].split_whitespace().nth(1);
        assert_eq!(hard, Some(most.to_string().as_str()), "{line}");
    }
    assert_eq!((ended.status.code(), ended.stdout.as_slice()), (Some(3), &b""[..]));
}
