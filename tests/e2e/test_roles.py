"""The roles of a user: the roles in the user's row. If the definition has roles for the login, a role counts only if it
is in both."""
import asyncio
from itertools import combinations

from lib import roles
from lib.roles import ADMIN, AGENT, SUPERVISOR

ALL = (AGENT, SUPERVISOR, ADMIN)
SUBSETS = [subset for size in range(4) for subset in combinations(ALL, size)]
LEFT_OUT, NOT_LISTED = "left_out", "not_listed"
# What the definition can say about a login. LEFT_OUT: it lists the login without roles. NOT_LISTED: it does not list
# the login. Any other value: it lists the login with these roles, of which there is at least one.
WRITTEN = [LEFT_OUT, NOT_LISTED, *(subset for subset in SUBSETS if subset)]


def login_of(of_row, written):
    words = written if isinstance(written, str) else "-".join(written)
    return f"row-{'-'.join(of_row) or 'none'}-site-{words}"


def counts(of_row, written):
    return roles.effective(of_row, None if isinstance(written, str) else written)


async def sue_puts(desk, definition, wanted=200):
    answer = await desk.ask("PUT", "/v1/admin/definition", definition, key=await desk.token("sue"))
    assert answer.status == wanted, answer.text
    return answer


async def definition_now(desk):
    return (await desk.ask("GET", "/v1/admin/definition", key=await desk.token("sue"))).body


async def test_row_and_definition_together_decide_over_every_route_and_method(own_desk):
    desk = own_desk
    roles.every_route_is_stated()
    definition = await definition_now(desk)
    for of_row in SUBSETS:
        for written in WRITTEN:
            login = login_of(of_row, written)
            roles.put_user(desk.database, login, of_row)
            if written != NOT_LISTED:
                definition["agents"].append({"login": login} if written == LEFT_OUT
                                            else {"login": login, "roles": list(written)})
    await sue_puts(desk, definition)
    room = asyncio.Semaphore(40)

    async def hold(of_row, written):
        login, has = login_of(of_row, written), counts(of_row, written)
        async with room:
            token = roles.new_token(desk.database, login)
            for route in roles.ROUTES:
                told = await roles.status(desk, route, token)
                said = told not in (401, 403)
                assert said == roles.may_use(route, has), (login, route.method, route.path, told)
                assert said or told == 403
            agent = desk.visitor(login)
            await agent.connect()
            answer = await agent.ask("session.open", {"token": token})
            if AGENT in has and written != NOT_LISTED:
                assert answer["result"]["agent"]["roles"] == has
            else:
                assert answer["error"]["data"]["reason"] == "forbidden", login
            await agent.leave()
            assert (await desk.ask("DELETE", "/v1/sessions", key=token)).status == 204
            assert (await desk.ask("DELETE", "/v1/sessions", key=token)).status == 401
    await asyncio.gather(*(hold(of_row, written) for of_row in SUBSETS for written in WRITTEN))


async def test_a_login_tells_the_roles_that_count(own_desk):
    desk = own_desk
    desk.server.new_user("max", roles=ALL)
    definition = await definition_now(desk)
    definition["agents"].append({"login": "max", "roles": [SUPERVISOR, AGENT]})
    await sue_puts(desk, definition)
    body = {"login": "max", "password": desk.server.passwords["max"]}
    answer = await desk.http.ask("POST", "/v1/sessions", body)
    desk.server.private[answer.body["token"]] = "a session token"
    assert answer.body["user"]["roles"] == [AGENT, SUPERVISOR]


# Tests that there is always a user with the role admin.

async def test_nobody_takes_the_role_admin_from_themselves(own_desk):
    desk = own_desk
    desk.server.new_user("ann", roles=[ADMIN])   # another admin
    definition = await definition_now(desk)
    sue = next(agent for agent in definition["agents"] if agent["login"] == "sue")
    sue["roles"] = [SUPERVISOR]
    token = await desk.token("sue")
    for method, path, body in (("PUT", "/v1/admin/definition", definition), ("PUT", "/v1/admin/agents/sue", sue),
                               ("PUT", "/v1/admin/agents/sue?dry_run=true", sue)):
        answer = await desk.ask(method, path, body, key=token)
        assert (answer.status, answer.body["type"]) == (409, "/problems/last_admin"), path
    assert (await desk.ask("GET", "/v1/admin/definition", key=token)).status == 200
    # If the definition has no agent of this login, the roles in the user's row count.
    assert (await desk.ask("DELETE", "/v1/admin/agents/sue", key=token)).status == 200
    assert (await desk.ask("GET", "/v1/admin/definition", key=token)).status == 200


async def test_of_two_admins_who_demote_each_other_at_once_one_stays(own_desk):
    desk = own_desk
    definition = await definition_now(desk)
    definition["agents"] += [{"login": "ann", "roles": [ADMIN]}, {"login": "max", "roles": [ADMIN]}]
    await sue_puts(desk, definition)
    tokens = {}
    for login in ("ann", "max"):
        roles.put_user(desk.database, login, [ADMIN])
        tokens[login] = roles.new_token(desk.database, login)

    async def demote(login, by):
        body = {"login": login, "roles": [SUPERVISOR]}
        return (await desk.ask("PUT", f"/v1/admin/agents/{login}", body, key=tokens[by])).status
    statuses = await asyncio.gather(demote("ann", by="max"), demote("max", by="ann"))
    assert sorted(statuses) == [200, 403]
    admins = [(await desk.ask("GET", "/v1/admin/definition", key=token)).status for token in tokens.values()]
    assert sorted(admins) == [200, 403]


async def test_no_command_takes_the_role_from_the_last_admin(own_desk):
    desk = own_desk
    server = desk.server
    definition = await definition_now(desk)
    next(agent for agent in definition["agents"] if agent["login"] == "sue")["roles"] = [SUPERVISOR]
    site = server.site_file(definition, "without.toml")
    for command, *arguments in (("apply", site), ("user", "--login", "sue", "--remove"),
                                ("user", "--login", "sue", "--roles", "supervisor", "--password-stdin")):
        ended = server.tool(command, *arguments, text="correct horse\n")
        assert ended.returncode == 1 and "last_admin" in ended.stderr, (command, ended.stderr)
    assert (await desk.ask("GET", "/v1/admin/definition", key=await desk.token("sue"))).status == 200
    server.new_user("ann", roles=[ADMIN])
    server.done("apply", site)
    assert (await desk.ask("GET", "/v1/admin/definition", key=await desk.token("sue"))).status == 403
    ended = server.tool("user", "--login", "ann", "--remove")
    assert ended.returncode == 1 and "last_admin" in ended.stderr


async def test_a_new_password_leaves_name_and_roles_as_they_are(own_desk):
    server = own_desk.server

    def listed(login):
        return next(line for line in server.done("user", "--list").splitlines() if line.startswith(login + "\t"))
    before = listed("sue")
    said = server.done("user", "--login", "sue", "--password-stdin", text="another one than before\n")
    assert said == "sue may log in as supervisor,admin" and listed("sue") == before
    server.done("user", "--login", "sue", "--roles", "supervisor,admin", "--name", "Sue", "--password-stdin", text="yet another one\n")
    assert listed("sue") == "sue\tsupervisor,admin\tSue"
    assert server.done("user", "--login", "newcomer", "--password-stdin", text="a first password\n") == "newcomer may log in as agent"
    assert listed("newcomer") == "newcomer\tagent\tnewcomer"
