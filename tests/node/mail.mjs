// What of a mail's HTML the mail clients do not support, by caniemail.com's tables, as JSON lines:
// {"feature": "...", "clients": ["outlook.windows", ...]}. Usage: node mail.mjs FILE CLIENT...
import { readFileSync } from "node:fs";
import { caniemail } from "caniemail";

const [file, ...clients] = process.argv.slice(2);
const html = readFileSync(file, "utf8");
const missing = new Map();
for (const client of clients) {
  let told;
  try {
    told = caniemail({ clients: [client], html });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the tables know nothing of this client for one of the features
    console.error(`${client}: ${error.message}`);
    continue;
  }
  for (const [, issues] of told.issues.errors) {
    for (const { title } of issues) missing.set(title, [...(missing.get(title) ?? []), client]);
  }
}
for (const [feature, found] of missing) console.log(JSON.stringify({ feature, clients: [...new Set(found)] }));
