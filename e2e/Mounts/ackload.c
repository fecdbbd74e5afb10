/*
 * ackload: writes over NFS and remembers what the server acknowledged as durable; later, checks that it kept its word.
 *
 *   ackload write  URL LOG LANES SECONDS   LANES processes change files until the time is over or the server is gone
 *   ackload verify URL LOG [WINDOW]        reads everything back; what was acknowledged in the last WINDOW milliseconds
 *                                          before the last line of LOG may be lost
 *   gcc -O2 -o ackload ackload.c $(pkg-config --cflags --libs libnfs)      (Debian: libnfs-dev)
 *
 * Each file ("slot") has generations 1, 2, 3 …; the content of one follows from its name and number. A lane writes
 * "try NAME G" to LOG before it starts a generation and "ack NAME G", with the time, once the call that makes it durable has returned
 * (FSYNC = COMMIT, a write with O_SYNC = FILE_SYNC, or the reply to RENAME or REMOVE). After a crash a slot must hold
 * a generation between the last acknowledged and the last tried one, byte for byte. LOG is kept from round to round:
 * what was acknowledged before an earlier crash must still be there.
 *
 * Kinds of slot, by number:
 *   0 overwrite  one WRITE over the whole file, then fsync (even lanes) or O_SYNC (odd lanes)
 *   1 replace    a temporary file, fsync, RENAME over the old one
 *   2 come-go    odd generations create, write and fsync; even ones REMOVE
 *   3 append     one record of RECORD bytes at the end, then fsync: generation G means G records
 *
 * A server that asks to come again later (JUKEBOX) is asked again each second.
 *
 * Exit status of write: 0 the time is over or the server is gone, 1 a call failed while the server was there.
 * verify prints one line per lost or damaged slot, then a summary; 0 if there was none.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <nfsc/libnfs.h>

enum { SLOTS = 24, LANES_MAX = 64, SIZE_MAX_BYTES = 48 << 10, RECORD = 1000, BUFFER = 4 << 20, CREATE = O_CREAT | O_RDWR | O_TRUNC };
enum kind { OVERWRITE, REPLACE, COME_GO, APPEND, KINDS };

struct slot { long tried, acked; };
static struct slot slots[LANES_MAX][SLOTS];
static char *want, *got;

static struct nfs_context *nfs;
static const char *url;
static int logfd;

/* ------------------------------------------------------------ content */

static void name_of(char *out, int lane, int slot) { sprintf(out, "/lane%02d-%02d", lane, slot); }
static enum kind kind_of(int slot) { return slot % KINDS; }

static uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

static uint64_t seed_of(int lane, int slot, long generation) { return mix(((uint64_t)lane << 48) ^ ((uint64_t)slot << 40) ^ (uint64_t)generation); }

/* Fills a piece that starts with its own description, so that a wrong one tells what it is. */
static void fill(char *at, size_t size, int lane, int slot, long generation)
{
	uint64_t x = seed_of(lane, slot, generation);
	for (size_t i = 0; i < size; i++) {
		if (i % 8 == 0) x = mix(x);
		at[i] = (char)(x >> (i % 8 * 8));
	}
	char head[64];
	size_t n = (size_t)sprintf(head, "lane %02d slot %02d generation %08ld\n", lane, slot, generation);
	memcpy(at, head, n < size ? n : size);
}

/* The size of a generation; that of an overwritten file never changes, so that one WRITE replaces it whole. */
static size_t size_of(int lane, int slot, long generation)
{
	return 64 + seed_of(lane, slot, kind_of(slot) == OVERWRITE ? 0 : generation) % (SIZE_MAX_BYTES - 64);
}

/* What a slot holds at a generation: into want, returns its size. */
static size_t content(int lane, int slot, long generation)
{
	if (kind_of(slot) != APPEND) {
		size_t size = size_of(lane, slot, generation);
		fill(want, size, lane, slot, generation);
		return size;
	}
	for (long g = 1; g <= generation; g++) fill(want + (g - 1) * RECORD, RECORD, lane, slot, g);
	return (size_t)generation * RECORD;
}

/* ---------------------------------------------------------------- log */

static void note(const char *word, int lane, int slot, long generation)
{
	char line[96];
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	int n = sprintf(line, "%s %d %d %ld %lld\n", word, lane, slot, generation, now.tv_sec * 1000LL + now.tv_nsec / 1000000);
	if (write(logfd, line, (size_t)n) != n) { perror("ackload: log"); exit(2); }
}

/* What was acknowledged after the time "until" counts as tried only. Returns the time of the last line. */
static long long read_log(const char *path, long long until)
{
	char word[8];
	int lane, slot;
	long generation;
	long long time, last = 0;
	FILE *f = fopen(path, "r");
	if (!f) return 0;
	while (fscanf(f, "%7s %d %d %ld %lld", word, &lane, &slot, &generation, &time) == 5) {
		if (time > last) last = time;
		if (until < 0) continue;
		if (lane < 0 || lane >= LANES_MAX || slot < 0 || slot >= SLOTS) { fprintf(stderr, "ackload: bad log\n"); exit(2); }
		struct slot *s = &slots[lane][slot];
		long *field = word[0] == 'a' && time <= until ? &s->acked : &s->tried;
		if (generation > *field) *field = generation;
	}
	fclose(f);
	return last;
}

/* --------------------------------------------------------------- calls */

static int connect_to(int retries)
{
	nfs = nfs_init_context();
	struct nfs_url *u = nfs_parse_url_dir(nfs, url);
	if (!u) { fprintf(stderr, "ackload: %s\n", nfs_get_error(nfs)); exit(2); }
	nfs_set_autoreconnect(nfs, retries);
	nfs_set_timeout(nfs, 60000);
	nfs_set_pagecache(nfs, 0);
	nfs_set_readahead(nfs, 0);
	int r = nfs_mount(nfs, u->server, u->path);
	nfs_destroy_url(u);
	return r;
}

/* A call failed: if the server still takes a mount, the call was refused and that is a fault; else the server is gone. */
static void failed_call(const char *what, const char *name, int status)
{
	char *why = strdup(nfs_get_error(nfs));
	if (connect_to(0) < 0) exit(0);
	printf("%s of %s failed although the server is there: %s (%d)\n", what, name, why, status);
	exit(1);
}

static void call(const char *what, const char *name, int status) { if (status < 0) failed_call(what, name, status); }

/* Repeats what the server put off. */
#define PATIENTLY(result, expression) do { (result) = (expression); } while ((result) == -EAGAIN && sleep(1) == 0)

static void write_whole(const char *name, int flags, uint64_t offset, const char *data, size_t size, int sync)
{
	struct nfsfh *fh;
	int n;
	PATIENTLY(n, nfs_open2(nfs, name, flags, 0644, &fh));
	call("open", name, n);
	PATIENTLY(n, nfs_pwrite(nfs, fh, offset, size, data));
	call("write", name, n);
	if ((size_t)n != size) { printf("write of %s took %d of %zu bytes\n", name, n, size); exit(1); }
	if (sync) call("fsync", name, nfs_fsync(nfs, fh));
	call("close", name, nfs_close(nfs, fh));
}

static void change(int lane, int slot, long generation)
{
	char name[32], temporary[48];
	name_of(name, lane, slot);
	size_t size = content(lane, slot, generation);
	int first = generation == 1;
	switch (kind_of(slot)) {
	case OVERWRITE:
		if (first || lane % 2 == 0) write_whole(name, first ? CREATE : O_RDWR, 0, want, size, 1);
		else write_whole(name, O_RDWR | O_SYNC, 0, want, size, 0);
		break;
	case REPLACE:
		sprintf(temporary, "%s.tmp", name);
		write_whole(temporary, CREATE, 0, want, size, 1);
		call("rename", name, nfs_rename(nfs, temporary, name));
		break;
	case COME_GO:
		if (generation % 2) write_whole(name, CREATE, 0, want, size, 1);
		else call("unlink", name, nfs_unlink(nfs, name));
		break;
	default:
		write_whole(name, first ? CREATE : O_RDWR, size - RECORD, want + size - RECORD, RECORD, 1);
	}
}

/* Makes an end of what the crash interrupted: a half-made file is removed, an unfinished append is done again. */
static void settle(int lane, int slot)
{
	struct slot *s = &slots[lane][slot];
	char name[32];
	if (s->tried == s->acked) return;
	if (kind_of(slot) == APPEND) s->tried = s->acked;
	if (kind_of(slot) != COME_GO) return;
	name_of(name, lane, slot);
	s->tried += s->tried % 2;
	note("try", lane, slot, s->tried);
	int r = nfs_unlink(nfs, name);
	if (r < 0 && r != -ENOENT) failed_call("unlink", name, r);
	note("ack", lane, slot, s->tried);
	s->acked = s->tried;
}

static int run_lane(int lane, time_t end)
{
	if (connect_to(0) < 0) { printf("lane %d cannot mount: %s\n", lane, nfs_get_error(nfs)); return 1; }
	for (int slot = 0; slot < SLOTS; slot++) settle(lane, slot);
	uint64_t random = mix((uint64_t)time(NULL) ^ (uint64_t)lane << 32);
	while (time(NULL) < end) {
		random = mix(random);
		int slot = (int)(random % SLOTS);
		struct slot *s = &slots[lane][slot];
		if (kind_of(slot) == APPEND && s->tried >= BUFFER / RECORD - 1) continue;
		long generation = s->tried + 1;
		/* An overwritten file whose first generation was never acknowledged starts again from the create. */
		if (kind_of(slot) == OVERWRITE && s->acked == 0) generation = 1;
		note("try", lane, slot, generation);
		change(lane, slot, generation);
		note("ack", lane, slot, generation);
		s->tried = s->acked = generation;
	}
	return 0;
}

/* -------------------------------------------------------------- verify */

/* The whole file into got, or what BUFFER holds of one that is too long to be right; its size, -1 if there is none. */
static long slurp(const char *name)
{
	struct nfsfh *fh;
	long size = 0;
	int n = nfs_open(nfs, name, O_RDONLY, &fh);
	if (n == -ENOENT) return -1;
	while (n >= 0 && size < BUFFER && (n = nfs_pread(nfs, fh, size, BUFFER - size < 65536 ? BUFFER - size : 65536, got + size)) > 0) size += n;
	if (n < 0) { printf("%s cannot be read: %s\n", name, nfs_get_error(nfs)); return -2; }
	nfs_close(nfs, fh);
	return size;
}

static int holds(int lane, int slot, long generation, long size)
{
	if (generation == 0 || (kind_of(slot) == COME_GO && generation % 2 == 0)) return size == -1;
	return (size_t)size == content(lane, slot, generation) && !memcmp(want, got, (size_t)size);
}

/* Before its fsync a file that is just being made may be there with a part of its content. */
static int half_made(int lane, int slot, long generation, long size)
{
	if (size < 0 || (kind_of(slot) == COME_GO ? generation % 2 == 0 : generation != 1)) return 0;
	return (size_t)size <= content(lane, slot, generation) && !memcmp(want, got, (size_t)size);
}

static int verify_slot(int lane, int slot)
{
	struct slot *s = &slots[lane][slot];
	char name[32];
	name_of(name, lane, slot);
	long size = slurp(name);
	for (long g = s->acked; g <= s->tried; g++) {
		if (holds(lane, slot, g, size)) return 0;
		if (g > s->acked && half_made(lane, slot, g, size)) return 0;
	}
	got[size > 0 ? size : 0] = 0;
	char *end = strchr(got, '\n');
	if (end) *end = 0;
	printf("%s: acknowledged generation %ld (tried %ld), found size %ld, which begins: %.60s\n", name, s->acked, s->tried, size, size > 0 ? got : "");
	return 1;
}

static int verify(void)
{
	long checked = 0, acknowledged = 0;
	int wrong = 0;
	if (connect_to(3) < 0) { printf("cannot mount: %s\n", nfs_get_error(nfs)); return 1; }
	for (int lane = 0; lane < LANES_MAX; lane++)
		for (int slot = 0; slot < SLOTS; slot++) {
			if (slots[lane][slot].tried == 0) continue;
			checked++;
			acknowledged += slots[lane][slot].acked;
			wrong += verify_slot(lane, slot);
		}
	printf("%ld files, %ld generations acknowledged, %d lost or damaged\n", checked, acknowledged, wrong);
	return wrong || !checked;
}

static int run_lanes(int lanes, time_t end)
{
	int status, bad = 0;
	for (int lane = 0; lane < lanes; lane++) {
		pid_t pid = fork();
		if (pid < 0) { perror("ackload: fork"); return 2; }
		if (pid == 0) {
			int rc = run_lane(lane, end);
			fflush(stdout);
			_exit(rc);
		}
	}
	while (wait(&status) > 0) if (!WIFEXITED(status) || WEXITSTATUS(status)) bad = 1;
	return bad;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	int writing = argc == 6 && !strcmp(argv[1], "write");
	if (!writing && !((argc == 4 || argc == 5) && !strcmp(argv[1], "verify"))) {
		fprintf(stderr, "usage: ackload write URL LOG LANES SECONDS | verify URL LOG [WINDOW]\n");
		return 2;
	}
	url = argv[2];
	want = malloc(BUFFER + SIZE_MAX_BYTES);
	got = malloc(BUFFER + SIZE_MAX_BYTES);
	long long last = read_log(argv[3], -1);
	read_log(argv[3], !writing && argc == 5 ? last - atol(argv[4]) : last);
	if (!writing) return verify();
	int lanes = atoi(argv[4]);
	if (lanes < 1 || lanes > LANES_MAX) { fprintf(stderr, "ackload: 1 to %d lanes\n", LANES_MAX); return 2; }
	logfd = open(argv[3], O_WRONLY | O_CREAT | O_APPEND, 0644);
	if (logfd < 0) { perror(argv[3]); return 2; }
	return run_lanes(lanes, time(NULL) + atol(argv[5]));
}
