//! Does a message reach a server that speaks SMTP, whole and with nothing smuggled into its header?

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use values::{Id, Secret};

use super::{MailError, Message, Smtp};

/// A server on this machine that takes one message, answers its content with `verdict`, and gives back
/// what it was told.
async fn server(verdict: &'static str) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let told = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        let (mut all, mut in_content) = (String::new(), false);
        writer.write_all(b"220 ready\r\n").await.unwrap();
        while let Some(line) = lines.next_line().await.unwrap() {
            all.push_str(&line);
            all.push('\n');
            let answer = match line.as_str() {
                "." if in_content => {
                    in_content = false;
                    verdict
                }
                _ if in_content => continue,
                "DATA" => {
                    in_content = true;
                    "354 go on"
                }
                "QUIT" => {
                    writer.write_all(b"221 bye\r\n").await.unwrap();
                    break;
                }
                _ => "250 fine",
            };
            writer.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        }
        all
    });
    (address, told)
}

fn message(to: &str, subject: &str) -> Message {
    Message {
        to: to.to_owned(),
        subject: subject.to_owned(),
        body: "Your code is 123456.\n.\nEnd".to_owned(),
    }
}

async fn send(verdict: &'static str, message: &Message) -> (Result<(), MailError>, String) {
    let (address, told) = server(verdict).await;
    let smtp = Smtp::new(&Secret::new(address), "Agency <no-reply@agency.example>").unwrap();
    let outcome = smtp.send(Id::from_bytes([7; 16]), message).await;
    drop(smtp);
    (outcome, told.await.unwrap())
}

#[tokio::test]
async fn a_message_arrives_whole_and_says_what_it_is() {
    let (outcome, told) = send("250 taken", &message("ana@example.com", "Your code")).await;
    outcome.unwrap();
    for part in [
        "MAIL FROM:<no-reply@agency.example>",
        "RCPT TO:<ana@example.com>",
        "Subject: Your code",
        "Message-ID: <07070707070707070707070707070707@agency.example>",
        "Your code is 123456.",
        "\n..\n",
        "\nEnd\n",
    ] {
        assert!(told.contains(part), "{part} is missing in\n{told}");
    }
}

#[tokio::test]
async fn a_subject_cannot_add_a_header() {
    let (outcome, told) =
        send("250 taken", &message("ana@example.com", "Code\r\nBcc: eve@evil.example")).await;
    outcome.unwrap();
    assert!(!told.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc:")), "{told}");
}

#[tokio::test]
async fn refusals_for_good_and_for_now_are_told_apart() {
    let refused =
        send("550 no such person ana@example.com", &message("ana@example.com", "x")).await.0.unwrap_err();
    assert!(refused.is_final() && !refused.to_string().contains("ana@"), "{refused}");
    let later = send("451 try later", &message("ana@example.com", "x")).await.0.unwrap_err();
    assert!(!later.is_final(), "{later}");
    let password = send("535 wrong password", &message("ana@example.com", "x")).await.0.unwrap_err();
    assert!(!password.is_final(), "{password}");
    let smtp = Smtp::new(&Secret::new("smtp://127.0.0.1:1".to_owned()), "a@b.example").unwrap();
    assert!(
        !smtp.send(Id::from_bytes([7; 16]), &message("ana@example.com", "x")).await.unwrap_err().is_final()
    );
    let unwritable = smtp.send(Id::from_bytes([7; 16]), &message("no address", "x")).await.unwrap_err();
    assert!(unwritable.is_final());
}

#[test]
fn wrong_settings_are_told_without_the_password() {
    for (server, from) in [("http://user:hunter2@x", "a@b.example"), ("smtp://ok.example", "nobody")] {
        let error = Smtp::new(&Secret::new(server.to_owned()), from).unwrap_err().to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }
}
