/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/monitor.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/db/db.h"
#include "fcgi/serve/app.h"

#define MAX_AGE_MS 60000

static int64_t
total_memory(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

	return pages > 0 && size > 0 ? (int64_t)pages * size : MONITOR_UNKNOWN;
}

/*
 * What is there, the kernel tells everybody; what is used stands only in
 * /proc/meminfo (in kilobytes), which a unit may hide.
 */
static void
read_memory(struct monitor *m)
{
	FILE *f = fopen("/proc/meminfo", "re");
	int64_t kb, available = MONITOR_UNKNOWN;
	char line[128], name[64];

	m->total_memory = total_memory();
	m->used_memory = MONITOR_UNKNOWN;
	if (f == NULL)
		return;
	while (fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "%63[^:]: %" SCNd64 " kB", name, &kb) != 2)
			continue;
		if (strcmp(name, "MemAvailable") == 0)
			available = kb * 1024;
	}
	fclose(f);
	if (m->total_memory >= 0 && available >= 0)
		m->used_memory = m->total_memory - available;
}

static void
read_filesystem(struct monitor *m)
{
	struct statvfs s;

	m->filesystem_size = m->filesystem_used = MONITOR_UNKNOWN;
	if (statvfs("/", &s) != 0)
		return;
	m->filesystem_size = (int64_t)(s.f_blocks * s.f_frsize);
	m->filesystem_used = (int64_t)((s.f_blocks - s.f_bfree) * s.f_frsize);
}

/* Bytes of all interfaces but the loopback, since boot. */
static bool
count_traffic(int64_t *received, int64_t *sent)
{
	FILE *f = fopen("/proc/net/dev", "re");
	char line[512], name[64];
	int64_t in, out;

	if (f == NULL)
		return false;
	*received = *sent = 0;
	while (fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line,
			" %63[^:]: %" SCNd64 " %*d %*d %*d %*d %*d %*d %*d "
			"%" SCNd64,
			name, &in, &out) != 3 ||
		    strcmp(name, "lo") == 0)
			continue;
		*received += in;
		*sent += out;
	}
	fclose(f);
	return true;
}

static void
read_traffic(struct monitor *m)
{
	int64_t received, sent, ms = now_ms() - m->at_ms;

	m->received_per_s = m->sent_per_s = MONITOR_UNKNOWN;
	if (!count_traffic(&received, &sent))
		return;
	if (m->read && ms > 0) {
		m->received_per_s = (received - m->received) * 1000 / ms;
		m->sent_per_s = (sent - m->sent) * 1000 / ms;
	}
	m->received = received;
	m->sent = sent;
}

static enum rc
read_database(struct ctx *c, struct monitor *m, bool database)
{
	PGresult *res;
	enum rc rc;

	m->database_size = m->database_connections = MONITOR_UNKNOWN;
	if (!database)
		return RC_OK;
	if ((rc = db_run(c, &res, SQL_API_MONITOR, NULL)) != RC_OK ||
	    (rc = db_i64(c, &m->database_size, res, 0, 0)) != RC_OK)
		return rc;
	return db_i64(c, &m->database_connections, res, 0, 1);
}

enum rc
monitor_refresh(struct app *app, bool database)
{
	struct monitor *m = &app->monitor;
	enum rc rc;

	if (m->read && now_ms() - m->at_ms <= MAX_AGE_MS &&
	    database == (m->database_size != MONITOR_UNKNOWN))
		return RC_OK;
	if ((rc = read_database(&app->c, m, database)) != RC_OK)
		return rc;
	m->cpus = sysconf(_SC_NPROCESSORS_ONLN);
	read_memory(m);
	read_filesystem(m);
	read_traffic(m);
	m->cache_memory = cache_limit_bytes(app->cache);
	m->at_ms = now_ms();
	m->read = true;
	return RC_OK;
}
