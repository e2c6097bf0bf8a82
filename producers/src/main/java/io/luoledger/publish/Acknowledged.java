package io.luoledger.publish;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What the cluster has acknowledged to one writer. */
final class Acknowledged {
    private static final int HOSTS_SHOWN = 3;

    private final Map<String, Long> lastSequences = new LinkedHashMap<>();
    private long events;

    void add(int more) {
        events += more;
    }

    void upTo(String host, long sequence) {
        lastSequences.put(host, sequence);
    }

    long events() {
        return events;
    }

    Map<String, Long> hosts() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(lastSequences));
    }

    /** How the message of an error goes on after which the same command can be run again. */
    String sentence() {
        return state() + " Run the same command again to go on: nothing is written twice.";
    }

    /** How any error message goes on: what is safe. */
    String state() {
        if (events == 0) {
            return ". Nothing was acknowledged.";
        }
        String shown = lastSequences.entrySet().stream()
                .limit(HOSTS_SHOWN)
                .map(host -> "host " + host.getKey() + " up to sequence " + host.getValue())
                .collect(Collectors.joining(", "));
        int more = lastSequences.size() - HOSTS_SHOWN;
        return ". " + events + (events == 1 ? " event was" : " events were") + " acknowledged (" + shown
                + (more > 0 ? " and " + more + (more == 1 ? " host more" : " hosts more") : "") + ").";
    }
}
