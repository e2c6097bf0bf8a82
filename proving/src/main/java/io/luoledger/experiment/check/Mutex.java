package io.luoledger.experiment.check;

/** One holder at a time. Its byte: the number of the thread that holds it, from 1; 0 when nobody does. */
public record Mutex(String name, int slot) implements Lock {}
