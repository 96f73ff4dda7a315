use tokio::sync::watch;

/// Tells a run that somebody wants it to end. Clones hear the same.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

/// The other end of a [`Stop`].
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

impl Stopper {
    /// Wants the run to end.
    pub fn stop(&self) {
        let Self(sender) = self;
        sender.send_replace(true);
    }
}

impl Stop {
    /// One that can be reported, and what tells it.
    #[must_use]
    pub fn new() -> (Stopper, Self) {
        let (sender, receiver) = watch::channel(false);
        (Stopper(sender), Self(receiver))
    }

    /// One that is never told.
    #[must_use]
    pub fn never() -> Self {
        let (_, stop) = Self::new();
        stop
    }

    /// Whether somebody wants the run to end.
    #[must_use]
    pub fn is_set(&self) -> bool {
        let Self(receiver) = self;
        *receiver.borrow()
    }

    /// Waits until somebody wants the run to end.
    pub async fn wait(&self) {
        let mut receiver = self.0.clone();
        if receiver.wait_for(|is_set| *is_set).await.is_err() {
            // Nobody is left who could want it.
            std::future::pending::<()>().await;
        }
    }
}
