package io.luoledger.fleet;

import io.luoledger.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One resource in the picture of a live update: what happened to it, and the states that it was in. Life: made with its
 * first event; given marks and states in order; then looked at.
 */
public final class Lane {
    /** What it is of. */
    public enum Kind {
        KERNEL,
        SESSION,
        FILE,
        FLB,
        DEVICE
    }

    /** Which kernel's clock a time is of: times of two clocks aren't compared. */
    public enum Clock {
        OUTGOING,
        INCOMING
    }

    /**
     * One event.
     *
     * @param nanos by its kernel's clock, null where no clock told
     */
    public record Mark(
            long sequence,
            String type,
            String result,
            Clock clock,
            @Nullable Long nanos,
            String label) {}

    /**
     * A state, on one kernel's clock.
     *
     * @param toSequence the event that ended it, null when nothing did
     */
    public record Stay(
            long fromSequence,
            @Nullable Long toSequence,
            String state,
            Clock clock,
            @Nullable Long startNanos,
            @Nullable Long endNanos) {}

    private final String id;
    private final Kind kind;
    private final String label;
    private final @Nullable String parent;
    private final List<Mark> marks = new ArrayList<>();
    private final List<Stay> stays = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final TreeSet<Long> sequences = new TreeSet<>();

    Lane(String id, Kind kind, String label, @Nullable String parent) {
        this.id = id;
        this.kind = kind;
        this.label = label;
        this.parent = parent;
    }

    void mark(Mark mark) {
        marks.add(mark);
        sequences.add(mark.sequence());
    }

    /** It is in this state from that event on. */
    void enter(String state, long sequence, Clock clock, @Nullable Long nanos) {
        if (!stays.isEmpty()) {
            Stay last = stays.getLast();
            if (last.toSequence() == null && last.state().equals(state) && last.clock() == clock) {
                return;
            }
            leave(sequence, clock, nanos);
        }
        stays.add(new Stay(sequence, null, state, clock, nanos, null));
    }

    /** Whatever state it is in ends with that event; on another kernel's clock, at a time that nobody knows. */
    void leave(long sequence, Clock clock, @Nullable Long nanos) {
        if (!stays.isEmpty() && stays.getLast().toSequence() == null) {
            Stay last = stays.removeLast();
            stays.add(new Stay(
                    last.fromSequence(),
                    sequence,
                    last.state(),
                    last.clock(),
                    last.startNanos(),
                    last.clock() == clock ? nanos : null));
        }
    }

    /** Leaves out what went well with files, which have lanes of their own. */
    void withoutFiles() {
        marks.removeIf(mark -> mark.type().startsWith("File") && mark.result().equals("OK"));
    }

    void found(Finding finding) {
        findings.add(finding);
    }

    boolean has(long sequence) {
        return sequences.contains(sequence);
    }

    public String id() {
        return id;
    }

    public Kind kind() {
        return kind;
    }

    public String label() {
        return label;
    }

    /** Id of the session's lane, null for what belongs to none. */
    public @Nullable String parent() {
        return parent;
    }

    public List<Mark> marks() {
        return List.copyOf(marks);
    }

    public List<Stay> stays() {
        return List.copyOf(stays);
    }

    public List<Finding> findings() {
        return List.copyOf(findings);
    }
}
