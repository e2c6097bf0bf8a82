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
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of one boot. Life: the events wait until it is known what the boot received (its first open tells, or
 * the end of the text), then go out as they come, then the end of the text is told.
 */
final class BootReader implements CallTree.Listener, CallInterpreter.Observer {
    /** So many events are held back for the boot's own. */
    private static final int MAX_HELD = 10_000;

    /** So many lines without one that can be read make it something else than a trace. */
    private static final int MAX_STRANGE_LINES = 100;

    private static final int IDENTIFYING_LINES = 3;

    /**
     * One boot of an import.
     *
     * @param last whether no boot is known to have followed
     */
    record Task(
            String host,
            int ordinal,
            boolean last,
            String kernelRelease,
            @Nullable ConsoleBoot console,
            long previousNumber) {}

    private final Task task;
    private final DuplicateParts parts;
    private final ImportReport report;
    private final ImportReport.Boot bootReport;
    private final Consumer<Draft> sink;
    private final EventQueue queue = new EventQueue(this::emit);
    private final BootFacts facts = new BootFacts();
    private final ConsoleHints hints;
    private final CallInterpreter interpreter;
    private final CallTree tree = new CallTree(this);
    private final List<String> identity = new ArrayList<>();
    private final List<Runnable> endings = new ArrayList<>();
    private final Set<GapReason> gapsInFile = EnumSet.noneOf(GapReason.class);
    private @Nullable Boot boot;
    private Source source = new Source("0".repeat(32), 0);
    private long lastNanos = -1;
    private String file = "";
    private long line;
    private boolean opened;
    private boolean handover;

    BootReader(
            Task task,
            TracedKernel kernel,
            Placeholders placeholders,
            DuplicateParts parts,
            ImportReport report,
            ImportReport.Boot bootReport,
            Consumer<Draft> sink) {
        this.task = task;
        this.parts = parts;
        this.report = report;
        this.bootReport = bootReport;
        this.sink = sink;
        this.hints = new ConsoleHints(task.console());
        this.interpreter = new CallInterpreter(kernel, queue, facts, hints, placeholders, this);
    }

    /** Reads all parts; returns the boot's live-update number. */
    long read(List<TextFile> files) {
        for (TextFile part : files) {
            readFile(part);
        }
        interpreter.textEnds();
        tree.end();
        if (!handover && !task.last() && !files.isEmpty()) {
            atEnd(GapReason.TRUNCATED, file + ": the text ends before the hand-over to the next boot");
        }
        decide();
        tellTheRestOfTheConsole();
        // these stand behind the text as it is now: a longer version of it has other events there
        source = new Source(
                Source.idOf("trace end", source.id(), String.valueOf(source.position()), String.valueOf(line)), 0);
        endings.forEach(Runnable::run);
        return boot == null ? 0 : boot.liveUpdate();
    }

    private void readFile(TextFile part) {
        file = part.name();
        gapsInFile.clear();
        boolean header = false;
        long readable = 0;
        long strange = 0;
        List<String> first = new ArrayList<>();
        try (LineReader lines = new LineReader(part.open())) {
            for (String text = lines.next(); text != null; text = lines.next()) {
                line = lines.number();
                header |= text.startsWith("# tracer:");
                if (lines.binary() && readable == 0) {
                    throw new UnreadableInputException(
                            file + ": binary (a zero byte in line " + line + "), " + EXPECTED);
                }
                TraceLine read = lines.tooLong() ? TraceLine.UNREADABLE : TraceLineParser.parse(text);
                boolean cut = !lines.ended();
                if (read instanceof TraceLine.Unreadable) {
                    if (readable == 0 && ++strange >= MAX_STRANGE_LINES) {
                        throw notATrace(text);
                    }
                } else if (!(read instanceof TraceLine.Nothing)) {
                    readable++;
                    if (first.size() < IDENTIFYING_LINES && isData(read)) {
                        first.add(text);
                        if (first.size() == IDENTIFYING_LINES) {
                            parts.add(first, file);
                        }
                    }
                    if (identity.size() < IDENTIFYING_LINES && isData(read)) {
                        identity.add(text);
                    }
                }
                if (cut) {
                    cutLine(text);
                } else {
                    take(read, text, lines.tooLong());
                }
            }
            if (lines.number() == 0) {
                throw new UnreadableInputException(file + ": empty, " + EXPECTED);
            }
            if (readable == 0 && (strange > 0 || !header)) {
                throw notATrace("");
            }
        } catch (IOException e) {
            throw new UnreadableInputException(file + ": can't be read behind line " + line + ": " + e.getMessage(), e);
        }
    }

    private static final String EXPECTED = "expected the text of /sys/kernel/tracing/trace";

    private UnreadableInputException notATrace(String text) {
        String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
        return new UnreadableInputException(file + ": not trace text (line " + line
                + (shown.isBlank() ? "" : ": \"" + shown.strip() + "\"") + "), " + EXPECTED);
    }

    private static boolean isData(TraceLine read) {
        return switch (read) {
            case TraceLine.Enter e -> true;
            case TraceLine.Exit e -> true;
            case TraceLine.Leaf e -> true;
            case TraceLine.Other e -> true;
            case TraceLine.Lost e -> false;
            case TraceLine.Counters e -> false;
            case TraceLine.Mark e -> false;
            case TraceLine.Nothing e -> false;
            case TraceLine.Unreadable e -> false;
        };
    }

    private void cutLine(String text) {
        bootReport.line("cut");
        atEnd(GapReason.TRUNCATED, file + ": the text ends in the middle of a line: \"" + tail(text) + "\"");
    }

    private static String tail(String text) {
        String stripped = text.strip();
        return stripped.length() > 80 ? stripped.substring(0, 80) + "..." : stripped;
    }

    private void take(TraceLine read, String text, boolean tooLong) {
        switch (read) {
            case TraceLine.Enter enter -> {
                bootReport.line("call");
                clock(enter.stamp().nanos());
                tree.enter(enter, line);
            }
            case TraceLine.Exit exit -> {
                bootReport.line("return");
                clock(exit.stamp().nanos());
                tree.exit(exit, line);
            }
            case TraceLine.Leaf leaf -> {
                bootReport.line("call");
                clock(leaf.stamp().nanos());
                tree.leaf(leaf, line);
            }
            case TraceLine.Other other -> {
                bootReport.line("other");
                clock(other.stamp().nanos());
                report.meaningless(other.name());
            }
            case TraceLine.Lost lost -> {
                bootReport.line("lost");
                String count = lost.records() == null ? "" : lost.records() + " ";
                gap(GapReason.RECORDS_LOST, "the kernel dropped " + count + "records here", line, lastNanos);
            }
            case TraceLine.Counters counters -> {
                bootReport.line("comment");
                if (counters.inBuffer() < counters.written()) {
                    gap(
                            GapReason.RECORDS_LOST,
                            (counters.written() - counters.inBuffer()) + " of " + counters.written()
                                    + " records were overwritten in the ring buffer",
                            line,
                            -1);
                }
            }
            case TraceLine.Mark mark -> {
                bootReport.line("comment");
                // another part, whose clock may be another one
                lastNanos = -1;
            }
            case TraceLine.Nothing nothing -> bootReport.line("comment");
            case TraceLine.Unreadable unreadable -> {
                bootReport.line("unreadable");
                report.unreadable(file, line, text);
                gap(
                        GapReason.UNREADABLE,
                        tooLong
                                ? "a line longer than " + LineReader.MAX_LINE_BYTES + " bytes"
                                : "not a line of a trace: \"" + tail(text) + "\"",
                        line,
                        lastNanos);
            }
        }
        if (queue.held() && queue.size() >= MAX_HELD) {
            decide();
        }
        if (queue.size() > EventQueue.MAX_WAITING) {
            queue.letGo();
            gap(
                    GapReason.OTHER,
                    "a call takes so long that the events behind it are told before its own",
                    line,
                    lastNanos);
        }
    }

    private void clock(long nanos) {
        if (nanos < 0) {
            return;
        }
        if (nanos < lastNanos) {
            gap(
                    GapReason.CLOCK_WENT_BACK,
                    "the clock goes back from " + seconds(lastNanos) + " to " + seconds(nanos)
                            + " s: parts in the wrong order, or of two machines",
                    line,
                    nanos);
        }
        lastNanos = nanos;
    }

    private static String seconds(long nanos) {
        return java.math.BigDecimal.valueOf(nanos, 9)
                .setScale(6, java.math.RoundingMode.DOWN)
                .toPlainString();
    }

    @Override
    public void entered(Call call) {
        opened |= call.function.equals("luo_open");
        interpreter.entered(call);
    }

    @Override
    public void returned(Call call, @Nullable Long ret, long nanos) {
        interpreter.returned(call, ret, nanos);
    }

    @Override
    public void abandoned(Call call) {
        interpreter.abandoned(call);
    }

    @Override
    public void unmatched(String function, long at) {
        interpreter.unmatched(function, at);
    }

    @Override
    public void meaningless(String function) {
        report.meaningless(function);
    }

    /** Each kind is told once per file: where it begins. */
    @Override
    public void gap(GapReason reason, String detail, long at, long nanos) {
        if (reason == GapReason.TRUNCATED) {
            if (!diedByConsole()) {
                atEnd(reason, file + ": " + detail, at);
            }
        } else if (gapsInFile.add(reason)) {
            queue.add(nanos, Side.NONE, new SourceGap(reason, file + ": " + detail, at));
        }
    }

    private boolean diedByConsole() {
        return task.console() != null && task.console().death() != null;
    }

    private void atEnd(GapReason reason, String detail) {
        atEnd(reason, detail, line);
    }

    private void atEnd(GapReason reason, String detail, long at) {
        endings.add(() -> emit(-1, Side.NONE, new SourceGap(reason, detail, at)));
    }

    @Override
    public void deserialised() {
        decide();
    }

    /** What the boot received is known, as far as it ever will be: from here on events go out. */
    private void decide() {
        if (!queue.held()) {
            return;
        }
        ConsoleBoot console = task.console();
        boolean first = task.ordinal() == 0;
        BootVerdict verdict = BootVerdict.of(first, task.previousNumber(), opened, facts, console);
        List<String> words = new ArrayList<>(List.of("trace", task.host(), String.valueOf(task.ordinal())));
        words.addAll(identity);
        if (identity.isEmpty() && console != null) {
            words.add("console");
            words.add(String.valueOf(console.release));
        }
        String id = Source.idOf(words.toArray(String[]::new));
        source = new Source(id, 0);
        Boot known = new Boot(id.substring(0, 16), task.kernelRelease(), verdict.liveUpdate(), Side.NONE);
        boot = known;
        bootReport.isKnown(known.id(), known.kernel(), known.liveUpdate());
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
                console.flbs.stream()
                        .filter(flb -> flb.verb().equals("found"))
                        .forEach(flb -> preamble.add(() ->
                                emit(flb.nanos(), Side.INCOMING, new FlbRetrieved(flb.flb(), null, Result.success()))));
            }
        }
        queue.release(preamble);
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
        handover |= body instanceof HandoverStarted started && started.result().ok();
        bootReport.event(body.type());
        sink.accept(new Draft(
                task.host(), source, known.withSide(side), nanos < 0 ? Moment.UNKNOWN : Moment.monotonic(nanos), body));
        source = source.at(source.position() + 1);
    }
}
