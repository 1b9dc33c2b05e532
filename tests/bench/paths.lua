-- SPDX-License-Identifier: ISC
-- wrk asks for the requests of a file in turn: wrk -s paths.lua URL -- FILE
-- A line is a path, or behind tabs path, "Name: value" of headers with "; "
-- between them, and the body of a POST.
local requests = {}
local n = 0

local function headers_of(text)
	local out = {}
	for name, value in text:gmatch("([%w-]+): ([^;]*)") do
		out[name] = value
	end
	return out
end

function init(args)
	for line in io.lines(args[1]) do
		local path, headers, body =
		    (line .. "\t\t\t"):match("^([^\t]*)\t([^\t]*)\t([^\t]*)")
		requests[#requests + 1] = wrk.format(body ~= "" and "POST" or
		    "GET", path, headers_of(headers), body ~= "" and body or nil)
	end
end

function request()
	n = n % #requests + 1
	return requests[n]
end

function done(summary, latency)
	local e = summary.errors
	io.write(string.format("RESULT %.1f %d %.3f %.3f %d\n",
	    summary.requests / summary.duration * 1e6,
	    e.connect + e.read + e.write + e.status + e.timeout,
	    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
	    summary.requests))
end
