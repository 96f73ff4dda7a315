use super::*;
use crate::client::Credentials;
use crate::finding::{Outcome, Reason, Verdict};
use crate::probe::Scope;
use crate::redact::Secret;
use crate::serve::{self, Running};

/// Checks a reference site as any site on the network, with a key that may write.
async fn written(running: &Running, writing: Writing) -> Outcome {
    let key = &running.keys.read_write;
    let policy = Policy {
        credentials: Some(Credentials {
            key: Secret::new(key.consumer_key.as_str()),
            secret: Secret::new(key.consumer_secret.as_str()),
        }),
        write: Some(writing),
        ..Policy::default()
    };
    let session = Session::new(Target::Site(running.url.to_string()), policy);
    session.run(&mut Alone).await.unwrap()
}

#[tokio::test]
async fn nothing_is_written_where_nobody_or_somebody_else_is_named() {
    let running = serve::start(serve::Options::default()).await.unwrap();
    let unnamed = written(&running, Writing::default()).await;
    let [why] = unnamed.incomplete.as_slice() else {
        panic!("{:?}", unnamed.incomplete);
    };
    assert_eq!(why.reason, Reason::WritesNotDone);
    assert!(why.text.contains("--yes-write-to"), "{}", why.text);
    let other = Writing {
        host: Some("shop.example".into()),
        ..Writing::default()
    };
    let other = written(&running, other).await;
    assert!(
        other.incomplete[0]
            .text
            .contains("you typed `shop.example`")
    );
    running.stop().await;
}

#[test]
fn a_recording_that_is_to_be_written_to_is_refused() {
    let policy = Policy {
        write: Some(Writing::default()),
        ..Policy::default()
    };
    let session = Session::new(Target::Recording("none.har".into()), policy);
    let refused = session.run_blocking(&mut Alone);
    assert!(matches!(refused, Err(Error::WriteToRecording)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_session_can_be_spawned_on_a_runtime_of_several_threads() {
    let policy = Policy {
        scope: Scope::Quick,
        ..Policy::default()
    };
    let session = Session::new(Target::Reference, policy);
    let running = tokio::spawn(async move { session.run(&mut Alone).await });
    let outcome = running.await.unwrap().unwrap();
    assert_eq!(outcome.verdict(), Verdict::Conforms);
}
