/*
 * Writes the trace: NDJSON, one record a line. Lines gather in a buffer and go out whole, so that a
 * file cut short by the probe's death ends with a complete line. A line that cannot be written (a
 * full disk, a closed pipe) is counted, and the number is written as a `lost` record as soon as
 * writing works again.
 *
 * The writing itself may be left to a thread: `lost`, `lost_told`, `broken` and `err` are then its own, until
 * behind_wait() has returned.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

#define FLUSH_BYTES 65536

static struct {
	int fd;
	char *buffer;
	size_t used, size;
	unsigned long long events, lost, lost_told, missed;
	bool comma, broken;
	int err; /* of the thread's last write */
} out = { .fd = -1 };

/* Opens the output; "-" is standard output. Returns 0 or an errno. */
int out_open(const char *path)
{
	out.size = 4 * FLUSH_BYTES;
	out.buffer = malloc(out.size);
	if (!out.buffer)
		return ENOMEM;
	if (!strcmp(path, "-")) {
		out.fd = fcntl(1, F_DUPFD_CLOEXEC, 3);
	} else {
		out.fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	}
	return out.fd < 0 ? errno : 0;
}

static void grow(size_t more)
{
	size_t size = out.size * 2 + more;
	char *grown = realloc(out.buffer, size);

	if (!grown)
		abort();
	out.buffer = grown;
	out.size = size;
}

static inline void reserve(size_t more)
{
	if (out.used + more > out.size)
		grow(more);
}

static inline void put(const char *bytes, size_t length)
{
	reserve(length);
	memcpy(out.buffer + out.used, bytes, length);
	out.used += length;
}

static inline void put_char(char c)
{
	reserve(1);
	out.buffer[out.used++] = c;
}

static void put_number(unsigned long long value)
{
	char digits[24];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	put(digits + at, sizeof(digits) - at);
}

/* How many bytes the UTF-8 sequence at `s` has, or 0 when it is none. */
static size_t utf8_length(const unsigned char *s, size_t left)
{
	size_t length = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : s[0] >= 0xc2 ? 2 : 0;

	if (!length || s[0] > 0xf4 || length > left)
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] >= 0xa0) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] >= 0x90))
		return 0;
	return length;
}

/* Bytes that stand in a JSON string as they are, from the beginning of `s` on. */
static size_t plain_length(const unsigned char *s, size_t length)
{
	size_t i = 0;

	while (i < length && s[i] >= 0x20 && s[i] < 0x7f && s[i] != '"' && s[i] != '\\')
		i++;
	return i;
}

/* One that does not, or one that is none. Returns how many bytes of `s` it took. */
static size_t put_special(const unsigned char *s, size_t left)
{
	char escape[8];
	size_t sequence;

	if (*s == '"' || *s == '\\') {
		put_char('\\');
		put_char((char)*s);
	} else if (*s == '\n' || *s == '\t') {
		put(*s == '\n' ? "\\n" : "\\t", 2);
	} else if (*s < 0x80) {
		put(escape, (size_t)snprintf(escape, sizeof(escape), "\\u%04x", *s));
	} else {
		sequence = utf8_length(s, left);
		if (sequence)
			put((const char *)s, sequence);
		else
			put("\xef\xbf\xbd", 3);
		return sequence ? sequence : 1;
	}
	return 1;
}

/* A JSON string; bytes that are not UTF-8 become U+FFFD. */
static void put_string(const char *bytes, size_t length)
{
	const unsigned char *s = (const unsigned char *)bytes;

	put_char('"');
	for (size_t i = 0; i < length;) {
		size_t plain = plain_length(s + i, length - i);

		put(bytes + i, plain);
		i += plain;
		if (i < length)
			i += put_special(s + i, length - i);
	}
	put_char('"');
}

/* A comma where one is due, and the key in its quotes; in a list there is no key. */
static void put_key(const char *key)
{
	size_t length = key ? strlen(key) : 0;
	char *at;

	reserve(length + 4);
	at = out.buffer + out.used;
	if (out.comma)
		*at++ = ',';
	out.comma = true;
	if (key) {
		*at++ = '"';
		at = (char *)memcpy(at, key, length) + length;
		*at++ = '"';
		*at++ = ':';
	}
	out.used = (size_t)(at - out.buffer);
}

/* Begins an event's line. */
void out_begin(const char *ev, uint64_t t)
{
	put("{\"t\":", 5);
	put_number(t);
	put(",\"ev\":\"", 7);
	put(ev, strlen(ev));
	put_char('"');
	out.comma = true;
	out.events++;
}

/* Begins the header's line. */
void out_plain(void)
{
	put_char('{');
	out.comma = false;
}

void out_num(const char *key, long long value)
{
	put_key(key);
	if (value < 0) {
		put_char('-');
		put_number(-(unsigned long long)value);
	} else {
		put_number((unsigned long long)value);
	}
}

void out_text(const char *key, const char *text)
{
	out_bytes(key, text, strlen(text));
}

void out_bytes(const char *key, const char *bytes, size_t length)
{
	put_key(key);
	put_string(bytes, length);
}

/* 64-bit identities are strings: a JSON reader's numbers are often doubles. */
void out_id(const char *key, uint64_t id)
{
	put_key(key);
	put_char('"');
	put_number(id);
	put_char('"');
}

void out_true(const char *key)
{
	put_key(key);
	put("true", 4);
}

void out_null(const char *key)
{
	put_key(key);
	put("null", 4);
}

void out_list(const char *key)
{
	put_key(key);
	put_char('[');
	out.comma = false;
}

void out_list_end(void)
{
	put_char(']');
	out.comma = true;
}

void out_object(const char *key)
{
	put_key(key);
	put_char('{');
	out.comma = false;
}

void out_object_end(void)
{
	put_char('}');
	out.comma = true;
}

/* Ends a line; the line is in the file after the next flush. */
void out_end(void)
{
	put("}\n", 2);
	if (out.used >= FLUSH_BYTES)
		out_flush();
}

/* Writes all, or as much as can be written: then `*written` says how much. Returns 0 or an errno. */
static int write_all(const char *bytes, size_t length, size_t *written)
{
	struct pollfd room = { .fd = out.fd, .events = POLLOUT };

	for (*written = 0; *written < length;) {
		ssize_t n = write(out.fd, bytes + *written, length - *written);

		/* Whoever shares a pipe with the probe may have made it one that does not wait. */
		if (n < 0 && errno == EAGAIN)
			poll(&room, 1, -1);
		else if (n < 0 && errno != EINTR)
			return errno;
		if (n <= 0)
			continue;
		*written += (size_t)n;
		out.broken = *written < length && bytes[*written - 1] != '\n';
	}
	return 0;
}

/* Tells how many lines were lost, in a line of its own that ends a broken one. */
static int tell_lost(uint64_t t)
{
	char line[128];
	int length = snprintf(line, sizeof(line), "%s{\"t\":%llu,\"ev\":\"lost\",\"n\":%llu}\n",
			      out.broken ? "\n" : "", (unsigned long long)t,
			      out.lost - out.lost_told);
	size_t written;
	int err = write_all(line, (size_t)length, &written);

	if (!err)
		out.lost_told = out.lost;
	return err;
}

static unsigned long count_lines(const char *bytes, size_t length)
{
	unsigned long lines = 0;

	for (size_t i = 0; i < length; i++)
		lines += bytes[i] == '\n';
	return lines;
}

/* Writes lines. Returns 0 or an errno; then those that are not in the file are counted as lost. */
static int write_lines(const struct chunk *chunk)
{
	size_t written = 0;
	int err = 0;

	if (out.lost > out.lost_told)
		err = tell_lost(chunk->t);
	if (!err)
		err = write_all(chunk->bytes, chunk->length, &written);
	if (err)
		out.lost += count_lines(chunk->bytes + written, chunk->length - written);
	return err;
}

static void write_behind(const struct chunk *chunk)
{
	out.err = write_lines(chunk);
}

/* Gives what has gathered to the thread, and begins a new buffer. */
static void give_away(const struct chunk *chunk)
{
	struct chunk *given = malloc(sizeof(*given));

	out.buffer = malloc(out.size);
	if (!given || !out.buffer)
		abort();
	*given = *chunk;
	behind_give(given);
}

/* Writes what has gathered. Returns 0 or an errno; then the lines are counted as lost. What a
 * thread writes fails later: out_close() tells. */
int out_flush(void)
{
	const struct chunk chunk = { out.buffer, out.used, now(), NULL };
	int err = 0;

	if (!behind_runs())
		err = write_lines(&chunk);
	else if (out.used)
		give_away(&chunk);
	out.used = 0;
	return err;
}

/* From now on a thread does the writing. Returns 0 or an errno. */
int out_behind(void)
{
	return behind_start(write_behind);
}

int out_close(void)
{
	int err = out_flush();

	if (behind_runs()) {
		behind_end();
		err = out.err;
	}
	if (close(out.fd) && !err)
		err = errno;
	free(out.buffer);
	return err;
}

unsigned long long out_events(void)
{
	return out.events;
}

unsigned long long out_lost(void)
{
	behind_wait();
	return out.lost + out.missed;
}

/* Tells that so many events never reached the probe. */
void out_missed(uint64_t t, unsigned long long n)
{
	out_begin("lost", t);
	out_num("n", (long long)n);
	out_end();
	out_count_missed(n);
}

/* The same, where the caller writes the line. */
void out_count_missed(unsigned long long n)
{
	out.missed += n;
}
