package io.luoledger.score;

import io.luoledger.event.Draft;
import io.luoledger.event.Source;
import io.luoledger.ledger.EventSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the checks make of the simulator's own faults and of the known defects of its kernels: each run is simulated with and
 * without, and what is said only, or more often, with the fault is said of it. A run of which the events are the same was
 * not struck.
 */
public final class SimulatedScore {
    private final Ledgers ledgers;
    private final Map<SimulatedFault, Line> lines = new LinkedHashMap<>();

    private static final class Line {
        private long struck;
        private long noticed;
        private final SortedMap<String, Long> findings = new TreeMap<>();
    }

    /**
     * What became of one fault.
     *
     * @param fault as the command line knows it
     * @param struck in how many runs it changed what happened
     * @param noticed in how many of them something was found
     * @param findings in how many runs each was raised, by id
     * @param hidden why it doesn't always show, null when it has to
     */
    public record Row(
            String fault,
            String about,
            long struck,
            long noticed,
            SortedMap<String, Long> findings,
            @Nullable String hidden) {
        /** Whether it was found each time that it struck, or is known not to show. */
        public boolean explained() {
            return hidden != null || (struck > 0 && noticed == struck);
        }
    }

    SimulatedScore(Ledgers ledgers) {
        this.ledgers = ledgers;
        SimulatedFault.all().forEach(fault -> lines.put(fault, new Line()));
    }

    /** Lets the fault whose turn it is strike a run. */
    void run(long turn, long seed, Consumer<String> misses) {
        List<SimulatedFault> faults = List.copyOf(lines.keySet());
        SimulatedFault fault = faults.get((int) (turn % faults.size()));
        List<Draft> with = drafts(fault.run(seed, true));
        List<Draft> without = drafts(fault.run(seed, false));
        if (told(with, fault.byTime()).equals(told(without, fault.byTime()))) {
            return;
        }
        Line line = java.util.Objects.requireNonNull(lines.get(fault));
        line.struck++;
        Map<String, Long> before = said(without);
        Map<String, Long> after = said(with);
        List<String> raised = after.keySet().stream()
                .filter(id -> after.getOrDefault(id, 0L) > before.getOrDefault(id, 0L))
                .toList();
        raised.forEach(id -> line.findings.merge(id, 1L, Long::sum));
        if (!raised.isEmpty()) {
            line.noticed++;
        } else if (fault.hidden() == null) {
            misses.accept("seed " + seed + ", simulated " + fault.word() + ": nothing found");
        }
    }

    /** What is said of the events as a writer appends them: each place of a source once. */
    private Map<String, Long> said(List<Draft> drafts) {
        Set<Source> held = new HashSet<>();
        return ledgers.said(
                ledgers.seal(drafts.stream()
                        .filter(draft -> held.add(draft.source()))
                        .toList()),
                List.of());
    }

    private static List<Draft> drafts(EventSource source) {
        List<Draft> drafts = new ArrayList<>();
        source.forEach(drafts::add);
        return drafts;
    }

    /** What happens, and with a fault of time also when; a kernel without a defect has another name, and that is all. */
    private static List<String> told(List<Draft> drafts, boolean byTime) {
        return drafts.stream()
                .map(draft -> draft.boot().liveUpdate() + " "
                        + draft.body().toString().replaceAll("\\+(no|only)-[a-z-]+", "")
                        + (byTime ? draft.at() : ""))
                .toList();
    }

    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        lines.forEach((fault, line) -> rows.add(
                new Row(fault.word(), fault.about(), line.struck, line.noticed, line.findings, fault.hidden())));
        return rows;
    }
}
