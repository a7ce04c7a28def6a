// Messages that the contract must refuse, each a valid example with one thing made wrong: without them a schema that
// accepts everything would pass.

const changed = (value, change) => {
  const copy = structuredClone(value);
  change(copy);
  return copy;
};

// A member that no schema knows, on every closed message.
function unknownMembers(schemas) {
  return [...schemas]
    .filter(([name, schema]) => /^(http|ws)\./.test(name) && schema.type === "object")
    .map(([schema, { examples }]) => ({
      schema,
      why: "an unknown member",
      message: { ...examples[0], colour: "red" },
    }));
}

// Each required member left out, and given as something no member is.
function requiredMembers(schemas) {
  return [...schemas]
    .filter(([name]) => /^(http|ws)\./.test(name))
    .flatMap(([schema, { required = [], examples }]) =>
      required.flatMap((member) => [
        { schema, why: `no ${member}`, message: changed(examples[0], (copy) => delete copy[member]) },
        { schema, why: `${member} of a wrong type`, message: { ...examples[0], [member]: [[]] } },
      ]));
}

// Messages of the WebSocket carry everything one level down.
function unknownParams(schemas) {
  return [...schemas].flatMap(([schema, { examples }]) =>
    ["params", "result", "error"]
      .filter((part) => schema.startsWith("ws.") && examples[0][part])
      .map((part) => ({
        schema,
        why: `an unknown member of ${part}`,
        message: changed(examples[0], (copy) => { copy[part].colour = "red"; }),
      })));
}

function particular(schemas) {
  const broken = (schema, example, why, change) => ({
    schema,
    why,
    message: changed(schemas.get(schema).examples[example], change),
  });
  const post = "http.post_callback.request.json";
  const problem = "http.problem.json";
  const error = "ws.error.json";
  return [
    broken(post, 0, "neither queue nor routing point", (m) => { delete m.queue; }),
    broken(post, 0, "queue and routing point", (m) => { m.routing_point = "web"; }),
    broken(post, 0, "no phone", (m) => { delete m.contact.phone; }),
    broken(post, 0, "an unknown member of contact", (m) => { m.contact.age = 3; }),
    broken(post, 1, "a local time without a zone", (m) => { delete m.when.time_zone; }),
    broken(post, 1, "a window without a start", (m) => { delete m.when.not_before; }),
    broken(post, 1, "a priority over 100", (m) => { m.priority = 101; }),
    broken(post, 1, "a priority with a fraction", (m) => { m.priority = 0.5; }),
    broken(post, 1, "attributes that are no object", (m) => { m.attributes = []; }),
    broken("http.callback.json", 0, "the manage token", (m) => { m.manage_token = "cb_x"; }),
    broken("http.callback.json", 0, "an unknown state", (m) => { m.state = "waiting"; }),
    broken("http.callback.json", 0, "an instant without Z", (m) => { m.due_at = m.due_at.replace("Z", "+00:00"); }),
    broken("http.callback.json", 0, "a phone number without +", (m) => { m.phone = m.phone.slice(1); }),
    broken("http.post_callback.response.json", 0, "a manage token that is none", (m) => { m.manage_token = "sk_x"; }),
    broken("http.explain.json", 0, "no other of the same number", (m) => { m.same_number = []; }),
    broken("http.events.json", 0, "an event without a number", (m) => { delete m.events[0].number; }),
    broken("http.events.json", 0, "an unknown type of event", (m) => { m.events[0].type = "thought"; }),
    broken("http.explain.json", 0, "skill without its name", (m) => { m.waiting.excluded[0].reason = "skill"; }),
    broken("http.definition.json", 1, "an unknown member of a queue", (m) => { m.queues[0].colour = "red"; }),
    broken("http.definition.json", 1, "two return targets", (m) => { m.queues[0].on_timeout.agent = "alice"; }),
    broken("http.definition.json", 1, "a skill level over 10", (m) => { m.agents[0].skills.english = 11; }),
    broken(problem, 0, "invalid fields without errors", (m) => { delete m.errors; }),
    broken(problem, 0, "a code with another status", (m) => { m.status = 404; }),
    broken(problem, 0, "an unknown code", (m) => { m.type = "/problems/oops"; }),
    broken(problem, 3, "a callback with another code", (m) => { m.callback_id = "x"; }),
    broken(problem, 3, "errors with another code", (m) => { m.errors = [{ field: "a", rule: "b", message: "c" }]; }),
    broken(error, 0, "a closed offer without outcome", (m) => { delete m.error.data.outcome; }),
    broken(error, 0, "an unknown reason", (m) => { m.error.data.reason = "oops"; }),
    broken(error, 1, "bad params without errors", (m) => { delete m.error.data; }),
    broken(error, 2, "data with a parse error", (m) => { m.error.data = { reason: "unavailable" }; }),
    broken("ws.request.offer.accept.json", 0, "an id that is null", (m) => { m.id = null; }),
    broken("ws.request.call.send_dtmf.json", 0, "letters that are no digits", (m) => { m.params.digits = "call me"; }),
    broken("ws.notification.offer.created.json", 0, "seq 0", (m) => { m.params.seq = 0; }),
    broken("ws.notification.offer.created.json", 0, "no at", (m) => { delete m.params.at; }),
    broken("ws.result.session.open.json", 0, "an offer with an unknown member",
      (m) => { m.result.offers[0].colour = "red"; }),
    broken("ws.result.interaction.get.json", 0, "an unknown action",
      (m) => { m.result.allowed_actions.push("sing"); }),
  ];
}

export const refused = (schemas) =>
  [unknownMembers, requiredMembers, unknownParams, particular].flatMap((make) => make(schemas));
