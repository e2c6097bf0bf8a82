package io.luoledger.abi.memory;

/**
 * Where a value lies inside a struct.
 *
 * @param bits 0 when it isn't a bit-field
 * @param length number of elements, 0 when it isn't an array
 */
public record Slot(int offset, int size, int bitOffset, int bits, int length) {}
