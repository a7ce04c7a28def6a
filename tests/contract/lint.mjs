// Lints the wire contract: the schemas with ajv in strict mode, openapi.yaml with redocly, asyncapi.yaml with its
// parser; every schema file is used, every example holds, and messages that must be refused are. Ends with a count.
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { Parser, fromFile } from "@asyncapi/parser";
import { refused } from "./refused.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const proto = join(here, "../../proto");
const schemas = new Map(
  readdirSync(join(proto, "schemas")).sort()
    .map((name) => [name, JSON.parse(readFileSync(join(proto, "schemas", name), "utf8"))]),
);
let passed = 0;
let failed = 0;

function check(sentence, faults) {
  if (faults.length === 0) {
    passed += 1;
    return;
  }
  failed += 1;
  console.error(`FAILED ${sentence}`);
  for (const fault of faults) console.error(`  ${fault}`);
}

const at = (error) => `${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`;

function compileAll() {
  // strictRequired would refuse every conditional "required"; the rest of strict mode holds.
  const options = { strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true, logger: false };
  const ajv = new Ajv2020(options);
  addFormats(ajv);
  for (const [name, schema] of schemas) ajv.addSchema(schema, name);
  const validators = new Map();
  for (const name of schemas.keys()) {
    const faults = [];
    try {
      validators.set(name, ajv.getSchema(name));
    } catch (error) {
      faults.push(error.message);
    }
    check(`${name} compiles`, faults);
  }
  return validators;
}

// Every object that a schema describes is closed, or says on purpose that it is open. The branches of if, then, else,
// not and of the combinations only narrow what their parent lists.
const kNarrowing = new Set(["if", "then", "else", "not", "allOf", "anyOf", "oneOf"]);
function openObjects(name, node, path, narrows) {
  if (node === null || typeof node !== "object") return [];
  const closed = ["additionalProperties", "unevaluatedProperties"].some((key) => key in node);
  const own = node.type === "object" && !closed && !narrows ? [`${path} is an open object`] : [];
  return own.concat(
    Object.entries(node)
      .filter(([key]) => key !== "examples")
      .flatMap(([key, value]) =>
        openObjects(name, value, `${path}/${key}`, narrows || kNarrowing.has(key))),
  );
}

function checkSchemas(validators) {
  for (const [name, schema] of schemas) {
    const examples = schema.examples ?? [];
    const validate = validators.get(name);
    const faults = examples.length === 0 ? ["has no examples"] : [];
    for (const example of validate ? examples : []) {
      if (!validate(example)) faults.push(...validate.errors.map(at));
    }
    check(`${name}: its examples are valid`, faults);
    const open = name === "common.callback.json" ? [] : openObjects(name, schema, "#", false);
    check(`${name}: its objects are closed`, open);
  }
  for (const { schema, why, message } of refused(schemas)) {
    const validate = validators.get(schema);
    check(`${schema} refuses ${why}`, validate && !validate(message) ? [] : ["was accepted"]);
  }
}

function checkReferences() {
  const documents = ["openapi.yaml", "asyncapi.yaml"].map((name) => readFileSync(join(proto, name), "utf8"));
  const named = documents.flatMap((text) => [...text.matchAll(/schemas\/([a-z0-9_.]+\.json)/g)]);
  const todo = named.map((match) => match[1]);
  const used = new Set();
  while (todo.length > 0) {
    const name = todo.pop();
    if (used.has(name)) continue;
    used.add(name);
    const text = JSON.stringify(schemas.get(name) ?? {});
    for (const match of text.matchAll(/"\$ref":"([a-z0-9_.]+\.json)"/g)) todo.push(match[1]);
  }
  const unused = [...schemas.keys()].filter((name) => !used.has(name));
  const missing = [...used].filter((name) => !schemas.has(name));
  check("every schema file is used", unused.map((name) => `${name} is not`));
  check("every schema named is there", missing.map((name) => `${name} is not`));
}

function checkOpenapi() {
  const redocly = join(here, "node_modules/@redocly/cli/bin/cli.js");
  const result = spawnSync(
    process.execPath,
    [redocly, "lint", "--config", join(here, "redocly.yaml"), "--format=json", join(proto, "openapi.yaml")],
    { encoding: "utf8", cwd: here, env: { ...process.env, REDOCLY_TELEMETRY: "off" } },
  );
  let faults;
  try {
    faults = JSON.parse(result.stdout).problems.map(
      (problem) => `${problem.severity} ${problem.ruleId}: ${problem.message} ${problem.location?.[0]?.pointer ?? ""}`,
    );
  } catch {
    faults = [`redocly ended with ${result.status}`, result.stdout, result.stderr];
  }
  if (faults.length === 0 && result.status !== 0) faults = [`redocly ended with ${result.status}`];
  check("openapi.yaml has no warning", faults);
}

async function checkAsyncapi() {
  const { document, diagnostics } = await fromFile(new Parser(), join(proto, "asyncapi.yaml")).parse();
  const faults = diagnostics
    .filter((found) => found.severity <= 1)
    .map((found) => `${found.code}: ${found.message} at ${found.path.join(".")}`);
  if (!document) faults.push("could not be read");
  check("asyncapi.yaml has no warning", faults);
}

checkSchemas(compileAll());
checkReferences();
checkOpenapi();
await checkAsyncapi();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
