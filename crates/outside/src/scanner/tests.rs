//! Is a file streamed whole, its answer understood, and everything that is no answer taken for none?

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::*;

/// A daemon on this machine: what each visitor is answered, and what each one sent.
async fn daemon(answers: &'static [&'static str]) -> (Scanner, JoinHandle<Vec<(String, Vec<u8>)>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let told = tokio::spawn(async move {
        let mut told = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut command = Vec::new();
            while command.last() != Some(&0) {
                command.push(stream.read_u8().await.unwrap());
            }
            let mut file = Vec::new();
            if command == b"zINSTREAM\0" {
                while let length @ 1.. = stream.read_u32().await.unwrap() {
                    let from = file.len();
                    file.resize(from + length as usize, 0);
                    stream.read_exact(&mut file[from..]).await.unwrap();
                }
            }
            stream.write_all(answer.as_bytes()).await.unwrap();
            told.push((String::from_utf8(command).unwrap(), file));
        }
        told
    });
    (Scanner::Clamd(address.parse().unwrap()), told)
}

#[tokio::test]
async fn a_daemon_gets_the_whole_file_and_its_answer_counts() {
    let answers = &[
        "stream: OK\0",
        "stream: Eicar-Test-Signature FOUND\0",
        "INSTREAM size limit exceeded. ERROR\0",
        "stream: OK",
        "",
        "ClamAV 1.4.3/27800/Mon Nov 23 2026\0",
    ];
    let (scanner, told) = daemon(answers).await;
    let file: Vec<u8> = (0..200_000_u32).map(|number| number.to_le_bytes()[1]).collect();
    assert_eq!(scanner.scan(&file).await, Ok(Scan::Clean));
    let found = ScanError::Malicious("Eicar-Test-Signature".to_owned());
    assert_eq!(scanner.scan(b"").await, Err(found));
    for _ in 0..3 {
        assert!(matches!(scanner.scan(b"x").await, Err(ScanError::Away(_))));
    }
    assert_eq!(scanner.version().await.unwrap().as_deref(), Some("ClamAV 1.4.3/27800/Mon Nov 23 2026"));
    let told = told.await.unwrap();
    assert_eq!(told[0], ("zINSTREAM\0".to_owned(), file));
    assert_eq!(told[5].0, "zVERSION\0");
    // Nobody is there any more.
    assert!(matches!(scanner.scan(b"x").await, Err(ScanError::Away(_))));
}

#[tokio::test]
async fn the_simulator_does_as_its_table_says() {
    let scan = async |text: &str| Scanner::Simulator.scan(text.as_bytes()).await;
    assert_eq!(scan("a paper").await, Ok(Scan::Clean));
    assert!(matches!(scan(&format!("a {}", TEST_STRING.concat())).await, Err(ScanError::Malicious(_))));
    assert!(matches!(scan(&format!("a {AWAY} b")).await, Err(ScanError::Away(_))));
    assert_eq!(Scanner::None.scan(TEST_STRING.concat().as_bytes()).await, Ok(Scan::NotScanned));
}

#[test]
fn addresses_are_a_socket_or_a_host_with_its_port() {
    for fine in ["unix:/run/clamav/clamd.ctl", "127.0.0.1:3310", "[::1]:3310", "scanner.internal:3310"] {
        assert_eq!(fine.parse::<Address>().unwrap().to_string(), fine);
    }
    for wrong in ["", "unix:clamd.ctl", "3310", ":3310", "host:", "host:0", "host:99999", "http://host"] {
        assert_eq!(wrong.parse::<Address>(), Err(AddressError), "{wrong}");
    }
}
