package io.luoledger.experiment.check;

/** A small number: a counter, a flag, a pointer. */
public record Cell(String name, int slot) implements Shared {}
