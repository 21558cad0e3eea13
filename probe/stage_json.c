/*
 * A small JSON reader for plans: parses one text in place into a tree kept in one arena, which is
 * forgotten whole before the next plan. Escapes other than \uXXXX beyond ASCII are understood.
 */
#include "stage.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NODES 65536
#define MAX_DEPTH 64

static struct json nodes[MAX_NODES];
static int used, depth;
static const char *fault;

static struct json *value(char **at);

void json_reset(void)
{
	used = 0;
}

static struct json *fail(const char *what)
{
	if (!fault)
		fault = what;
	return NULL;
}

static struct json *node(enum json_kind kind)
{
	if (used == MAX_NODES)
		return fail("plan is too large");
	struct json *n = &nodes[used++];
	memset(n, 0, sizeof *n);
	n->kind = kind;
	return n;
}

static void blank(char **at)
{
	while (**at == ' ' || **at == '\t' || **at == '\n' || **at == '\r')
		++*at;
}

/* Goes past a character, if it is that one. */
static bool is_next(char **at, char c)
{
	if (**at != c)
		return false;
	++*at;
	return true;
}

/* The text after a quote, unescaped in place and ended by a null. */
static char *quoted(char **at)
{
	char *start = *at, *to = start, *p = start;
	for (; *p && *p != '"'; p++) {
		if (*p != '\\') {
			*to++ = *p;
			continue;
		}
		p++;
		if (*p == 'n') *to++ = '\n';
		else if (*p == 't') *to++ = '\t';
		else if (*p == 'r') *to++ = '\r';
		else if (*p == 'b') *to++ = '\b';
		else if (*p == 'f') *to++ = '\f';
		else if (*p == 'u' && strlen(p) >= 5) {
			char hex[5] = {p[1], p[2], p[3], p[4], 0};
			*to++ = (char)strtol(hex, NULL, 16);
			p += 4;
		} else if (*p) *to++ = *p;
		else break;
	}
	if (*p != '"')
		return (char *)fail("a string does not end");
	*at = p + 1;
	*to = 0;
	return start;
}

static struct json *members(char **at, enum json_kind kind, char end)
{
	struct json *whole = node(kind), **link = whole ? &whole->first : NULL;
	blank(at);
	if (is_next(at, end))
		return whole;
	while (whole) {
		const char *key = NULL;
		blank(at);
		if (kind == JSON_OBJECT) {
			if (!is_next(at, '"') || !(key = quoted(at)))
				return fail("a key was expected");
			blank(at);
			if (!is_next(at, ':'))
				return fail("':' was expected after a key");
		}
		struct json *member = value(at);
		if (!member)
			return NULL;
		member->key = key;
		*link = member;
		link = &member->next;
		blank(at);
		if (is_next(at, end))
			return whole;
		if (!is_next(at, ','))
			return fail("',' or an end was expected");
	}
	return NULL;
}

static struct json *word(char **at, const char *text, enum json_kind kind, double number)
{
	size_t length = strlen(text);
	if (strncmp(*at, text, length) != 0)
		return fail("a value was expected");
	*at += length;
	struct json *n = node(kind);
	if (n)
		n->number = number;
	return n;
}

static struct json *value(char **at)
{
	blank(at);
	char c = **at;
	if (c == '{' || c == '[') {
		++*at;
		if (depth == MAX_DEPTH)
			return fail("plan is nested too deeply");
		depth++;
		struct json *n = members(at, c == '{' ? JSON_OBJECT : JSON_LIST, c == '{' ? '}' : ']');
		depth--;
		return n;
	}
	if (c == '"') {
		++*at;
		char *text = quoted(at);
		struct json *n = text ? node(JSON_STRING) : NULL;
		if (n)
			n->text = text;
		return n;
	}
	if (c == 't')
		return word(at, "true", JSON_BOOL, 1);
	if (c == 'f')
		return word(at, "false", JSON_BOOL, 0);
	if (c == 'n')
		return word(at, "null", JSON_NULL, 0);
	char *end;
	double number = strtod(*at, &end);
	if (end == *at)
		return fail("a value was expected");
	*at = end;
	struct json *n = node(JSON_NUMBER);
	if (n)
		n->number = number;
	return n;
}

struct json *json_parse(char *text, const char **problem)
{
	char *at = text;
	fault = NULL;
	depth = 0;
	struct json *whole = value(&at);
	if (whole) {
		blank(&at);
		if (*at)
			whole = fail("text after the end of the plan");
	}
	*problem = fault;
	return whole;
}

struct json *json_get(const struct json *object, const char *key)
{
	if (!object || object->kind != JSON_OBJECT)
		return NULL;
	for (struct json *m = object->first; m; m = m->next)
		if (strcmp(m->key, key) == 0)
			return m;
	return NULL;
}

/* A number as a register holds it; what is beyond that is the nearest that is not. */
long json_long(const struct json *value)
{
	if (value->number >= 0x1p63)
		return LONG_MAX;
	if (!(value->number >= -0x1p63))
		return LONG_MIN;
	return (long)value->number;
}

struct json *json_at(const struct json *list, int index)
{
	if (!list || list->kind != JSON_LIST)
		return NULL;
	struct json *m = list->first;
	while (m && index-- > 0)
		m = m->next;
	return m;
}

int json_length(const struct json *list)
{
	int n = 0;
	for (struct json *m = list && list->kind == JSON_LIST ? list->first : NULL; m; m = m->next)
		n++;
	return n;
}

void json_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p == '"' || *p == '\\')
			fprintf(out, "\\%c", *p);
		else if (*p < 32)
			fprintf(out, "\\u%04x", *p);
		else
			fputc(*p, out);
	}
	fputc('"', out);
}
