//! What stands in front of a site: answers some requests itself and passes the others on.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, StreamOwned,
};

use crate::write::Site;

/// What a front does with request number n (from 1) that has this head: answers itself, or passes it
/// on.
type Front = dyn Fn(u64, &str) -> Option<String> + Send + Sync;

pub(crate) fn answer(head: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

pub(crate) fn page(status: &str, body: &str) -> String {
    let head = format!("{status}\r\nContent-Type: text/html; charset=UTF-8");
    answer(&head, &format!("<!DOCTYPE html><html>{body}</html>"))
}

/// The value of a header field in the head of a request.
pub(crate) fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Stands in front of a site until the test ends; gives the address to ask.
pub(crate) fn front(
    site: &Site,
    front: impl Fn(u64, &str) -> Option<String> + Send + Sync + 'static,
) -> String {
    let connect = upstream(site);
    start("http", front, move |client, front, count| {
        pass(client, &connect, front, count).map(drop)
    })
}

/// The same over TLS, for a site that is served over TLS.
pub(crate) fn encrypted(
    site: &Site,
    config: ServerConfig,
    front: impl Fn(u64, &str) -> Option<String> + Send + Sync + 'static,
) -> String {
    let (connect, config) = (upstream(site), Arc::new(config));
    start("https", front, move |client, front, count| {
        let server = ServerConnection::new(Arc::clone(&config)).map_err(std::io::Error::other)?;
        let mut client = pass(StreamOwned::new(server, client), &connect, front, count)?;
        client.conn.send_close_notify();
        client.flush()
    })
}

/// What a site answers to a request with this head and without a body.
pub(crate) fn asking(site: &Site) -> impl Fn(&str) -> String + Send + Sync + 'static {
    let connect = upstream(site);
    move |head| {
        let mut site = connect().unwrap();
        site.write_all(head.as_bytes()).unwrap();
        site.flush().unwrap();
        let mut answer = Vec::new();
        let _ended = site.read_to_end(&mut answer);
        String::from_utf8(answer).unwrap()
    }
}

trait Stream: Read + Write {}

impl<T: Read + Write> Stream for T {}

/// Connections to a site, encrypted if the site is.
fn upstream(site: &Site) -> impl Fn() -> std::io::Result<Box<dyn Stream>> + Send + Sync + 'static {
    let to = site.host();
    let config = site.certificate().map(|pem| {
        let mut roots = RootCertStore::empty();
        let der = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
        roots.add(der).unwrap();
        let config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Arc::new(config)
    });
    move || {
        let stream = TcpStream::connect(&to)?;
        let Some(config) = &config else {
            return Ok(Box::new(stream));
        };
        let name = ServerName::try_from("127.0.0.1").map_err(std::io::Error::other)?;
        let tls = ClientConnection::new(Arc::clone(config), name);
        Ok(Box::new(StreamOwned::new(
            tls.map_err(std::io::Error::other)?,
            stream,
        )))
    }
}

fn start(
    scheme: &str,
    front: impl Fn(u64, &str) -> Option<String> + Send + Sync + 'static,
    serve: impl Fn(TcpStream, &Front, &AtomicU64) -> std::io::Result<()> + Send + Sync + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("{scheme}://{}", listener.local_addr().unwrap());
    let (front, serve): (Arc<Front>, _) = (Arc::new(front), Arc::new(serve));
    let count = Arc::new(AtomicU64::new(0));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (front, serve, count) = (front.clone(), serve.clone(), count.clone());
            // Whoever hangs up in the midst is no concern of the front.
            thread::spawn(move || stream.and_then(|stream| serve(stream, &*front, &count)));
        }
    });
    url
}

fn pass<C: Read + Write>(
    client: C,
    connect: impl FnOnce() -> std::io::Result<Box<dyn Stream>>,
    front: &Front,
    count: &AtomicU64,
) -> std::io::Result<C> {
    let mut client = BufReader::new(client);
    let mut head = String::new();
    loop {
        let mut line = String::new();
        if client.read_line(&mut line)? == 0 {
            return Ok(client.into_inner());
        }
        if line == "\r\n" {
            head.push_str("Connection: close\r\n\r\n");
            break;
        }
        if !line.to_ascii_lowercase().starts_with("connection:") {
            head.push_str(&line);
        }
    }
    let length = field(&head, "Content-Length").map_or(0, |it| it.parse().unwrap());
    let mut body = vec![0; length];
    client.read_exact(&mut body)?;
    let number = count.fetch_add(1, Ordering::SeqCst) + 1;
    let mut client = client.into_inner();
    if let Some(own) = front(number, &head) {
        client.write_all(own.as_bytes())?;
        return Ok(client);
    }
    let mut site = connect()?;
    site.write_all(head.as_bytes())?;
    site.write_all(&body)?;
    site.flush()?;
    // A site that ends the connection without a farewell has sent what it had to say.
    let _ended = std::io::copy(&mut site, &mut client);
    Ok(client)
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A certificate and its key, both as PEM.
pub(crate) struct Pair {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// A certificate for these names that `change` can make worse.
pub(crate) fn certificate(
    names: &[&str],
    change: impl FnOnce(&mut rcgen::CertificateParams),
) -> Pair {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = rcgen::CertificateParams::new(names).unwrap();
    change(&mut params);
    let key = rcgen::KeyPair::generate().unwrap();
    Pair {
        certificate: params.self_signed(&key).unwrap().pem(),
        key: key.serialize_pem(),
    }
}

/// A server with that certificate; with `clients` it wants one of theirs, signed by that.
pub(crate) fn server(pair: &Pair, clients: Option<&Pair>) -> ServerConfig {
    let der = |pem: &str| CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    let builder = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(clients) => {
            let mut roots = RootCertStore::empty();
            roots.add(der(&clients.certificate)).unwrap();
            let wanted = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider());
            builder.with_client_cert_verifier(wanted.build().unwrap())
        }
    };
    let key = PrivatePkcs8KeyDer::from_pem_slice(pair.key.as_bytes()).unwrap();
    let chain = vec![der(&pair.certificate)];
    builder
        .with_single_cert(chain, PrivateKeyDer::from(key))
        .unwrap()
}
