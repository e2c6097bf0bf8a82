package io.luoledger.experiment.check;

/** An object that is allocated and freed, perhaps several times. Its byte: twice the number of allocations, and one while it lives. */
public record Lifetime(String name, int slot) implements Shared {}
