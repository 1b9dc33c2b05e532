# SPDX-License-Identifier: ISC
#
# The jobs of jobs.def to C, and to what starts them.
#
#	awk -v mode=h      -f jobs.awk jobs.def           prototypes
#	awk -v mode=c      -f jobs.awk jobs.def           jobs[]
#	awk -v mode=rows   -f jobs.awk jobs.def           job_rows[], for who only
#	                                                  watches
#	awk -v mode=names  -f jobs.awk jobs.def           the names, one a line
#	awk -v mode=fill   -f jobs.awk jobs.def FILE      FILE, some lines once for
#	                                                  each job
#	awk -v mode=each -v dir=DIR -f jobs.awk jobs.def FILE
#	                                    DIR/discprov-job-NAME.timer for each job
#
# In FILE @every@ is how often, @when@ the first five fields of a crontab's line,
# @target@ the systemd target that the job is part of.  A line with the name as
# @job@ is for the jobs of every node, one with @ethjob@ for those that read the
# Ethereum chain; for one job alone they are the same.

function fail(msg)
{
	printf "%s:%d: %s\n", FILENAME, FNR, msg > "/dev/stderr"
	failed = 1
	exit 1
}

# The field in front of the next comma; rest is what follows it.
function field(    i, f)
{
	if ((i = index(rest, ",")) == 0)
		fail("want JOB(name, every, key, eth, help)")
	f = substr(rest, 1, i - 1)
	rest = substr(rest, i + 1)
	sub(/^ +/, "", rest)
	return f
}

# A time that is spread over jobs, so that not all begin at once.
function minute(i)
{
	return (key[i] * 7 + 3) % 60
}

function schedule(i,    count, unit)
{
	count = every[i] + 0
	unit = every[i]
	sub(/^[0-9]+/, "", unit)
	seconds[i] = count * size[unit]
	if (unit == "s" && count < 60)
		return "* * * * *"
	if (unit == "min" && count < 60 && 60 % count == 0)
		return (count == 1 ? "*" : "*/" count) " * * * *"
	if (unit == "h" && count < 24 && 24 % count == 0)
		return minute(i) (count == 1 ? " *" : " */" count) " * * *"
	if (unit == "d" && (count == 1 || count == 7))
		return minute(i) " " key[i] % 24 " * * " (count == 1 ? "*" : "0")
	fail("no crontab can say '" every[i] "'")
}

function job()
{
	n++
	name[n] = field()
	every[n] = field()
	key[n] = field()
	eth[n] = field()
	help[n] = rest
	if (name[n] !~ /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/ || length(name[n]) > 18)
		fail("'" name[n] "' is no name of a job")
	if (every[n] !~ /^[1-9][0-9]*(s|min|h|d)$/)
		fail("'" every[n] "' is no time")
	if (key[n] !~ /^(0|[1-9][0-9]?)$/)
		fail("'" key[n] "' is no key")
	if (eth[n] != "true" && eth[n] != "false")
		fail("'" eth[n] "' is neither true nor false")
	if (help[n] == "" || help[n] ~ /["\\]/)
		fail("the help is a line without quotation marks")
	if (name[n] in seen || key[n] in taken)
		fail("name or key is taken")
	seen[name[n]] = taken[key[n]] = 1
	when[n] = schedule(n)
}

function filled(line, i)
{
	gsub(/@(eth)?job@/, name[i], line)
	gsub(/@every@/, every[i], line)
	gsub(/@when@/, when[i], line)
	gsub(/@target@/, target[eth[i]], line)
	return line
}

function fill(line,    i, kind)
{
	if (line !~ /@(eth)?job@/) {
		print line
		return
	}
	kind = line ~ /@ethjob@/ ? "true" : "false"
	for (i = 1; i <= n; i++)
		if (eth[i] == kind)
			print filled(line, i)
}

function each(i,    out, j)
{
	out = dir "/discprov-job-" name[i] ".timer"
	for (j = 1; j <= lines; j++)
		print filled(line[j], i) > out
	close(out)
}

# A row of jobs[].
function row(i)
{
	printf "\t{ \"%s\", \"%s\", %d, LOCK_JOB + %d, %s, %s,\n",
	    name[i], every[i], seconds[i], key[i], eth[i], run(i)
	printf "\t  \"%s\" },\n", help[i]
}

# The same for who does not run it.
function plain_row(i)
{
	printf "\t{ \"%s\", \"%s\", LOCK_JOB + %d, %s,\n\t  \"%s\" },\n",
	    name[i], every[i], key[i], eth[i], help[i]
}

function run(i,    word)
{
	word = name[i]
	gsub(/-/, "_", word)
	return word "_run"
}

BEGIN {
	size["s"] = 1
	size["min"] = 60
	size["h"] = 3600
	size["d"] = 86400
	target["true"] = "discprov-jobs-ethereum.target"
	target["false"] = "discprov-jobs.target"
}

FILENAME ~ /\.def$/ {
	if ($0 ~ /^#/ || $0 ~ /^[ \t]*$/)
		next
	if ($0 !~ /^JOB\(.*\)$/)
		fail("want JOB(name, every, key, eth, help)")
	rest = substr($0, 5, length($0) - 5)
	job()
	next
}

{ line[++lines] = $0 }

END {
	if (failed)
		exit 1
	if (mode == "h" || mode == "c" || mode == "rows")
		print "/* Made by jobs/jobs.awk of jobs/jobs.def. */"
	if (mode == "c")
		print "#include \"jobs/job.h\"\n\nconst struct job jobs[] = {"
	if (mode == "rows")
		print "#include \"watch/jobs.h\"\n\n#include \"common/db/lock.h\"\n\nconst struct job_row job_rows[] = {"
	for (i = 1; i <= n; i++) {
		if (mode == "h")
			print "enum rc " run(i) "(struct job_run *r) MUST_CHECK;"
		else if (mode == "c")
			row(i)
		else if (mode == "rows")
			plain_row(i)
		else if (mode == "names")
			print name[i]
		else if (mode == "each")
			each(i)
	}
	if (mode == "rows")
		print "};\nconst size_t njob_rows = sizeof(job_rows) / sizeof(job_rows[0]);"
	if (mode == "c")
		print "};\nconst size_t njobs = sizeof(jobs) / sizeof(jobs[0]);"
	for (j = 1; mode == "fill" && j <= lines; j++)
		fill(line[j])
}
