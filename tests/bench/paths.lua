-- SPDX-License-Identifier: ISC
-- wrk asks for the paths of a file in turn: wrk -s paths.lua URL -- FILE
local paths = {}
local n = 0

function init(args)
	for line in io.lines(args[1]) do
		paths[#paths + 1] = line
	end
end

function request()
	n = n % #paths + 1
	return wrk.format("GET", paths[n])
end

function done(summary, latency)
	local e = summary.errors
	io.write(string.format("RESULT %.1f %d %.3f %.3f\n",
	    summary.requests / summary.duration * 1e6,
	    e.connect + e.read + e.write + e.status + e.timeout,
	    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
