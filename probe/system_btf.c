/*
 * Where the kernel keeps its fields: a small reader of BTF, the description of its own types that a
 * kernel carries with it. Every kernel is laid out differently, so nothing about the layout is
 * written into this program.
 *
 * The format is in the kernel's Documentation/bpf/btf.rst: a table of types, each of which names a
 * string and refers to others by their place in the table.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/btf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system.h"

static struct {
	char *bytes;
	size_t length;
	bool mapped;
	const char *strings;
	uint32_t strings_length;
	const struct btf_type **types; /* by number; 0 is void */
	uint32_t count;
	const char *last_name; /* several members of one structure are looked for in turn */
	uint32_t last;
} btf;

/* How many bytes follow a type's head. */
static size_t tail_of(const struct btf_type *type)
{
	size_t many = BTF_INFO_VLEN(type->info);

	switch (BTF_INFO_KIND(type->info)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG: return 4;
	case BTF_KIND_ARRAY: return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION: return many * sizeof(struct btf_member);
	case BTF_KIND_ENUM: return many * sizeof(struct btf_enum);
	case BTF_KIND_ENUM64: return many * sizeof(struct btf_enum64);
	case BTF_KIND_FUNC_PROTO: return many * sizeof(struct btf_param);
	case BTF_KIND_DATASEC: return many * sizeof(struct btf_var_secinfo);
	default: return 0;
	}
}

static int index_types(const char *at, size_t length)
{
	size_t room = 0;

	btf.count = 1;
	for (size_t offset = 0; offset + sizeof(struct btf_type) <= length;) {
		const struct btf_type *type = (const void *)(at + offset);

		if (btf.count >= room) {
			room = room ? room * 2 : 1 << 17;
			const struct btf_type **grown = realloc(btf.types, room * sizeof(*grown));

			if (!grown)
				return ENOMEM;
			btf.types = grown;
		}
		btf.types[btf.count++] = type;
		offset += sizeof(*type) + tail_of(type);
		if (offset > length)
			return EINVAL;
	}
	return 0;
}

/* Maps the file, or reads it page by page where that is all that the kernel offers (before 6.16). */
static int read_whole(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;
	struct stat st;
	size_t got = 0;

	if (fd < 0)
		return errno;
	if (fstat(fd, &st))
		err = errno;
	btf.length = err ? 0 : (size_t)st.st_size;
	btf.bytes = mmap(NULL, btf.length, PROT_READ, MAP_PRIVATE, fd, 0);
	btf.mapped = btf.bytes != MAP_FAILED;
	if (!err && !btf.mapped && !(btf.bytes = malloc(btf.length)))
		err = ENOMEM;
	while (!err && !btf.mapped && got < btf.length) {
		ssize_t n = read(fd, btf.bytes + got, btf.length - got);

		if (n <= 0)
			err = n ? errno : EIO;
		else
			got += (size_t)n;
	}
	close(fd);
	return err;
}

/* Reads the kernel's description of itself. Returns 0 or an errno. */
int btf_open(const char *path)
{
	const struct btf_header *head;
	size_t length;
	int err = read_whole(path);

	if (err)
		return err;
	head = (const void *)btf.bytes;
	length = btf.length;
	if (length < sizeof(*head) || head->magic != BTF_MAGIC ||
	    (uint64_t)head->hdr_len + head->type_off + head->type_len > length ||
	    (uint64_t)head->hdr_len + head->str_off + head->str_len > length || !head->str_len)
		return EINVAL;
	btf.strings = btf.bytes + head->hdr_len + head->str_off;
	btf.strings_length = head->str_len;
	if (btf.strings[head->str_len - 1])
		return EINVAL;
	return index_types(btf.bytes + head->hdr_len + head->type_off, head->type_len);
}

void btf_close(void)
{
	free(btf.types);
	if (btf.mapped)
		munmap(btf.bytes, btf.length);
	else
		free(btf.bytes);
	memset(&btf, 0, sizeof(btf));
}

static const char *name_of(uint32_t offset)
{
	return offset < btf.strings_length ? btf.strings + offset : "";
}

/* Where a string stands in the table of strings, in which each is once; 0 when nowhere. */
static uint32_t place_of(const char *name)
{
	size_t size = strlen(name) + 1;
	const char *at = btf.strings, *end = btf.strings + btf.strings_length;

	while ((at = memmem(at, (size_t)(end - at), name, size))) {
		if (at > btf.strings && !at[-1])
			return (uint32_t)(at - btf.strings);
		at++;
	}
	return 0;
}

static const struct btf_type *type_at(uint32_t number)
{
	return number && number < btf.count ? btf.types[number] : NULL;
}

/* The number of the type of that kind and name; 0 when there is none. */
uint32_t btf_find(int kind, const char *name)
{
	uint32_t place;

	if (btf.last_name && !strcmp(btf.last_name, name) &&
	    BTF_INFO_KIND(btf.types[btf.last]->info) == (unsigned)kind)
		return btf.last;
	place = place_of(name);
	for (uint32_t i = 1; place && i < btf.count; i++)
		if (btf.types[i]->name_off == place &&
		    BTF_INFO_KIND(btf.types[i]->info) == (unsigned)kind) {
			btf.last_name = name_of(place);
			btf.last = i;
			return i;
		}
	return 0;
}

/* The type behind names and qualifiers. */
static const struct btf_type *bare(uint32_t number)
{
	const struct btf_type *type = type_at(number);

	while (type) {
		switch (BTF_INFO_KIND(type->info)) {
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_CONST:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_TYPE_TAG: type = type_at(type->type); break;
		default: return type;
		}
	}
	return NULL;
}

static bool is_composite(const struct btf_type *type)
{
	return type && (BTF_INFO_KIND(type->info) == BTF_KIND_STRUCT ||
			BTF_INFO_KIND(type->info) == BTF_KIND_UNION);
}

/* The offset of a member, also inside nameless members; -1 when there is none. */
static int find_member(const struct btf_type *type, const char *name, size_t length,
		       const struct btf_type **found)
{
	const struct btf_member *member = (const void *)(type + 1);
	bool has_fields = BTF_INFO_KFLAG(type->info);

	for (unsigned i = 0; i < BTF_INFO_VLEN(type->info); i++, member++) {
		const char *own = name_of(member->name_off);
		const struct btf_type *inner = bare(member->type);
		int at = (int)(has_fields ? BTF_MEMBER_BIT_OFFSET(member->offset) : member->offset) / 8;

		if (!strncmp(own, name, length) && !own[length]) {
			*found = inner;
			return at;
		}
		if (!*own && is_composite(inner)) {
			int below = find_member(inner, name, length, found);

			if (below >= 0)
				return at + below;
		}
	}
	return -1;
}

/* The offset in bytes of a member such as "ns.inum"; -1 when the kernel has none. */
int btf_offset(const char *structure, const char *path)
{
	const struct btf_type *type = type_at(btf_find(BTF_KIND_STRUCT, structure));
	int offset = 0;

	while (*path) {
		size_t length = strcspn(path, ".");
		int at = is_composite(type) ? find_member(type, path, length, &type) : -1;

		if (at < 0)
			return -1;
		offset += at;
		path += length + (path[length] == '.');
	}
	return offset;
}

/* The size in bytes of a structure; -1 when the kernel has none. */
int btf_size(const char *structure)
{
	const struct btf_type *type = type_at(btf_find(BTF_KIND_STRUCT, structure));

	return type ? (int)type->size : -1;
}

/* Which argument of a tracepoint, counted from 0, is the first to point to such a structure; -1 when
 * none does. Arguments have come and gone between versions. */
int btf_argument(const char *tracepoint, const char *structure)
{
	char name[64] = "btf_trace_";
	const struct btf_type *type;
	const struct btf_param *param;

	strncat(name, tracepoint, sizeof(name) - strlen(name) - 1);
	type = type_at(btf_find(BTF_KIND_TYPEDEF, name));
	type = type ? bare(type->type) : NULL; /* a pointer to a function */
	type = type ? bare(type->type) : NULL;
	if (!type || BTF_INFO_KIND(type->info) != BTF_KIND_FUNC_PROTO)
		return -1;
	param = (const void *)(type + 1);
	/* The first is the tracepoint's own. */
	for (unsigned i = 1; i < BTF_INFO_VLEN(type->info); i++) {
		const struct btf_type *pointer = bare(param[i].type);
		const struct btf_type *aimed = pointer ? bare(pointer->type) : NULL;

		if (pointer && BTF_INFO_KIND(pointer->info) == BTF_KIND_PTR && aimed &&
		    !strcmp(name_of(aimed->name_off), structure))
			return (int)i - 1;
	}
	return -1;
}
