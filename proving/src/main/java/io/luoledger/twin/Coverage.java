package io.luoledger.twin;

import io.luoledger.core.FileStatus;
import io.luoledger.core.FlbStatus;
import io.luoledger.core.Placement;
import io.luoledger.core.SessionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was compared, over all runs. */
public final class Coverage {
    private final Map<String, Long> transitions = new TreeMap<>();
    private long comparisons;
    private long lines;
    private long dead;
    private long garbled;

    void moved(String what, Object from, Object to) {
        transitions.merge(what + " " + from + " -> " + to, 1L, Long::sum);
    }

    void compared(int count) {
        comparisons++;
        lines += count;
    }

    void foundDead() {
        dead++;
    }

    void foundGarbled() {
        garbled++;
    }

    /** How often something of a kernel went from one state to another, and was found so in the view. */
    public Map<String, Long> transitions() {
        return java.util.Collections.unmodifiableMap(transitions);
    }

    /** States that nothing was ever seen to get into. */
    public List<String> never() {
        List<String> never = new ArrayList<>();
        missing("session", SessionStatus.values(), never);
        missing("file", FileStatus.values(), never);
        missing("flb", FlbStatus.values(), never);
        missing("placement", Placement.values(), never);
        never.remove("placement " + Placement.UNKNOWN);
        return never;
    }

    private void missing(String what, Enum<?>[] states, List<String> never) {
        for (Enum<?> state : states) {
            boolean seen = transitions.keySet().stream()
                    .anyMatch(transition -> transition.startsWith(what + " ")
                            && List.of(transition
                                            .substring(transition.indexOf("-> ") + 3)
                                            .split(" or "))
                                    .contains(state.name()));
            if (!seen) {
                never.add(what + " " + state);
            }
        }
    }

    /** How often a view was compared with a kernel. */
    public long comparisons() {
        return comparisons;
    }

    /** How many sessions, files, FLBs and devices that were. */
    public long lines() {
        return lines;
    }

    /** How often there was nothing to compare with: the kernel had died. */
    public long dead() {
        return dead;
    }

    /** Hand-overs of which the next kernel read other files out of the same bytes, without a word. */
    public long garbled() {
        return garbled;
    }
}
