package io.luoledger.engine;

import io.luoledger.streams.Observer;
import org.apache.kafka.streams.KafkaStreams;

/** Hears what an instance does, and how it is. */
public interface ProcessorWatch extends Observer {
    ProcessorWatch NONE = new ProcessorWatch() {};

    /** The state that the processors are in: those before, which others may have been in, are past. */
    default void state(KafkaStreams.State now) {}

    /** The states are made anew, or that is over. */
    default void rebuilding(boolean now) {}

    /** A thread gave up, and another one takes its place. */
    default void threadReplaced() {}
}
