//! What a client can make `serve` hold is bounded: connections, headers, bodies, and how long it
//! waits for them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::write::Site;

/// Connections that are served at a time.
const CONNECTIONS: usize = 1_024;

const LIST: &str = "GET /wp-json/wc/v3/memberships/members HTTP/1.1\r\nHost: shop\r\n";

/// The status of what the site answers to these bytes; none where it only hangs up.
fn answered(site: &Site, parts: &[&[u8]]) -> Option<u16> {
    let mut stream = TcpStream::connect(site.host()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    for part in parts {
        // It may have answered and gone before all is sent.
        if stream.write_all(part).is_err() {
            break;
        }
    }
    let mut answer = Vec::new();
    let _gone = stream.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer);
    text.split(' ').nth(1)?.parse().ok()
}

fn is_served(site: &Site) -> bool {
    let request = format!("{LIST}Connection: close\r\n\r\n");
    answered(site, &[request.as_bytes()]) == Some(200)
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let site = Site::open();
    let many: String = (0..200).map(|at| format!("X-{at}: 1\r\n")).collect();
    let long = format!("X-Long: {}\r\n", "x".repeat(200_000));
    let path = format!(
        "GET /wp-json/?a={} HTTP/1.1\r\nHost: shop\r\n\r\n",
        "x".repeat(200_000)
    );
    for (what, request) in [
        ("many headers", format!("{LIST}{many}\r\n")),
        ("a long header", format!("{LIST}{long}\r\n")),
        ("a long path", path),
    ] {
        let status = answered(&site, &[request.as_bytes()]);
        assert!(
            status.is_none_or(|status| [400, 414, 431].contains(&status)),
            "{what}: {status:?}"
        );
    }
    assert!(is_served(&site));
}

#[test]
fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    let site = Site::open();
    let post = "POST /wp-json/wc/v3/memberships/members HTTP/1.1\r\nHost: shop\r\n\
                Content-Type: application/json\r\n";
    let megabyte = vec![b' '; 1024 * 1024];
    let length = format!("{post}Content-Length: {}\r\n\r\n", 64 * 1024 * 1024);
    let mut parts = vec![length.as_bytes()];
    parts.extend((0..64).map(|_| megabyte.as_slice()));
    let status = answered(&site, &parts);
    assert!(matches!(status, None | Some(413)), "{status:?}");
    let chunked = format!("{post}Transfer-Encoding: chunked\r\n\r\n");
    let chunk = [b"100000\r\n", megabyte.as_slice(), b"\r\n"].concat();
    let mut parts = vec![chunked.as_bytes()];
    parts.extend((0..64).map(|_| chunk.as_slice()));
    let status = answered(&site, &parts);
    assert!(matches!(status, None | Some(413)), "{status:?}");
    assert!(is_served(&site));
}

#[test]
fn a_client_that_takes_its_time_is_not_waited_for() {
    let site = Site::open();
    let post = "POST /wp-json/wc/v3/memberships/members HTTP/1.1\r\nHost: shop\r\n\
                Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    let begun = Instant::now();
    thread::scope(|scope| {
        let half_a_head = scope.spawn(|| answered(&site, &[LIST.as_bytes()]));
        let half_a_body = scope.spawn(|| answered(&site, &[post.as_bytes()]));
        let status = half_a_head.join().unwrap();
        assert!(matches!(status, None | Some(408)), "{status:?}");
        let status = half_a_body.join().unwrap();
        assert!(matches!(status, None | Some(408)), "{status:?}");
    });
    assert!(
        begun.elapsed() < Duration::from_secs(45),
        "{:?}",
        begun.elapsed()
    );
    assert!(is_served(&site));
}

#[test]
fn connections_above_the_limit_wait_for_one_that_ends() {
    let site = Site::open();
    let idle: Result<Vec<TcpStream>, _> = (0..CONNECTIONS)
        .map(|_| TcpStream::connect(site.host()))
        .collect();
    // Two descriptors each are in this process; where it may not have them, nothing can be shown.
    let Ok(idle) = idle else {
        let text = b"skipped: this process may not open so many connections\n";
        std::io::stderr().write_all(text).unwrap();
        return;
    };
    let mut late = TcpStream::connect(site.host()).unwrap();
    late.write_all(format!("{LIST}Connection: close\r\n\r\n").as_bytes())
        .unwrap();
    late.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    let mut first = [0; 12];
    assert!(
        late.read_exact(&mut first).is_err(),
        "it was served above the limit"
    );
    drop(idle);
    late.set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    late.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
}
