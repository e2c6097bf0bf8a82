package io.luoledger.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long the phases of a hand-over took: of a live update, of one of its sessions, or of a device's file. Null is
 * unknown, never zero. Unit: microseconds.
 *
 * <pre>
 * preserve ... | freeze | kernelGap | bootToRetrieve | retrieve | finish
 *              |&lt;----------------- blackout ----------------&gt;|
 * </pre>
 *
 * @param preserve first to last preserve
 * @param freeze to the end of serialisation: of an update from the reboot call, of a session or device from its first freeze
 * @param kernelGap from there to the next kernel's first event: only wall clocks reach from one kernel to the next
 * @param bootToRetrieve from there to the first retrieve
 * @param retrieve first to last retrieve
 * @param finish first to last finish
 * @param atLeast names of the phases that took at least that long, as JSON names them: the source has a gap in them, or
 *     they aren't over
 */
public record Phases(
        @Nullable Long preserve,
        @Nullable Long freeze,
        @Nullable Long kernelGap,
        @Nullable Long bootToRetrieve,
        @Nullable Long retrieve,
        @Nullable Long finish,
        List<String> atLeast) {
    private static final String FREEZE = "freeze";
    private static final String RETRIEVE = "retrieve";

    public Phases {
        atLeast = List.copyOf(atLeast);
    }

    /** Of a live update as a whole. */
    static Phases of(UpdateState update) {
        return of(
                update,
                update.preserve(),
                update.freeze(),
                update.retrieve(),
                update.finish(),
                lowerBounds(
                        update,
                        update.progress().freezeCut(),
                        update.tally().filesSettled() < update.tally().files()));
    }

    /** Of what these files belong to, which that update handed over. */
    public static Phases of(UpdateState update, Collection<FileState> files) {
        Span preserve = Span.NONE;
        Span freeze = Span.NONE;
        Span retrieve = Span.NONE;
        Span finish = Span.NONE;
        boolean freezeUnseen = update.progress().freezeCut();
        boolean retrieveUnseen = false;
        for (FileState file : files) {
            if (file.status() != FileStatus.UNPRESERVED) {
                FileTimes times = file.times();
                preserve = preserve.plus(file.preservedAt());
                freeze = times.frozen() == null ? freeze : freeze.plus(times.frozen());
                retrieve = times.retrieved() == null ? retrieve : retrieve.plus(times.retrieved());
                finish = times.finished() == null ? finish : finish.plus(times.finished());
                freezeUnseen |= times.frozen() == null;
                retrieveUnseen |= file.status().open() || (file.cameBack() && times.retrieved() == null);
            }
        }
        return of(
                update,
                preserve,
                freeze.until(update.freeze()),
                retrieve,
                finish,
                lowerBounds(update, freezeUnseen, retrieveUnseen));
    }

    private static Phases of(
            UpdateState update, Span preserve, Span freeze, Span retrieve, Span finish, List<String> atLeast) {
        Span ofUpdate = update.freeze();
        Span boot = Span.from(update.progress().incomingAt()).toFirstOf(retrieve);
        Long kernelGap = Span.between(
                ofUpdate.lastWall() != null ? ofUpdate.lastWall() : ofUpdate.firstWall(), update.incomingWall());
        // where one clock saw all of the blackout it tells all of it, and the sum is what it shows
        boolean oneClock = kernelGap != null
                && freeze.wallMicros() != null
                && boot.wallMicros() != null
                && retrieve.wallMicros() != null;
        return new Phases(
                preserve.micros(),
                oneClock ? freeze.wallMicros() : freeze.micros(),
                kernelGap,
                oneClock ? boot.wallMicros() : boot.micros(),
                oneClock ? retrieve.wallMicros() : retrieve.micros(),
                finish.micros(),
                atLeast);
    }

    private static List<String> lowerBounds(UpdateState update, boolean freezeUnseen, boolean retrieveUnseen) {
        List<String> phases = new ArrayList<>();
        boolean outgoing = update.progress().outgoingGap() != null;
        if (outgoing) {
            phases.add("preserve");
        }
        if (outgoing || freezeUnseen) {
            phases.add(FREEZE);
        }
        if (update.progress().incomingGap() != null || retrieveUnseen) {
            phases.addAll(List.of(RETRIEVE, "finish"));
        }
        return phases;
    }

    private Stream<@Nullable Long> ofBlackout() {
        return Stream.of(freeze, kernelGap, bootToRetrieve, retrieve);
    }

    /**
     * From the freeze to the last retrieve: the sum of freeze, kernel gap, boot to first retrieve and retrieve, as far as
     * they are known; null when none of them is.
     */
    public @Nullable Long blackoutMicros() {
        return ofBlackout().allMatch(Objects::isNull)
                ? null
                : (Long) ofBlackout()
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)
                        .sum();
    }

    /** Whether one of the four isn't known, or took longer than is known. */
    public boolean blackoutIsLowerBound() {
        return ofBlackout().anyMatch(Objects::isNull) || atLeast.contains(FREEZE) || atLeast.contains(RETRIEVE);
    }
}
