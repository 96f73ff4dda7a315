//! What a site goes through while it is written to: it grows slow, breaks down, asks for patience.
//! A relay between the program and the reference site makes the weather.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crate::write::Site;

/// What the relay does to a write instead of passing it on.
#[derive(Clone, Copy)]
enum Weather {
    /// Passes it on late.
    Late(Duration),
    /// Passes nothing on and answers this.
    Answers(&'static str),
}

/// Writes that pass before the weather turns, and how many it hits.
#[derive(Clone, Copy)]
struct Front {
    weather: Weather,
    after: u64,
    hits: u64,
}

/// Relays until the test ends. Gives the address to ask, and counts the writes that came.
fn relay(site: &Site, front: Front) -> (String, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let to = site.host();
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (to, counted) = (to.clone(), Arc::clone(&counted));
            // Whoever hangs up in the midst is no concern of the relay.
            thread::spawn(move || stream.and_then(|stream| pass(stream, &to, front, &counted)));
        }
    });
    (url, count)
}

fn pass(client: TcpStream, to: &str, front: Front, counted: &AtomicU64) -> std::io::Result<()> {
    let mut reader = BufReader::new(client.try_clone()?);
    let mut client = client;
    let (mut head, mut length, mut is_write) = (String::new(), 0, false);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if head.is_empty() {
            is_write = !["GET", "HEAD", "OPTIONS"].contains(&line.split(' ').next().unwrap());
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            head.push_str("Connection: close\r\n\r\n");
            break;
        }
        if !lower.starts_with("connection:") {
            head.push_str(&line);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let number = if is_write {
        counted.fetch_add(1, Ordering::SeqCst) + 1
    } else {
        0
    };
    if number > front.after && number <= front.after + front.hits {
        match front.weather {
            Weather::Late(wait) => thread::sleep(wait),
            Weather::Answers(answer) => return client.write_all(answer.as_bytes()),
        }
    }
    let mut site = TcpStream::connect(to)?;
    site.write_all(head.as_bytes())?;
    site.write_all(&body)?;
    std::io::copy(&mut site, &mut client).map(drop)
}

const BROKEN: &str = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\n\
                      Content-Length: 4\r\nConnection: close\r\n\r\ndown";
const SOON: &str = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\
                    Connection: close\r\n\r\n";
const MUCH_LATER: &str = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7200\r\n\
                          Content-Length: 0\r\nConnection: close\r\n\r\n";

/// Runs a write run through a front: exit code, output, and the writes that came in all.
fn run(site: &Site, front: Front) -> (i32, String, u64) {
    let folder = tempfile::tempdir().unwrap();
    let before = site.dump();
    let (url, count) = relay(site, front);
    let arguments = ["check", &url, "--write", "--yes-write-to", "127.0.0.1"];
    let (code, out, err) = site.run(&arguments, folder.path());
    assert_eq!(site.dump(), before, "{out}{err}");
    let said = format!("{out} {err}");
    // The report breaks its lines.
    let words: Vec<&str> = said.split_whitespace().collect();
    (code, words.join(" "), count.load(Ordering::SeqCst))
}

#[test]
fn a_site_that_breaks_down_is_left_alone_and_cleaned_up() {
    let site = Site::start();
    let front = Front {
        weather: Weather::Answers(BROKEN),
        after: 20,
        hits: 3,
    };
    let (code, said, writes) = run(&site, front);
    assert_ne!(code, 0, "{said}");
    assert!(said.contains("server errors for several writes"), "{said}");
    assert!(
        said.contains("everything that provably belongs to this run is deleted"),
        "{said}"
    );
    assert!(writes < 60, "{writes} writes");
}

#[test]
fn a_site_that_grows_slow_is_left_alone_and_cleaned_up() {
    let site = Site::start();
    let front = Front {
        weather: Weather::Late(Duration::from_millis(3_300)),
        after: 20,
        hits: 6,
    };
    let (code, said, writes) = run(&site, front);
    assert_ne!(code, 0, "{said}");
    assert!(said.contains("much slower than it was"), "{said}");
    assert!(
        said.contains("everything that provably belongs to this run is deleted"),
        "{said}"
    );
    assert!(writes < 60, "{writes} writes");
}

#[test]
fn a_site_that_asks_for_patience_gets_it_and_no_write_is_made_twice() {
    let site = Site::start();
    let front = Front {
        weather: Weather::Answers(SOON),
        after: 20,
        hits: 2,
    };
    let (code, said, _) = run(&site, front);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("everything that provably belongs to this run is deleted"),
        "{said}"
    );
}

#[test]
fn a_site_that_asks_for_hours_is_left_alone_and_cleaned_up() {
    let site = Site::start();
    let front = Front {
        weather: Weather::Answers(MUCH_LATER),
        after: 20,
        hits: 1,
    };
    let (code, said, writes) = run(&site, front);
    assert_ne!(code, 0, "{said}");
    assert!(said.contains("asks to wait 7200 s"), "{said}");
    assert!(
        said.contains("everything that provably belongs to this run is deleted"),
        "{said}"
    );
    assert!(writes < 60, "{writes} writes");
}
