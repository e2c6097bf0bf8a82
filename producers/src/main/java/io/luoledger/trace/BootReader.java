package io.luoledger.trace;

import io.luoledger.event.Draft;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.pci.PciKernel;
import io.luoledger.text.LineReader;
import io.luoledger.text.TextFile;
import io.luoledger.trace.TraceLine.Form;
import io.luoledger.trace.TraceLine.Stamp;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of one boot. Life: the events wait until it is known what the boot received (its first open tells, or
 * the end of the text), then go out as they come, then the end of the text is told.
 */
final class BootReader implements BootLines.Reader {
    /** So many events are held back for the boot's own. */
    private static final int MAX_HELD = 10_000;

    private static final int IDENTIFYING_LINES = 3;

    /**
     * One boot of an import.
     *
     * @param last whether no boot is known to have followed
     * @param enumerations of this boot's PCI functions
     * @param results what user space recorded, of all boots
     */
    record Task(
            String host,
            int ordinal,
            boolean last,
            String kernelRelease,
            @Nullable ConsoleBoot console,
            long previousNumber,
            @Nullable PciKernel enumerations,
            RecordedResults results) {}

    private final Task task;
    private final TracedKernel kernel;
    private final ImportReport report;
    private final ImportReport.Boot bootReport;
    private final BootEvents events;
    private final EventQueue queue;
    private final Gaps gaps;
    private final BootFacts facts;
    private final CallInterpreter interpreter;
    private final CallTree tree;
    private final TasklessCalls taskless;
    private final List<String> identity = new ArrayList<>();
    private final ConsoleLog nextConsole = new ConsoleLog();
    private final BootSection bootSection = new BootSection();
    private RepeatedLines repeated = new RepeatedLines();
    private long lastNanos = -1;
    private long lastLine;
    private boolean nextKernelSpeaks;
    /** Whether a tracer tells every call of the functions: an event tells more of a call that has a line of its own. */
    private boolean tracesFunctions;

    BootReader(
            Task task,
            TracedKernel kernel,
            Placeholders placeholders,
            ImportReport report,
            ImportReport.Boot bootReport,
            Consumer<Draft> sink) {
        this.task = task;
        this.kernel = kernel;
        this.report = report;
        this.bootReport = bootReport;
        ConsoleHints hints = new ConsoleHints(task.console());
        this.events = new BootEvents(task, hints, bootReport, sink);
        this.queue = events.queue();
        this.gaps = new Gaps(kernel, events, died());
        this.facts = new BootFacts(kernel, placeholders);
        this.interpreter =
                new CallInterpreter(kernel, queue, facts, hints, placeholders, gaps, report::meaningless, this::decide);
        this.tree = new CallTree(interpreter);
        this.taskless = new TasklessCalls(tree);
    }

    /** Reads all parts in that order (see {@link BootLines}); returns the boot's live-update number. */
    long read(List<TextFile> files, @Nullable MergedOrder order) {
        new BootLines(files, order, this).read();
        interpreter.textEnds();
        tree.end();
        interpreter.end();
        // what was held goes out, so that it is known whether the kernel went
        decide();
        if (files.isEmpty() && cameUp()) {
            events.userSpaceReceived(kernel);
            events.gapAtEnd(GapReason.TRUNCATED, "no trace of this boot: what was done in it isn't here", null);
        } else if (task.last() && bootSection.isAll() && !died()) {
            events.userSpaceReceived(kernel);
            gaps.ends("the text holds this kernel's boot only: what was done behind it isn't here", lastLine);
        }
        if (!events.handedOver() && !task.last() && !files.isEmpty()) {
            gaps.ends("the text ends before the hand-over to the next boot", lastLine);
        }
        return events.end(lastLine);
    }

    private boolean died() {
        return task.console() != null && task.console().death() != null;
    }

    private boolean cameUp() {
        return task.console() == null || task.console().cameUp();
    }

    private void decide() {
        events.decide(facts, kernel, identity);
    }

    /** What the next kernel said on the console that this one's last part was dumped to, or null. */
    @Nullable
    ConsoleBoot nextConsole() {
        List<ConsoleBoot> boots = nextConsole.boots();
        return boots.isEmpty() ? null : boots.getLast();
    }

    @Override
    public void begins() {
        gaps.beginPart();
        repeated = new RepeatedLines();
        tracesFunctions = false;
        nextKernelSpeaks = false;
    }

    @Override
    public void copy(TextLine line, TraceLine read) {
        gaps.in(line.file());
        lastLine = line.number();
        bootReport.line("copy");
        if (read instanceof TraceLine.Enter enter) {
            tree.told(enter);
        }
    }

    @Override
    public void line(TextLine line, TraceLine parsed, long ahead) {
        gaps.in(line.file());
        lastLine = line.number();
        String text = line.text();
        TraceLine read = ahead == 0 ? parsed : timed(parsed, ahead);
        bootSection.read(text, read);
        if (text.startsWith("# tracer: ")) {
            tracesFunctions = text.startsWith("# tracer: function");
        } else {
            tracesFunctions |= isOfGraph(read);
        }
        if (saidByNextKernel(line, read)) {
            bootReport.line("console");
            return;
        }
        if (BootSection.isRecord(read) && identity.size() < IDENTIFYING_LINES) {
            identity.add(text);
        }
        if (!line.ended()) {
            bootReport.line("cut");
            gaps.ends("the text ends in the middle of a line: \"" + tail(text) + "\"", lastLine);
        } else if (BootSection.isRecord(read) && repeated.holds(text, order(text, read))) {
            bootReport.line("copy");
        } else {
            placed(line, read);
        }
    }

    private static boolean isOfGraph(TraceLine read) {
        return read instanceof TraceLine.Leaf || (read instanceof TraceLine.Enter enter && enter.form() == Form.GRAPH);
    }

    /** When, by whatever clock. */
    private static long order(String text, TraceLine read) {
        long nanos = nanos(read);
        return nanos >= 0 ? nanos : TraceLineParser.ticks(text);
    }

    private static long nanos(TraceLine read) {
        return switch (read) {
            case TraceLine.Enter e -> e.stamp().nanos();
            case TraceLine.Exit e -> e.stamp().nanos();
            case TraceLine.Leaf e -> e.stamp().nanos();
            case TraceLine.Probe e -> e.stamp().nanos();
            case TraceLine.Other e -> e.stamp().nanos();
            default -> -1;
        };
    }

    /** By the clock of the boot's first recorder. */
    private TraceLine timed(TraceLine read, long ahead) {
        return switch (read) {
            case TraceLine.Enter enter -> enter.at(timed(enter.stamp(), ahead));
            case TraceLine.Exit exit -> exit.at(timed(exit.stamp(), ahead));
            default -> read;
        };
    }

    /** Two clocks agree by a tick at best: what comes behind is no earlier. */
    private Stamp timed(Stamp stamp, long ahead) {
        return stamp.nanos() < 0
                ? stamp
                : new Stamp(stamp.task(), stamp.cpu(), Math.max(stamp.nanos() - ahead, lastNanos));
    }

    /** A console that the trace was dumped to goes on with the kernel that boots next. */
    private boolean saidByNextKernel(TextLine line, TraceLine read) {
        KernelLogLine said = read instanceof TraceLine.Console console
                ? console.said()
                : read instanceof TraceLine.Unreadable && !line.tooLong()
                        ? new KernelLogLine(-1, Stamp.NO_TASK, line.text())
                        : null;
        nextKernelSpeaks &= !(read instanceof TraceLine.Mark);
        nextKernelSpeaks |= said != null && said.text().startsWith("Linux version ");
        if (said == null || !nextKernelSpeaks) {
            return false;
        }
        nextConsole.said(said);
        return true;
    }

    private static String tail(String text) {
        String stripped = text.strip();
        return stripped.length() > 80 ? stripped.substring(0, 80) + "..." : stripped;
    }

    private void placed(TextLine line, TraceLine read) {
        TraceLine placed = taskless.placed(read);
        if (placed != null) {
            take(placed, line);
            return;
        }
        bootReport.line("taskless");
        gap(GapReason.OTHER, "calls of several tasks overlap here, and the text doesn't tell whose each record is");
    }

    private void gap(GapReason reason, String detail) {
        gaps.tell(reason, detail, lastLine, lastNanos);
    }

    private void take(TraceLine read, TextLine line) {
        long number = line.number();
        clock(nanos(read));
        switch (read) {
            case TraceLine.Enter enter -> {
                bootReport.line("call");
                if (tracesFunctions
                        && enter.form() == Form.EVENT
                        && !enter.function().startsWith("sys_")) {
                    tree.enterOrProbe(enter, number);
                } else {
                    tree.enter(enter, number);
                }
            }
            case TraceLine.Exit exit -> {
                bootReport.line("return");
                tree.exit(exit, number);
            }
            case TraceLine.Leaf leaf -> {
                bootReport.line("call");
                tree.leaf(leaf, number);
            }
            case TraceLine.Probe probe -> {
                bootReport.line("probe");
                tree.probe(probe);
            }
            case TraceLine.Other other -> {
                bootReport.line("other");
                report.meaningless(other.name());
            }
            case TraceLine.Lost lost -> {
                bootReport.line("lost");
                String count = lost.records() == null ? "" : lost.records() + " ";
                gap(GapReason.RECORDS_LOST, "the kernel dropped " + count + "records here");
            }
            case TraceLine.Counters counters -> {
                bootReport.line("comment");
                long lost = counters.written() - counters.inBuffer();
                if (lost > 0) {
                    gaps.tell(
                            GapReason.RECORDS_LOST,
                            lost + " of " + counters.written() + " records were overwritten in the ring buffer",
                            number,
                            -1);
                }
            }
            case TraceLine.Mark mark -> {
                bootReport.line("comment");
                // another part, whose clock may be another one
                lastNanos = -1;
            }
            case TraceLine.Console console -> bootReport.line("console");
            case TraceLine.Nothing nothing -> bootReport.line("comment");
            case TraceLine.Unreadable unreadable -> {
                bootReport.line("unreadable");
                report.unreadable(line.file(), number, line.text());
                gap(
                        GapReason.UNREADABLE,
                        line.tooLong()
                                ? "a line longer than " + LineReader.MAX_LINE_BYTES + " bytes"
                                : "not a line of a trace: \"" + tail(line.text()) + "\"");
            }
        }
        letGo();
    }

    /** What waits is bounded: for what the boot received, and for a call that doesn't return. */
    private void letGo() {
        if (queue.held() && queue.size() >= MAX_HELD) {
            decide();
        }
        if (queue.size() > EventQueue.MAX_WAITING) {
            queue.letGo();
            gap(GapReason.OTHER, "a call takes so long that the events behind it are told before its own");
        }
    }

    private void clock(long nanos) {
        if (nanos < 0) {
            return;
        }
        if (nanos < lastNanos) {
            gaps.tell(
                    GapReason.CLOCK_WENT_BACK,
                    "the clock goes back from " + seconds(lastNanos) + " to " + seconds(nanos)
                            + " s: parts in the wrong order, or of two machines",
                    lastLine,
                    nanos);
        }
        lastNanos = nanos;
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).setScale(6, RoundingMode.DOWN).toPlainString();
    }
}
