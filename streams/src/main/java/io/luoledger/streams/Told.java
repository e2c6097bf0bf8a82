package io.luoledger.streams;

import io.luoledger.core.Output;

/**
 * What the core said of an event, for whoever goes on from there.
 *
 * @param by the event that it was said of
 */
record Told(Received by, Output output) {}
