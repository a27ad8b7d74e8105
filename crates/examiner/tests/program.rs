//! The program itself: its commands, and pictures decoded by its confined child.

#[path = "../src/testing.rs"]
mod testing;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use testing::{Light, fill, picture};

fn run(command: &str, folder: &Path, more: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_counterfoil-examiner"));
    program.arg(command).arg("--models").arg(folder).args(more).output().expect("it starts")
}

#[test]
fn the_program_says_whether_models_would_be_switched_on() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let checked = run("check", folder.path(), &[]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    fs::remove_file(folder.path().join("evaluation.toml")).unwrap();
    for (command, more) in [("check", vec![]), ("serve", vec!["--token-file", "/nowhere"])] {
        let refused = run(command, folder.path(), &more);
        let said = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert!(said.contains("no model is asked without its evaluation"), "{said}");
    }
}

#[test]
fn whoever_evaluates_sees_what_is_measured() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    fs::remove_file(folder.path().join("evaluation.toml")).unwrap();
    let pictures = [("selfie", Light::Left), ("front", Light::Right), ("passport", Light::Top)];
    let mut arguments = Vec::new();
    for (name, light) in pictures {
        let file = folder.path().join(format!("{name}.jpg"));
        fs::write(&file, picture(120, light)).unwrap();
        arguments.extend([format!("--{name}"), file.to_str().unwrap().to_owned()]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let measured = run("measure", folder.path(), &arguments);
    assert!(measured.status.success(), "{}", String::from_utf8_lossy(&measured.stderr));
    let told: serde_json::Value = serde_json::from_slice(&measured.stdout).unwrap();
    assert_eq!(told["is_alone"], true);
    let alike = |paper: &str| told["same"][paper].as_f64().unwrap();
    assert!(alike("front") < -0.5 && alike("passport").abs() < 0.5, "{told}");
    fs::write(folder.path().join("selfie.jpg"), b"\xff\xd8 no picture").unwrap();
    let refused = run("measure", folder.path(), &arguments);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("selfie: "));
}
