package io.luoledger.faults;

import io.luoledger.event.LiveUpdateEvent;

/**
 * Which event it is. The chain stands for its content and for everything before it.
 *
 * @param chain as hexadecimal digits
 */
record EventId(String host, long sequence, String chain) {
    static EventId of(LiveUpdateEvent event) {
        return new EventId(event.host(), event.sequence(), event.chain().toString());
    }

    @Override
    public String toString() {
        return host + " " + sequence;
    }
}
