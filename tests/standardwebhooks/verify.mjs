// Reads [{secret, headers, body}] from standard input; writes what the reference library of Standard
// Webhooks makes of each: the event, or null and the reason.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const verdict = ({ secret, headers, body }) => {
  try {
    return { event: new Webhook(secret).verify(body, headers) };
  } catch (error) {
    return { event: null, reason: error.message };
  }
};

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(verdict)));
