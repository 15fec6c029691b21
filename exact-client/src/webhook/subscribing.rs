//! Subscriptions: which there are, and, where writing is allowed, making and ending them.

use exact_model::Complete;
use exact_model::webhooks::WebhookSubscription;

use crate::division::Division;
use crate::error::Error;

impl Division {
    /// The webhook subscriptions of this app. One call or more.
    ///
    /// # Errors
    /// Whatever stops the read.
    pub async fn subscriptions(&self) -> Result<Complete<WebhookSubscription>, Error> {
        self.list::<WebhookSubscription>().complete().await
    }
}

#[cfg(feature = "write")]
mod writing {
    use exact_model::Uuid;
    use exact_model::webhooks::WebhookSubscription;

    use crate::error::Error;
    use crate::host::Host;
    use crate::write::{Draft, Writer};

    impl Writer {
        /// Asks Exact to post to `callback` whenever something under `topic` changes: `Accounts`, `SalesEntries`,
        /// `FinancialTransactions` and so on. While the call runs Exact posts an empty body there, which must be answered
        /// with success: have the receiver ready. Exact wants https, on the host of the app's redirect address, and one
        /// subscription for each topic.
        ///
        /// # Errors
        /// As [`create`](Self::create); [`Problem::BusinessRule`](crate::Problem::BusinessRule) when the callback did
        /// not answer or the topic has a subscription already. [`Kind::Config`](crate::Kind::Config) for a callback
        /// that is neither https nor on this machine.
        pub async fn subscribe(&self, topic: &str, callback: &str) -> Result<WebhookSubscription, Error> {
            let origin = url::Url::parse(callback).map(|url| url.origin().ascii_serialization());
            let origin = origin.map_err(|error| Error::config("the callback is not an address").because(error))?;
            Host::at(&origin).map_err(|_| Error::config("the callback is not https: Exact does not post elsewhere"))?;
            let draft = Draft::new().set(WebhookSubscription::CALLBACK_URL, callback);
            self.create(&draft.set(WebhookSubscription::TOPIC, topic)).await
        }

        /// Ends a subscription.
        ///
        /// # Errors
        /// As [`delete`](Self::delete).
        pub async fn unsubscribe(&self, subscription: Uuid) -> Result<(), Error> {
            self.delete::<WebhookSubscription>(subscription).await
        }
    }
}
