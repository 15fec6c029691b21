// passport-exact: logs in and reads current/Me as Atom XML.

import { Strategy } from "passport-exact";

/** Logs in; gives the tokens and the profile that the strategy made of the XML. */
export async function logIn(sandbox) {
  const options = {
    clientID: sandbox.ready.client_id,
    clientSecret: sandbox.ready.client_secret,
    callbackURL: "https://localhost:8000/callback",
    baseUrl: sandbox.url,
  };
  const authorizationUrl = (await passed(options, {})).redirect;
  const back = new URL(await sandbox.logIn(authorizationUrl));
  return (await passed(options, Object.fromEntries(back.searchParams))).success;
}

// What passport does around a strategy: gives it a request and hears where it goes or who came.
function passed(options, query) {
  return new Promise((resolve, reject) => {
    const verify = (accessToken, refreshToken, profile, done) => done(null, { accessToken, refreshToken, profile });
    const strategy = new Strategy(options, verify);
    strategy.redirect = (redirect) => resolve({ redirect });
    strategy.success = (success) => resolve({ success });
    strategy.fail = (challenge) => reject(new Error(`refused: ${JSON.stringify(challenge)}`));
    strategy.error = reject;
    strategy.authenticate({ query, headers: {}, session: {} }, {});
  });
}
