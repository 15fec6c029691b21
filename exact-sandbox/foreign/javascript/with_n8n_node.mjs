// n8n-nodes-exact-online: the node reads every page of a list, with its own field lists as $select.

import Module, { createRequire } from "node:module";

import { cents, same } from "./sandbox.mjs";

// Of n8n itself the node uses two error classes, when something fails.
class NodeError extends Error {
  constructor(node, error) {
    super(`${node.name}: ${error?.message ?? error}`);
  }
}
const load = Module._load;
Module._load = function (request, ...rest) {
  return request === "n8n-workflow" ? { NodeApiError: NodeError, NodeOperationError: NodeError } : load.call(this, request, ...rest);
};

const { ExactOnline } = createRequire(import.meta.url)("n8n-nodes-exact-online/dist/nodes/ExactOnline/ExactOnline.node.js");

/** Reads lists through the node and compares rows and sums with the sandbox's own. */
export async function readAll(sandbox, accessToken) {
  for (const [service, resource, path, column, select] of [
    ["financialtransaction", "TransactionLines", "financialtransaction/TransactionLines", "AmountDC", ["ID", "AmountDC", "Date"]],
    ["financial", "GLAccounts", "financial/GLAccounts", null, []],
    ["crm", "Accounts", "crm/Accounts", null, ["ID", "Code", "Name"]],
    ["salesentry", "SalesEntries", "salesentry/SalesEntries", "AmountDC", ["EntryID", "AmountDC"]],
  ]) {
    const theirs = await all(sandbox, accessToken, { service, resource, selectedFields: select });
    const ours = await sandbox.rows(accessToken, `${path}?$select=${column ?? "ID"}`);
    same(`rows of ${path}`, theirs.length, ours.length);
    if (column) same(`sum of ${path} in cents`, cents(theirs, column), cents(ours, column));
  }
}

async function all(sandbox, accessToken, parameters) {
  const given = { authentication: "accessToken", division: String(sandbox.division), operation: "getAll", limit: 0, "filter.filter": [], ...parameters };
  const host = {
    getInputData: () => [{ json: {} }],
    getNodeParameter: (name, _item, fallback) => given[name] ?? fallback,
    getCredentials: async () => ({ url: sandbox.url }),
    getNode: () => ({ name: "Exact Online" }),
    continueOnFail: () => false,
    helpers: {
      returnJsonArray: (rows) => rows,
      requestWithAuthentication: (_type, { method, uri, qs }) => request(accessToken, method, uri, qs),
    },
  };
  return (await new ExactOnline().execute.call(host)).flat();
}

async function request(accessToken, method, uri, qs) {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(qs)) url.searchParams.set(name, value);
  const response = await fetch(url, { method, headers: { authorization: `Bearer ${accessToken}`, accept: "application/json" } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url.pathname} answered ${response.status}: ${text}`);
  return { body: JSON.parse(text), headers: Object.fromEntries(response.headers) };
}
