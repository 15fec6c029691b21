// Runs the JavaScript clients against a sandbox of their own: node run.mjs PROGRAM

import { same, start } from "./sandbox.mjs";
import { readAll } from "./with_n8n_node.mjs";
import { logIn } from "./with_passport_exact.mjs";

const sandbox = await start(process.argv[2]);
try {
  console.log("passport-exact");
  const { accessToken, profile } = await logIn(sandbox);
  const [me] = await sandbox.rows(accessToken, "../current/Me");
  same("user", profile.id, me.UserID);
  same("name", profile.displayName, me.FullName);
  same("current division", Number(profile.currentDivision), me.CurrentDivision);
  console.log("n8n-nodes-exact-online");
  await readAll(sandbox, accessToken);
  console.log("all clients agree with the sandbox");
} finally {
  sandbox.stop();
}
