/*
 * A tiny assembler for the kernel's BPF machine: each function appends one instruction, or a few, to
 * the program at hand. The instructions are those of Documentation/bpf/standardization/
 * instruction-set.rst; the numbers of helper functions are the kernel's ABI (linux/bpf.h).
 *
 * Registers: R0 is a result, R1 to R5 arguments of a helper (gone after the call), R6 to R9 are
 * kept, R10 points to the end of 512 bytes of stack, so that places on the stack are negative.
 */
#ifndef SYSTEM_ASM_H
#define SYSTEM_ASM_H

#include <linux/bpf.h>
#include <stdint.h>

enum { R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10 };
#define STEPS_MAX 4096

struct assembly {
	struct bpf_insn steps[STEPS_MAX];
	int count; /* more than STEPS_MAX: too long to be loaded */
};

/* Begins a program. */
void asm_begin(struct assembly *into);
/* dst = src; dst = value; dst op= src; dst op= value, 64 bits wide */
void asm_move(int dst, int src);
void asm_set(int dst, int32_t value);
void asm_alu(int op, int dst, int src);
void asm_alu_value(int op, int dst, int32_t value);
/* dst = (long)(int)dst */
void asm_widen(int dst);
/* dst = *(base + offset); *(base + offset) = src; *(base + offset) = value. Width: BPF_B to BPF_DW */
void asm_load(int width, int dst, int base, int offset);
void asm_store(int width, int base, int offset, int src);
void asm_store_value(int width, int base, int offset, int32_t value);
/* *(base + offset) += src, at once for all processors */
void asm_add_atomic(int base, int offset, int src);
/* dst = a map, or the address of byte `offset` in the value of a map that is an array of one */
void asm_map(int dst, int map);
void asm_map_value(int dst, int map, uint32_t offset);
void asm_call(int helper);
void asm_exit(void);
/* Jumps forward if `reg op value` holds (op: BPF_JEQ, ...). Returns the jump, for asm_land(). */
int asm_jump(int op, int reg, int32_t value);
int asm_jump_reg(int op, int reg, int other);
int asm_skip(void);
/* Lets a jump come down here. */
void asm_land(int jump);

#endif
