"""Facts: what clients were told, and what PostgreSQL stores, as small tuples of the same form. So each fact that a
client was told can be looked for among the stored facts."""


def _id(text):
    """'<callback>-o3' → ('<callback>', 3)"""
    callback_id, _, number = text.rpartition("-")
    return callback_id, int(number[1:])


def of_interaction(login, told):
    facts = [("interaction", *_id(told["interaction_id"]), login)]
    for attempt in told["attempts"]:
        facts.append(("attempt", *_id(attempt["attempt_id"])))
        if attempt.get("outcome"):
            facts.append(("attempt ended", *_id(attempt["attempt_id"]), attempt["outcome"]))
    return facts


def of_notification(login, method, params):
    if method == "offer.created":
        return [("offer", *_id(params["offer"]["offer_id"]), login)]
    if method == "offer.closed":
        return [("offer ended", *_id(params["offer_id"]), params["outcome"])]
    if method == "interaction.updated":
        return of_interaction(login, params["interaction"])
    if method == "interaction.closed":
        return [("interaction ended", *_id(params["interaction_id"]), params["outcome"])]
    return []


def of_session(login, session):
    facts = [("offer", *_id(offer["offer_id"]), login) for offer in session["offers"]]
    for interaction in session["interactions"]:
        facts += of_interaction(login, interaction)
    return facts


def of_answer(login, method, result):
    if method in ("offer.accept", "interaction.call"):
        return of_interaction(login, result)
    if method == "offer.reject":
        return [("offer ended", *_id(result["offer_id"]), result["outcome"])]
    if method == "interaction.mark_done":
        return [("callback", result["callback_id"], result["state"])]
    return []


def stored(database):
    facts = set()
    for kind, table in (("offer", "offer"), ("interaction", "interaction")):
        for row in database.rows(f"SELECT callback_id::text AS id, number, agent, outcome FROM {table}"):
            facts.add((kind, row["id"], row["number"], row["agent"]))
            facts.add((f"{kind} ended", row["id"], row["number"], row["outcome"]))
    for row in database.rows("SELECT callback_id::text AS id, number, outcome FROM call_attempt"):
        facts.add(("attempt", row["id"], row["number"]))
        facts.add(("attempt ended", row["id"], row["number"], row["outcome"]))
    for row in database.rows("SELECT id::text AS id, state FROM callback"):
        facts.add(("callback", row["id"], row["state"]))
    return facts
