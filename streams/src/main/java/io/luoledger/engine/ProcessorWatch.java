package io.luoledger.engine;

import io.luoledger.streams.Observer;
import org.apache.kafka.streams.KafkaStreams;

/** Hears what an instance does, and how it is. */
public interface ProcessorWatch extends Observer {
    ProcessorWatch NONE = new ProcessorWatch() {};

    /** The processors changed their state. */
    default void state(KafkaStreams.State now, KafkaStreams.State before) {}

    /** A thread gave up, and another one takes its place. */
    default void threadReplaced() {}
}
