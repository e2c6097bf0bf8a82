package io.luoledger.abi;

/**
 * A number that determines a layout: entries per block, depth of a tree.
 *
 * @param name the constant's name; one that depends on the page size carries it, as in DEPTH@16K
 * @param kind the preserved-state kind whose bytes it determines
 */
public record Constant(String name, String kind, long value, String source) {}
