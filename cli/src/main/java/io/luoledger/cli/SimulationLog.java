package io.luoledger.cli;

import io.luoledger.event.Draft;
import io.luoledger.ledger.EventSource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where the events of a simulation go, and what is said of them. */
final class SimulationLog {
    private final TargetOptions target;
    private final PrintWriter out;
    private final PrintWriter err;

    SimulationLog(TargetOptions target, PrintWriter out, PrintWriter err) {
        this.target = target;
        this.out = out;
        this.err = err;
    }

    /** Whether a place was named; else events are only counted. */
    boolean kept() {
        return target.given();
    }

    @Nullable
    Path file() {
        return target.file();
    }

    /** Where the report goes: a log on standard output leaves no room for it there. */
    PrintWriter report() {
        return target.isStandardOutput() ? err : out;
    }

    /** Takes every event of a source; returns how many of each type, and where they went, in two lines. */
    String take(EventSource source) {
        Map<String, Long> events = new TreeMap<>();
        String written = write(source, draft -> events.merge(draft.body().type(), 1L, Long::sum));
        long total = events.values().stream().mapToLong(Long::longValue).sum();
        return Counts.events(total) + ": "
                + events.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", "))
                + System.lineSeparator() + written;
    }

    private String write(EventSource source, Consumer<Draft> count) {
        if (!target.given()) {
            source.forEach(count);
            return "not written anywhere: give -o FILE.avro, --data or --bootstrap-server to keep them";
        }
        try (LedgerTarget ledger = target.open(List.of(), err)) {
            return Counts.of(ledger.take(sink -> source.forEach(count.andThen(sink))), ledger.name());
        }
    }

    /** Writes a source's events where a place was named, and returns where that was. */
    String write(EventSource source) {
        return write(source, draft -> {});
    }
}
