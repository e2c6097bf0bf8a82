package io.luoledger.trace;

import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.FlbBody.FlbRetrieved;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.KernelDied;
import io.luoledger.event.KernelBody.KernelWarned;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of one boot on their way out. Life: held in the queue until it is decided what the boot received, which is
 * told first; then they go out as they come; what only the end of the text shows comes last, as a source of its own,
 * since a longer version of the text has other events in those places.
 */
final class BootEvents {
    private final BootReader.Task task;
    private final ConsoleHints hints;
    private final ImportReport.Boot report;
    private final Consumer<Draft> sink;
    private final EventQueue queue = new EventQueue(this::emit);
    private final List<Runnable> endings = new ArrayList<>();
    private @Nullable Boot boot;
    private Source source = new Source("0".repeat(32), 0);
    private boolean handedOver;

    BootEvents(BootReader.Task task, ConsoleHints hints, ImportReport.Boot report, Consumer<Draft> sink) {
        this.task = task;
        this.hints = hints;
        this.report = report;
        this.sink = sink;
    }

    EventQueue queue() {
        return queue;
    }

    /** Whether the text shows a reboot into the next kernel that wasn't refused. */
    boolean handedOver() {
        return handedOver;
    }

    void gapAtEnd(GapReason reason, String detail, long line) {
        endings.add(() -> emit(-1, Side.NONE, new SourceGap(reason, detail, line)));
    }

    /**
     * What the boot received is known, as far as it ever will be: from here on events go out.
     *
     * @param identity first lines of the text
     */
    void decide(BootFacts facts, boolean opened, List<String> identity) {
        if (!queue.held()) {
            return;
        }
        ConsoleBoot console = task.console();
        boolean first = task.ordinal() == 0;
        BootVerdict verdict = BootVerdict.of(first, task.previousNumber(), opened, facts, console);
        String id = sourceId(identity);
        source = new Source(id, 0);
        Boot known = new Boot(id.substring(0, 16), task.kernelRelease(), verdict.liveUpdate(), Side.NONE);
        boot = known;
        report.isKnown(known.id(), known.kernel(), known.liveUpdate());
        List<Runnable> preamble = new ArrayList<>();
        KernelBooted booted = verdict.booted();
        if (booted != null) {
            preamble.add(() -> emit(verdict.nanos(), Side.INCOMING, booted));
            if (first) {
                preamble.add(() -> emit(
                        -1,
                        Side.NONE,
                        new SourceGap(
                                GapReason.PART_MISSING,
                                "the outgoing kernel's part is not here: this boot came by a live update",
                                1L)));
            }
            if (console != null && !facts.flbsSeen()) {
                foundByConsole(console, preamble);
            }
        }
        queue.release(preamble);
    }

    private String sourceId(List<String> identity) {
        List<String> words = new ArrayList<>(List.of("trace", task.host(), String.valueOf(task.ordinal())));
        words.addAll(identity);
        ConsoleBoot console = task.console();
        if (identity.isEmpty() && console != null) {
            words.add("console");
            words.add(String.valueOf(console.release));
        }
        return Source.idOf(words.toArray(String[]::new));
    }

    /** A boot whose early trace isn't here: its console says which FLBs were asked for. */
    private void foundByConsole(ConsoleBoot console, List<Runnable> preamble) {
        for (ConsoleBoot.FlbLine flb : console.flbs) {
            if (flb.verb().equals("found")) {
                preamble.add(
                        () -> emit(flb.nanos(), Side.INCOMING, new FlbRetrieved(flb.flb(), null, Result.success())));
            }
        }
    }

    /** The text ends; returns the boot's live-update number. */
    long end(long lines) {
        tellTheRestOfTheConsole();
        source = new Source(
                Source.idOf("trace end", source.id(), String.valueOf(source.position()), String.valueOf(lines)), 0);
        endings.forEach(Runnable::run);
        return boot == null ? 0 : boot.liveUpdate();
    }

    private void tellTheRestOfTheConsole() {
        for (ConsoleReport warning : hints.warningsLeft()) {
            endings.add(
                    () -> emit(-1, Side.NONE, new KernelWarned(warning.place(), warning.message(), Result.success())));
        }
        ConsoleBoot console = task.console();
        ConsoleReport death = console == null ? null : console.death();
        if (console != null && death != null) {
            endings.add(() -> emit(
                    -1,
                    Side.INCOMING,
                    new KernelDied(death.during(), console.panic != null, death.message(), Result.success())));
        }
    }

    private void emit(long nanos, Side side, Body body) {
        Boot known = boot;
        if (known == null) {
            throw new IllegalStateException("an event before its boot is known");
        }
        handedOver |=
                body instanceof HandoverStarted started && started.result().ok();
        report.event(body.type());
        sink.accept(new Draft(
                task.host(), source, known.withSide(side), nanos < 0 ? Moment.UNKNOWN : Moment.monotonic(nanos), body));
        source = source.at(source.position() + 1);
    }
}
