//! How many requests a second does an OpenID provider answer? Keeps connections open and asks the next thing on each as
//! soon as it has the answer. `scripts/bench-identity` says what: one job as JSON on standard input, one line of figures
//! as JSON on standard output.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// What is to be done.
#[derive(Clone, Deserialize)]
struct Job {
    /// Where to connect.
    address: String,
    /// What the server is called.
    host: String,
    /// For so long it is counted, after a fifth of it was not.
    seconds: u64,
    connections: usize,
    /// What is asked: one request, or a whole sign-in.
    #[serde(flatten)]
    what: What,
}

#[derive(Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum What {
    Get { path: String },
    Post { path: String, authorization: String, body: String },
    SignIn(SignIn),
}

/// Authorize, token, userinfo: with a session that stands.
#[derive(Clone, Deserialize)]
struct SignIn {
    authorize: String,
    token: String,
    userinfo: String,
    authorization: String,
    client_id: String,
    redirect_uri: String,
    /// The cookies of one signed-in browser for each connection.
    cookies: Vec<String>,
}

struct Answer {
    status: u16,
    location: Option<String>,
    cookies: Vec<String>,
    body: String,
}

struct Connection {
    reader: BufReader<TcpStream>,
    host: String,
}

impl Connection {
    async fn open(job: &Job) -> Outcome<Self> {
        let stream = TcpStream::connect(&job.address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { reader: BufReader::new(stream), host: job.host.clone() })
    }

    async fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Outcome<Answer> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.host);
        for (name, value) in headers {
            let _ = write!(request, "{name}: {value}\r\n");
        }
        if method == "POST" {
            let length = body.len();
            request.push_str("Content-Type: application/x-www-form-urlencoded\r\n");
            let _ = write!(request, "Content-Length: {length}\r\n");
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.reader.get_mut().write_all(request.as_bytes()).await?;
        self.read().await
    }

    async fn line(&mut self, line: &mut String) -> Outcome<()> {
        line.clear();
        if self.reader.read_line(line).await? == 0 {
            return Err("the server hung up".into());
        }
        line.truncate(line.trim_end().len());
        Ok(())
    }

    async fn read(&mut self) -> Outcome<Answer> {
        let mut line = String::new();
        self.line(&mut line).await?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| format!("no status: {line}"))?;
        let (mut length, mut location, mut cookies) = (0, None, Vec::new());
        loop {
            self.line(&mut line).await?;
            let Some((name, value)) = line.split_once(':') else { break };
            let (is, value) = (|wanted| name.eq_ignore_ascii_case(wanted), value.trim());
            if is("content-length") {
                length = value.parse()?;
            } else if is("location") {
                location = Some(value.to_owned());
            } else if is("set-cookie") {
                cookies.extend(value.split(';').next().map(str::to_owned));
            } else if is("transfer-encoding") {
                return Err("the answer's length is not told".into());
            }
        }
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body).await?;
        Ok(Answer { status, location, cookies, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

/// A browser's cookies; one that is set again takes the place of the one before.
fn keep(cookies: &mut String, set: &[String]) {
    for cookie in set {
        let name = cookie.split('=').next().unwrap_or_default();
        let others = cookies.split("; ").filter(|kept| kept.split('=').next() != Some(name));
        *cookies = others.chain([cookie.as_str()]).collect::<Vec<_>>().join("; ");
    }
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// The part of a text between two marks.
fn between<'a>(text: &'a str, before: &str, after: char) -> Outcome<&'a str> {
    let rest = text.split_once(before).map(|(_, rest)| rest);
    let part = rest.and_then(|rest| rest.split(after).next());
    part.ok_or_else(|| format!("no {before} in {text}").into())
}

async fn sign_in(
    connection: &mut Connection,
    plan: &SignIn,
    cookies: &mut String,
    number: u64,
) -> Outcome<()> {
    let redirect = encode(&plan.redirect_uri);
    let mut path = format!(
        "{}?response_type=code&client_id={}&redirect_uri={redirect}&scope=openid%20email&state=s{number}&nonce=n{number}\
         &code_challenge={CHALLENGE}&code_challenge_method=S256",
        plan.authorize, plan.client_id
    );
    let mut code = None;
    for _ in 0..4 {
        let answer = connection.ask("GET", &path, &[("Cookie", cookies)], "").await?;
        keep(cookies, &answer.cookies);
        let location = answer.location.ok_or_else(|| format!("{}: {}", answer.status, answer.body))?;
        if location.starts_with(&plan.redirect_uri) {
            code = Some(between(&location, "code=", '&')?.to_owned());
            break;
        }
        // On this server, with or without its name.
        path = location.find("://").map_or(location.clone(), |at| {
            let rest = &location[at + 3..];
            rest[rest.find('/').unwrap_or(rest.len())..].to_owned()
        });
    }
    let code = code.ok_or("no code after four steps")?;
    let body =
        format!("grant_type=authorization_code&code={code}&redirect_uri={redirect}&code_verifier={VERIFIER}");
    let answer =
        connection.ask("POST", &plan.token, &[("Authorization", &plan.authorization)], &body).await?;
    if answer.status != 200 || !answer.body.contains("\"id_token\"") {
        return Err(format!("{}: {}", answer.status, answer.body).into());
    }
    let bearer = format!("Bearer {}", between(&answer.body, "\"access_token\":\"", '"')?);
    let answer = connection.ask("GET", &plan.userinfo, &[("Authorization", &bearer)], "").await?;
    if answer.status != 200 || !answer.body.contains("\"email\"") {
        return Err(format!("{}: {}", answer.status, answer.body).into());
    }
    Ok(())
}

async fn once(connection: &mut Connection, what: &What, cookies: &mut String, number: u64) -> Outcome<()> {
    let answer = match what {
        What::Get { path } => connection.ask("GET", path, &[], "").await?,
        What::Post { path, authorization, body } => {
            connection.ask("POST", path, &[("Authorization", authorization)], body).await?
        }
        What::SignIn(plan) => return sign_in(connection, plan, cookies, number).await,
    };
    if answer.status == 200 { Ok(()) } else { Err(format!("{}: {}", answer.status, answer.body).into()) }
}

#[expect(clippy::disallowed_methods, reason = "durations are what is measured")]
fn clock() -> Instant {
    Instant::now()
}

/// Asks over one connection until the time is over; how long each answer took.
async fn work(job: Arc<Job>, place: usize) -> Outcome<Vec<Duration>> {
    let mut connection = Connection::open(&job).await?;
    let mut cookies = match &job.what {
        What::SignIn(plan) => plan.cookies.get(place).ok_or("a connection has no cookies")?.clone(),
        What::Get { .. } | What::Post { .. } => String::new(),
    };
    let begun = clock();
    let warm = Duration::from_millis(job.seconds * 200);
    let end = warm + Duration::from_secs(job.seconds);
    let mut taken = Vec::new();
    let mut number = 0;
    loop {
        let start = clock();
        if start - begun >= end {
            return Ok(taken);
        }
        number += 1;
        once(&mut connection, &job.what, &mut cookies, number).await?;
        if start - begun >= warm {
            taken.push(clock() - start);
        }
    }
}

/// One thread serves all connections, so that the server is not kept busy with waking many.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let job: Arc<Job> = Arc::new(serde_json::from_str(&text)?);
    let mut workers: JoinSet<_> = (0..job.connections).map(|place| work(job.clone(), place)).collect();
    let mut taken = Vec::new();
    let patience = Duration::from_secs(job.seconds * 2 + 20);
    while let Some(done) = tokio::time::timeout(patience, workers.join_next()).await? {
        taken.extend(done??);
    }
    taken.sort_unstable();
    let at = |percent: usize| taken.get(taken.len() * percent / 100).map_or(0, Duration::as_micros);
    let per_second = taken.len() as u64 / job.seconds;
    println!(
        r#"{{"per_second":{per_second},"median_microseconds":{},"p99_microseconds":{}}}"#,
        at(50),
        at(99)
    );
    Ok(())
}
