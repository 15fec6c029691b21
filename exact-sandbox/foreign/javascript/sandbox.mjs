// Starts exact-sandbox, logs in as a browser would, and reads figures to compare with.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A running sandbox; `ready` is the line of JSON it printed. */
export async function start(program) {
  const options = ["serve", "--seed", "1", "--today", "2026-06-15", "--minute-limit", "100000"];
  const child = spawn(program, options, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(([code]) => { throw new Error(`${program} ended with ${code} before it was ready`); }),
  ]);
  return new Sandbox(child, JSON.parse(line));
}

class Sandbox {
  constructor(child, ready) {
    this.child = child;
    this.ready = ready;
    this.url = ready.base_url;
    this.division = ready.divisions.at(-1).code;
  }

  stop() {
    this.child.kill();
  }

  /** Sends the forms of the login and consent pages; gives the address the browser is sent back to. */
  async logIn(authorizationUrl) {
    const login = await (await fetch(authorizationUrl)).text();
    const consent = await (await this.#submit(login, [])).text();
    const divisions = this.ready.divisions.map(({ code }) => ["division", String(code)]);
    return (await this.#submit(consent, divisions)).headers.get("location");
  }

  #submit(page, extra) {
    const action = /action="([^"]+)"/.exec(page)[1];
    const inputs = [...page.matchAll(/<input ([^>]*)>/g)].map(([, attributes]) => attributes)
      .filter((attributes) => !attributes.includes('type="checkbox"'))
      .map((attributes) => [/name="([^"]*)"/.exec(attributes)?.[1], /value="([^"]*)"/.exec(attributes)?.[1]])
      .filter(([name, value]) => name !== undefined && value !== undefined)
      .map(([name, value]) => [name, value.replaceAll("&amp;", "&")]);
    const body = new URLSearchParams([...inputs, ...extra]);
    return fetch(this.url + action, { method: "POST", body, redirect: "manual" });
  }

  /** All rows of a list, read with nothing but fetch. */
  async rows(accessToken, path) {
    const rows = [];
    let url = `${this.url}/api/v1/${this.division}/${path}`;
    while (url) {
      const headers = { authorization: `Bearer ${accessToken}`, accept: "application/json" };
      const { d } = await (await fetch(url, { headers })).json();
      rows.push(...d.results);
      url = d.__next;
    }
    return rows;
  }
}

/** The sum of a column in whole cents. */
export const cents = (rows, column) => rows.reduce((sum, row) => sum + Math.round(Number(row[column]) * 100), 0);

/** Fails with both values when they differ. */
export function same(what, theirs, ours) {
  if (theirs !== ours) throw new Error(`${what}: the client has ${theirs}, the sandbox ${ours}`);
  console.log(`  ${what}: ${theirs}`);
}
