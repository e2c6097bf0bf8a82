package io.luoledger.trace;

import io.luoledger.event.Draft;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.Side;
import io.luoledger.pci.PciKernel;
import io.luoledger.text.LineReader;
import io.luoledger.text.PlainText;
import io.luoledger.text.TextFile;
import io.luoledger.trace.TraceLine.Form;
import io.luoledger.trace.TraceLine.Stamp;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    private final BootFacts facts = new BootFacts();
    private final CallInterpreter interpreter;
    private final CallTree tree = new CallTree(this);
    private final TasklessCalls taskless = new TasklessCalls(tree);
    private final List<String> identity = new ArrayList<>();
    private final Set<GapReason> gapsInFile = EnumSet.noneOf(GapReason.class);
    private RepeatedLines repeated = new RepeatedLines();
    private long lastNanos = -1;
    private String file = "";
    private long line;
    private long clockAhead;
    private boolean opened;
    private final LastSection lastSection = new LastSection();
    private final ConsoleLog nextConsole = new ConsoleLog();
    private boolean nextKernelSpeaks;
    /** Whether a tracer tells every call of the functions: an event tells more of a call that has a line of its own. */
    private boolean tracesFunctions;

    private final BootSection bootSection = new BootSection();

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
        this.interpreter = new CallInterpreter(kernel, queue, facts, hints, placeholders, this);
    }

    /**
     * Reads all parts; returns the boot's live-update number.
     *
     * @param order of the records of parts that tell of the same time; null where each goes on where the one before ends
     */
    long read(List<TextFile> files, @Nullable MergedOrder order) {
        if (order == null) {
            for (TextFile part : files) {
                readFile(part);
            }
        } else {
            readMerged(files, order);
        }
        if (!lastSection.isEmpty()) {
            beginPart();
            readLastSection();
        }
        interpreter.textEnds();
        tree.end();
        interpreter.end();
        // what was held goes out, so that it is known whether the kernel went
        decide();
        if (files.isEmpty() && cameUp()) {
            events.userSpaceUntold(kernel, "no trace of this boot: what was done in it isn't here", null);
        } else if (task.last() && bootSection.isAll() && !diedByConsole()) {
            events.userSpaceUntold(
                    kernel,
                    baseName(file) + ": the text holds this kernel's boot only: what was done behind it isn't here",
                    line);
        }
        if (!events.handedOver() && !task.last() && !files.isEmpty()) {
            events.gapAtEnd(
                    GapReason.TRUNCATED,
                    baseName(file) + ": the text ends before the hand-over to the next boot",
                    line);
        }
        return events.end(line);
    }

    private void readFile(TextFile part) {
        file = part.name();
        beginPart();
        try (LineReader lines = new LineReader(part.open())) {
            for (String text = lines.next(); text != null; text = lines.next()) {
                line = lines.number();
                if (!lastSection.holds(text, line, file, lines.ended())) {
                    read(PlainText.of(text), lines.tooLong(), lines.ended());
                } else if (lastSection.full()) {
                    readLastSection();
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private UnreadableInputException unreadable(IOException e) {
        return new UnreadableInputException(file + ": can't be read behind line " + line + ": " + e.getMessage(), e);
    }

    private void readMerged(List<TextFile> files, MergedOrder order) {
        List<LineReader> readers = new ArrayList<>();
        try {
            for (TextFile part : files) {
                readers.add(new LineReader(part.open()));
            }
            beginPart();
            for (int i = 0; i < order.size(); i++) {
                MergedOrder.Step step = order.step(i);
                recorder(files.get(step.part()), order.offset(step.part()));
                readToRecord(readers.get(step.part()), order.recorder(step.part()), step.copy());
            }
            for (int part = 0; part < files.size(); part++) {
                recorder(files.get(part), order.offset(part));
                readToRecord(readers.get(part), order.recorder(part), false);
            }
        } catch (IOException e) {
            throw unreadable(e);
        } finally {
            readers.forEach(BootReader::close);
        }
    }

    private static void close(LineReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another recorder goes on: its clock is brought to the first one's, as far as it is known to differ. */
    private void recorder(TextFile part, long ahead) {
        if (!file.equals(part.name())) {
            file = part.name();
            clockAhead = ahead;
        }
    }

    /** Up to the recorder's next record of an event, or to its end. */
    private void readToRecord(LineReader lines, Records recorder, boolean copy) throws IOException {
        for (String raw = lines.next(); raw != null; raw = lines.next()) {
            line = lines.number();
            String text = PlainText.of(raw);
            TraceLine parsed = lines.ended() && !lines.tooLong() ? TraceLineParser.parse(text) : TraceLine.UNREADABLE;
            boolean record = recorder.holds(parsed);
            if (record && copy) {
                bootReport.line("copy");
                if (parsed instanceof TraceLine.Enter enter) {
                    tree.told(enter);
                }
                return;
            }
            read(text, lines.tooLong(), lines.ended());
            if (record) {
                return;
            }
        }
    }

    private void beginPart() {
        gapsInFile.clear();
        repeated = new RepeatedLines();
        tracesFunctions = false;
        nextKernelSpeaks = false;
    }

    private void read(String text, boolean tooLong, boolean ended) {
        TraceLine read = tooLong ? TraceLine.UNREADABLE : timed(TraceLineParser.parse(text));
        bootSection.read(text, read);
        if (text.startsWith("# tracer: ")) {
            tracesFunctions = text.startsWith("# tracer: function");
        } else {
            tracesFunctions |= isOfGraph(read);
        }
        if (read instanceof TraceLine.Mark) {
            nextKernelSpeaks = false;
        } else if (read instanceof TraceLine.Console console
                && ofNextKernel(console.said().text())) {
            bootReport.line("console");
            nextConsole.said(console.said());
            return;
        } else if (read instanceof TraceLine.Unreadable && !tooLong && ofNextKernel(text)) {
            bootReport.line("console");
            nextConsole.said(new KernelLogLine(-1, Stamp.NO_TASK, text));
            return;
        }
        if (BootSection.isRecord(read)) {
            identify(text);
        }
        if (!ended) {
            cutLine(text);
            return;
        }
        if (BootSection.isRecord(read) && repeated.holds(text, nanos(read))) {
            bootReport.line("copy");
            return;
        }
        TraceLine placed = taskless.placed(read);
        if (placed != null) {
            take(placed, text, tooLong);
        } else {
            bootReport.line("taskless");
            gap(
                    GapReason.OTHER,
                    "calls of several tasks overlap here, and the text doesn't tell whose each record is",
                    line,
                    lastNanos);
        }
    }

    private static boolean isOfGraph(TraceLine read) {
        return read instanceof TraceLine.Leaf || (read instanceof TraceLine.Enter enter && enter.form() == Form.GRAPH);
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
    private TraceLine timed(TraceLine read) {
        if (clockAhead != 0 && read instanceof TraceLine.Enter enter) {
            return enter.at(timed(enter.stamp()));
        }
        return clockAhead != 0 && read instanceof TraceLine.Exit exit ? exit.at(timed(exit.stamp())) : read;
    }

    /** Two clocks agree by a tick at best: what comes behind is no earlier. */
    private Stamp timed(Stamp stamp) {
        return stamp.nanos() < 0
                ? stamp
                : new Stamp(stamp.task(), stamp.cpu(), Math.max(stamp.nanos() - clockAhead, lastNanos));
    }

    private void identify(String text) {
        if (identity.size() < IDENTIFYING_LINES) {
            identity.add(text);
        }
    }

    /** A console that the trace was dumped to goes on with the kernel that boots next. */
    private boolean ofNextKernel(String text) {
        nextKernelSpeaks |= text.startsWith("Linux version ");
        return nextKernelSpeaks;
    }

    /** What the next kernel said on the console that this one's last part was dumped to, or null. */
    @Nullable
    ConsoleBoot nextConsole() {
        List<ConsoleBoot> boots = nextConsole.boots();
        return boots.isEmpty() ? null : boots.getLast();
    }

    /** The dump at the end of the boot, wherever it stood in the text. */
    private void readLastSection() {
        String name = file;
        for (LastSection.Line held : lastSection.take()) {
            file = held.file();
            line = held.number();
            read(PlainText.of(held.text()), false, held.ended());
        }
        file = name;
    }

    private void cutLine(String text) {
        bootReport.line("cut");
        events.gapAtEnd(
                GapReason.TRUNCATED,
                baseName(file) + ": the text ends in the middle of a line: \"" + tail(text) + "\"",
                line);
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
                if (tracesFunctions
                        && enter.form() == Form.EVENT
                        && !enter.function().startsWith("sys_")) {
                    tree.enterOrProbe(enter, line);
                } else {
                    tree.enter(enter, line);
                }
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
            case TraceLine.Probe probe -> {
                bootReport.line("probe");
                clock(probe.stamp().nanos());
                tree.probe(probe);
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
            case TraceLine.Console console -> bootReport.line("console");
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
    public void probed(Call call, Arguments arguments, @Nullable Long ret, long nanos) {
        interpreter.probed(call, arguments, ret, nanos);
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

    @Override
    public void gap(GapReason reason, String detail, long at, long nanos) {
        if (reason == GapReason.TRUNCATED) {
            if (!diedByConsole()) {
                events.gapAtEnd(reason, baseName(file) + ": " + detail, at);
            }
            return;
        }
        kernel.hasGap();
        SourceGap gap = new SourceGap(reason, baseName(file) + ": " + detail, at);
        if (gapsInFile.add(reason)) {
            queue.add(nanos, Side.NONE, gap);
        } else {
            queue.addFurther(nanos, gap);
        }
    }

    private boolean diedByConsole() {
        return task.console() != null && task.console().death() != null;
    }

    private boolean cameUp() {
        return task.console() == null || task.console().cameUp();
    }

    @Override
    public void deserialised() {
        decide();
    }

    private void decide() {
        events.decide(facts, kernel, opened, identity);
    }
}
