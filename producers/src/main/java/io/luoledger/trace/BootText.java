package io.luoledger.trace;

import io.luoledger.text.TextFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The texts of one boot: looked at once, each understood, ready to be read in the order of what they tell. */
final class BootText {
    private record Recorder(TextFile part, Records records) {}

    private final List<TextFile> parts = new ArrayList<>();
    private final List<TextFile> logs = new ArrayList<>();
    private boolean liveUpdate;
    private boolean namesLeftOut;
    private boolean cameOver;

    /** Throws UnreadableInputException for a text that isn't understood. */
    static BootText of(List<TextFile> files) {
        BootText boot = new BootText();
        try {
            for (TextFile file : files) {
                boot.add(RereadableText.of(file));
            }
            return boot;
        } catch (RuntimeException e) {
            boot.close();
            throw e;
        }
    }

    /** Of a boot that only the console tells of: the buffer that its dying kernel printed, if it did. */
    static BootText ofDump(ConsoleBoot log) {
        BootText boot = new BootText();
        if (!log.dump.isEmpty()) {
            boot.part(lines("trace buffer on the console", log.dump));
        }
        return boot;
    }

    private void add(TextFile file) {
        // one or the other: what is held is given back even when it isn't understood
        logs.add(file);
        TextCheck check = TextCheck.of(file);
        if (!check.isKernelLog()) {
            logs.removeLast();
            parts.add(file);
            understood(check);
        }
    }

    /** The records that stand in this boot's kernel log. */
    void add(List<KernelLogLine> traced) {
        if (!traced.isEmpty()) {
            part(lines(
                    "traced lines on the console",
                    traced.stream().map(KernelLogLine::asLine).toList()));
        }
    }

    private void part(TextFile text) {
        understood(TextCheck.of(text));
        parts.add(text);
    }

    private void understood(TextCheck check) {
        liveUpdate |= check.tellsLiveUpdate();
        namesLeftOut |= check.leavesNamesOut();
        cameOver |= check.tellsThatItCameOver();
    }

    private static TextFile lines(String name, List<String> lines) {
        String text = lines.stream().map(line -> line + "\n").collect(Collectors.joining());
        return TextFile.of(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether any of them tells of a call that can mean something to the ledger. */
    boolean tellsLiveUpdate() {
        return liveUpdate;
    }

    /** Whether any of them tells of a session that is created, and not what it is called. */
    boolean leavesNamesOut() {
        return namesLeftOut;
    }

    /** Whether any of them shows that this kernel took over what another one left. */
    boolean tellsThatItCameOver() {
        return cameOver;
    }

    List<TextFile> parts() {
        return List.copyOf(parts);
    }

    /** What was given as a part and is a kernel log. */
    List<TextFile> logs() {
        return List.copyOf(logs);
    }

    /**
     * Null where each part goes on where the one before ends. Where parts tell of the same time, a tracer's come first:
     * they tell how calls nest, and the others what more is known of them.
     */
    @Nullable
    MergedOrder order() {
        if (parts.size() < 2) {
            return null;
        }
        List<Recorder> recorders = parts.stream()
                .map(part -> new Recorder(part, Records.of(part)))
                .sorted(Comparator.comparing(recorder -> !recorder.records().ofTracer()))
                .toList();
        MergedOrder order =
                MergedOrder.of(recorders.stream().map(Recorder::records).toList());
        if (order != null) {
            parts.clear();
            recorders.forEach(recorder -> parts.add(recorder.part()));
        }
        return order;
    }

    void close() {
        parts.forEach(RereadableText::close);
        logs.forEach(RereadableText::close);
    }
}
