package io.luoledger.trace;

import io.luoledger.event.Draft;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.Side;
import io.luoledger.text.LineReader;
import io.luoledger.text.TextFile;
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
    private final ImportReport report;
    private final ImportReport.Boot bootReport;
    private final BootEvents events;
    private final EventQueue queue;
    private final BootFacts facts = new BootFacts();
    private final CallInterpreter interpreter;
    private final CallTree tree = new CallTree(this);
    private final List<String> identity = new ArrayList<>();
    private final Set<GapReason> gapsInFile = EnumSet.noneOf(GapReason.class);
    private long lastNanos = -1;
    private String file = "";
    private long line;
    private boolean opened;

    BootReader(
            Task task,
            TracedKernel kernel,
            Placeholders placeholders,
            ImportReport report,
            ImportReport.Boot bootReport,
            Consumer<Draft> sink) {
        this.task = task;
        this.report = report;
        this.bootReport = bootReport;
        ConsoleHints hints = new ConsoleHints(task.console());
        this.events = new BootEvents(task, hints, bootReport, sink);
        this.queue = events.queue();
        this.interpreter = new CallInterpreter(kernel, queue, facts, hints, placeholders, this);
    }

    /** Reads all parts; returns the boot's live-update number. */
    long read(List<TextFile> files) {
        for (TextFile part : files) {
            readFile(part);
        }
        interpreter.textEnds();
        tree.end();
        if (!events.handedOver() && !task.last() && !files.isEmpty()) {
            events.gapAtEnd(GapReason.TRUNCATED, file + ": the text ends before the hand-over to the next boot", line);
        }
        decide();
        return events.end(line);
    }

    private void readFile(TextFile part) {
        file = part.name();
        gapsInFile.clear();
        boolean header = false;
        long readable = 0;
        long strange = 0;
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
        events.gapAtEnd(
                GapReason.TRUNCATED, file + ": the text ends in the middle of a line: \"" + tail(text) + "\"", line);
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

    /** Events leave this machine: where a file lay on it is nobody's affair. */
    private static String baseName(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /** Each kind is told once per file: where it begins. */
    @Override
    public void gap(GapReason reason, String detail, long at, long nanos) {
        if (reason == GapReason.TRUNCATED) {
            if (!diedByConsole()) {
                events.gapAtEnd(reason, baseName(file) + ": " + detail, at);
            }
        } else if (gapsInFile.add(reason)) {
            queue.add(nanos, Side.NONE, new SourceGap(reason, baseName(file) + ": " + detail, at));
        }
    }

    private boolean diedByConsole() {
        return task.console() != null && task.console().death() != null;
    }

    @Override
    public void deserialised() {
        decide();
    }

    private void decide() {
        events.decide(facts, opened, identity);
    }
}
