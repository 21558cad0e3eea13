/*
 * The assembler: instructions are appended, forward jumps are completed when they come down.
 */
#include <string.h>

#include "system_asm.h"

static struct assembly *program;

void asm_begin(struct assembly *into)
{
	program = into;
	program->count = 0;
}

static int add(uint8_t code, int dst, int src, int offset, int32_t value)
{
	if (program->count < STEPS_MAX)
		program->steps[program->count] = (struct bpf_insn){
			.code = code, .dst_reg = (uint8_t)(dst & 15), .src_reg = (uint8_t)(src & 15),
			.off = (int16_t)offset, .imm = value
		};
	return program->count++;
}

void asm_move(int dst, int src)
{
	add(BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0);
}

void asm_set(int dst, int32_t value)
{
	add(BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, value);
}

void asm_alu(int op, int dst, int src)
{
	add((uint8_t)(BPF_ALU64 | op | BPF_X), dst, src, 0, 0);
}

void asm_alu_value(int op, int dst, int32_t value)
{
	add((uint8_t)(BPF_ALU64 | op | BPF_K), dst, 0, 0, value);
}

void asm_widen(int dst)
{
	asm_alu_value(BPF_LSH, dst, 32);
	asm_alu_value(BPF_ARSH, dst, 32);
}

void asm_load(int width, int dst, int base, int offset)
{
	add((uint8_t)(BPF_LDX | BPF_MEM | width), dst, base, offset, 0);
}

void asm_store(int width, int base, int offset, int src)
{
	add((uint8_t)(BPF_STX | BPF_MEM | width), base, src, offset, 0);
}

void asm_store_value(int width, int base, int offset, int32_t value)
{
	add((uint8_t)(BPF_ST | BPF_MEM | width), base, 0, offset, value);
}

void asm_add_atomic(int base, int offset, int src)
{
	add(BPF_STX | BPF_ATOMIC | BPF_DW, base, src, offset, BPF_ADD);
}

/* A 64-bit constant takes two instructions; the source register says that it means a map. */
static void wide(int dst, int meaning, int map, uint32_t offset)
{
	add(BPF_LD | BPF_DW | BPF_IMM, dst, meaning, 0, map);
	add(0, 0, 0, 0, (int32_t)offset);
}

void asm_map(int dst, int map)
{
	wide(dst, BPF_PSEUDO_MAP_FD, map, 0);
}

void asm_map_value(int dst, int map, uint32_t offset)
{
	wide(dst, BPF_PSEUDO_MAP_VALUE, map, offset);
}

void asm_call(int helper)
{
	add(BPF_JMP | BPF_CALL, 0, 0, 0, helper);
}

void asm_exit(void)
{
	asm_set(R0, 0);
	add(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

int asm_jump(int op, int reg, int32_t value)
{
	return add((uint8_t)(BPF_JMP | op | BPF_K), reg, 0, 0, value);
}

int asm_jump_reg(int op, int reg, int other)
{
	return add((uint8_t)(BPF_JMP | op | BPF_X), reg, other, 0, 0);
}

int asm_skip(void)
{
	return add(BPF_JMP | BPF_JA, 0, 0, 0, 0);
}

void asm_land(int jump)
{
	if (jump < STEPS_MAX)
		program->steps[jump].off = (int16_t)(program->count - jump - 1);
}
