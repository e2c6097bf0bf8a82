package io.luoledger.trace;

import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FileIdentified;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.FlbBody.FlbRetrieved;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.KernelDied;
import io.luoledger.event.KernelBody.KernelWarned;
import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.event.Token;
import io.luoledger.pci.PciKernel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
    private final Deque<PciKernel.Moment> moments;
    private Source pciSource = new Source("0".repeat(32), 0);
    private Source resultsSource = new Source("0".repeat(32), 0);

    BootEvents(BootReader.Task task, ConsoleHints hints, ImportReport.Boot report, Consumer<Draft> sink) {
        this.task = task;
        this.hints = hints;
        this.report = report;
        this.sink = sink;
        PciKernel enumerations = task.enumerations();
        this.moments = new ArrayDeque<>(enumerations == null ? List.of() : enumerations.moments());
    }

    EventQueue queue() {
        return queue;
    }

    /** Whether the text shows a reboot into the next kernel that wasn't refused. */
    boolean handedOver() {
        return handedOver;
    }

    void gapAtEnd(GapReason reason, String detail, @Nullable Long line) {
        endings.add(() -> emit(-1, Side.NONE, new SourceGap(reason, detail, line)));
    }

    /**
     * What the boot received is known, as far as it ever will be: from here on events go out.
     *
     * @param identity first lines of the text
     */
    void decide(BootFacts facts, TracedKernel kernel, List<String> identity) {
        if (!queue.held()) {
            return;
        }
        ConsoleBoot console = task.console();
        boolean first = task.ordinal() == 0;
        BootVerdict verdict = BootVerdict.of(
                first, task.previousNumber(), facts.isOpened(), kernel.bootedWithoutKho(), facts, console);
        String id = sourceId(identity);
        source = new Source(id, 0);
        // another file: whether it was given changes no event's place in the trace
        pciSource = new Source(Source.idOf("pci of trace", id), 0);
        resultsSource = new Source(Source.idOf("results of trace", id), 0);
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
        preamble.add(this::nextEnumeration);
        if (booted != null && task.results().withoutDevice(task.ordinal())) {
            preamble.add(() -> recorded(new LiveUpdateOpened(Result.refused("ENOENT"))));
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

    /** The kernel's functions as they were at the next moment that somebody looked. */
    private void nextEnumeration() {
        PciKernel.Moment moment = moments.pollFirst();
        if (moment != null) {
            for (Body change : moment.changes()) {
                tell(pciSource, Moment.UNKNOWN, Side.NONE, change);
                pciSource = pciSource.at(pciSource.position() + 1);
            }
        }
    }

    private void allEnumerations() {
        while (!moments.isEmpty()) {
            nextEnumeration();
        }
    }

    private void identified(FileRetrieved retrieved) {
        Token token = retrieved.token();
        if (!retrieved.result().ok() || token == null) {
            return;
        }
        RecordedResults.Identity said = task.results().next(task.ordinal(), token.bits());
        if (said != null) {
            recorded(new FileIdentified(retrieved.session(), token, said.vendor(), said.device(), Result.success()));
        }
    }

    /** The text has nothing of what user space did: then what it recorded itself counts, and the rest is missing. */
    void userSpaceReceived(TracedKernel kernel) {
        for (Body body : task.results().received(task.ordinal(), kernel)) {
            recorded(body);
            if (body instanceof FileRetrieved retrieved) {
                identified(retrieved);
            }
        }
    }

    private void recorded(Body body) {
        tell(resultsSource, Moment.UNKNOWN, Side.INCOMING, body);
        resultsSource = resultsSource.at(resultsSource.position() + 1);
    }

    /** The text ends; returns the boot's live-update number. */
    long end(long lines) {
        tellTheRestOfTheConsole();
        allEnumerations();
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
        boolean goes =
                body instanceof HandoverStarted started && started.result().ok();
        if (goes) {
            // who looked at the functions did so before the kernel went
            allEnumerations();
        }
        handedOver |= goes;
        tell(source, nanos < 0 ? Moment.UNKNOWN : Moment.monotonic(nanos), side, withMissingHandler(body));
        source = source.at(source.position() + 1);
        if (body instanceof FileRetrieved retrieved) {
            identified(retrieved);
        }
    }

    /** The console says which handler an open that is refused for good has missed. */
    private Body withMissingHandler(Body body) {
        ConsoleBoot console = task.console();
        boolean forGood = body instanceof LiveUpdateOpened opened
                && "EIO".equals(opened.result().errnoName());
        return forGood && console != null && console.missingHandler != null
                ? new LiveUpdateOpened(body.result(), null, console.missingHandler, List.of())
                : body;
    }

    private void tell(Source from, Moment at, Side side, Body body) {
        Boot known = boot;
        if (known == null) {
            throw new IllegalStateException("an event before its boot is known");
        }
        report.event(body.type());
        sink.accept(new Draft(task.host(), from, known.withSide(side), at, body));
    }
}
