package io.luoledger.experiment.check;

/**
 * One step of a run.
 *
 * @param thread its number, from 0
 * @param at the function of the source
 * @param does what it does there
 */
public record Move(int thread, String at, String does) {}
