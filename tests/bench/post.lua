-- wrk: each request posts a callback for a number that no other request has.
local counter = 0
local threads = 0

function setup(thread)
  thread:set("first", threads * 100000000)
  threads = threads + 1
end

function init(args)
  local key = args[1]
  base = tonumber(args[2])
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. key
end

function request()
  counter = counter + 1
  local number = string.format("+1%010d", base + first + counter)
  return wrk.format(nil, "/v1/callbacks", nil,
    '{"queue":"sales","contact":{"name":"Ada Lovelace","phone":"' .. number ..
    '"},"attributes":{"topic":"billing","page":"/pricing"}}')
end

function response(status)
  if status ~= 201 then refused = (refused or 0) + 1 end
end

function done(summary, latency)
  io.write(string.format("RESULT %d %d %.3f %d %d\n", summary.requests, summary.errors.status,
    summary.duration / 1e6, latency:percentile(50), latency:percentile(99)))
end
