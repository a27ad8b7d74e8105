//! Who says of a stranger's file whether it is malicious? `ClamAV`'s daemon, asked by its `INSTREAM` command, or the simulator of
//! the demonstration; without either, files are marked as not scanned
//! (<https://docs.clamav.net/manual/Usage/ClamdProtocol.html>).
//!
//! The simulator answers by what stands in the file:
//!
//! | the file holds | answer |
//! |---|---|
//! | the test string of the European Institute for Computer Antivirus Research | malicious |
//! | `COUNTERFOIL-SCANNER-IS-AWAY` | nobody answers |
//! | anything else | clean |

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

/// Nobody waits longer: a file of 15 megabytes takes a few seconds.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Bytes sent at once.
const CHUNK: usize = 64 * 1024;

/// The longest answer that is read.
const LONGEST_ANSWER: u64 = 1_000;

/// What the simulator takes for malicious, in two parts so that no scanner takes this program for it.
const TEST_STRING: [&str; 2] = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"];

/// What the simulator does not answer to.
const AWAY: &str = "COUNTERFOIL-SCANNER-IS-AWAY";

/// What is known of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan {
    /// Nobody looked.
    NotScanned,
    /// Nothing was found.
    Clean,
}

impl Scan {
    /// Its name in the books.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotScanned => "not_scanned",
            Self::Clean => "clean",
        }
    }
}

/// Why a file does not come in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// It is malicious, and this is what it was found to be.
    #[error("the scanner found {0}")]
    Malicious(String),
    /// Nobody could be asked, or the answer says nothing.
    #[error("the scanner does not answer: {0}")]
    Away(String),
}

/// Where the daemon listens.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// `host:port`: the daemon neither encrypts nor asks who it is, so on this machine or a network of one's own.
    Tcp(String),
    /// `unix:/path`.
    Socket(PathBuf),
}

/// An address cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write unix:/run/clamav/clamd.ctl, or a host and its port like 127.0.0.1:3310")]
pub struct AddressError;

impl std::str::FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.starts_with('/') { Ok(Self::Socket(path.into())) } else { Err(AddressError) };
        }
        let port = text.rsplit_once(':').filter(|(host, _)| !host.is_empty()).map(|(_, port)| port);
        let port = port.and_then(|port| port.parse::<u16>().ok()).filter(|port| *port > 0);
        port.map(|_| Self::Tcp(text.to_owned())).ok_or(AddressError)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => out.write_str(address),
            Self::Socket(path) => write!(out, "unix:{}", path.display()),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// Who is asked.
#[derive(Clone, Debug)]
pub enum Scanner {
    /// Nobody.
    None,
    /// The simulator.
    Simulator,
    /// `ClamAV`'s daemon.
    Clamd(Address),
}

impl Scanner {
    /// Whether anybody can be asked.
    pub const fn is_there(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// What is known of a file; an error keeps it out.
    pub async fn scan(&self, bytes: &[u8]) -> Result<Scan, ScanError> {
        match self {
            Self::None => Ok(Scan::NotScanned),
            Self::Simulator => simulated(bytes),
            Self::Clamd(address) => verdict(&asked(address, "INSTREAM", Some(bytes)).await?),
        }
    }

    /// What a daemon says that it is, with the date of what it knows.
    pub async fn version(&self) -> Result<Option<String>, ScanError> {
        match self {
            Self::None | Self::Simulator => Ok(None),
            Self::Clamd(address) => asked(address, "VERSION", None).await.map(Some),
        }
    }
}

fn simulated(bytes: &[u8]) -> Result<Scan, ScanError> {
    let holds = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    if holds(TEST_STRING.concat().as_bytes()) {
        return Err(ScanError::Malicious("the test string".to_owned()));
    }
    if holds(AWAY.as_bytes()) {
        return Err(ScanError::Away("it was told to".to_owned()));
    }
    Ok(Scan::Clean)
}

/// `stream: OK`, `stream: NAME FOUND`; anything else is no answer.
fn verdict(answer: &str) -> Result<Scan, ScanError> {
    match answer.strip_prefix("stream: ") {
        Some("OK") => Ok(Scan::Clean),
        Some(found) if found.ends_with(" FOUND") => {
            Err(ScanError::Malicious(found.trim_end_matches(" FOUND").to_owned()))
        }
        _ => Err(ScanError::Away(answer.to_owned())),
    }
}

async fn asked(address: &Address, command: &str, bytes: Option<&[u8]>) -> Result<String, ScanError> {
    let talking = async {
        match address {
            Address::Tcp(address) => talk(TcpStream::connect(address).await?, command, bytes).await,
            Address::Socket(path) => talk(UnixStream::connect(path).await?, command, bytes).await,
        }
    };
    match tokio::time::timeout(LONGEST_WAIT, talking).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(ScanError::Away(error.to_string())),
        Err(_) => Err(ScanError::Away("it takes too long".to_owned())),
    }
}

/// A command ends with a NUL, and so does the answer. Each chunk has its length before it, in network order; one of no length
/// is the end.
async fn talk(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    command: &str,
    bytes: Option<&[u8]>,
) -> std::io::Result<String> {
    stream.write_all(format!("z{command}\0").as_bytes()).await?;
    if let Some(bytes) = bytes {
        let sent = send(&mut stream, bytes).await;
        // One that has heard enough answers and hangs up: what it said counts.
        if let Err(error) = sent
            && error.kind() != std::io::ErrorKind::BrokenPipe
            && error.kind() != std::io::ErrorKind::ConnectionReset
        {
            return Err(error);
        }
    }
    let mut answer = Vec::new();
    stream.take(LONGEST_ANSWER).read_to_end(&mut answer).await?;
    let Some(end) = answer.iter().position(|byte| *byte == 0) else {
        return Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "it hung up"));
    };
    Ok(String::from_utf8_lossy(&answer[..end]).into_owned())
}

async fn send(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> std::io::Result<()> {
    for chunk in bytes.chunks(CHUNK) {
        let length = u32::try_from(chunk.len()).expect("a chunk is short");
        stream.write_all(&length.to_be_bytes()).await?;
        stream.write_all(chunk).await?;
    }
    stream.write_all(&0_u32.to_be_bytes()).await?;
    stream.flush().await
}

#[cfg(test)]
mod tests;
