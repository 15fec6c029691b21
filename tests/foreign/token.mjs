// usage: node token.mjs SITE   prints an access token that an assistant gets at a demonstration of the hosted site. The visitor is
// consent.mjs of the shared checks, which is copied beside this file.
import { createHash, randomBytes } from 'node:crypto';
import { approve } from './consent.mjs';

const site = process.argv[2];
const back = 'http://127.0.0.1:8090/terug';
const verifier = randomBytes(32).toString('base64url');

async function answered(path, init) {
  const answer = await fetch(site + path, { method: 'POST', ...init });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const { client_id } = await answered('/register', {
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ client_name: 'Fuzzer', redirect_uris: [back], token_endpoint_auth_method: 'none' }),
});
const question = new URL('/authorize', site);
question.search = new URLSearchParams({
  response_type: 'code',
  client_id,
  redirect_uri: back,
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
  scope: 'lezen',
  state: 's',
  resource: site + '/mcp',
}).toString();
const code = (await approve(question, back)).searchParams.get('code');
const { access_token } = await answered('/token', {
  body: new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: back,
    client_id,
    code_verifier: verifier,
  }),
});
console.log(access_token);
