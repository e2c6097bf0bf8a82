package io.luoledger.trace;

/**
 * Whether a boot's text ends where user space begins: the section "boot" of a text in sections ("#@ section NAME"), or
 * what the function tracer of the command line recorded before the first process.
 */
final class BootSection {
    private static final String MARK = "#@ section ";
    private static final String NAME = "boot";
    private static final String TRACER = "# tracer: ";
    private static final String BOOT_TASK = "swapper/";

    private boolean inside;
    private boolean begun;
    private boolean more;

    void read(String text, TraceLine line) {
        if (text.startsWith(MARK)) {
            inside = text.substring(MARK.length()).strip().equals(NAME);
            begun |= inside;
            more |= !inside;
        } else if (text.startsWith(TRACER)) {
            // without a tracer the buffer holds the events of whoever set them up: user space
            boolean function = text.startsWith("function", TRACER.length());
            begun |= function;
            more |= !function && !inside;
        } else if (!more && isRecord(line)) {
            more = !inside && !text.stripLeading().startsWith(BOOT_TASK);
        }
    }

    /** Whether the line tells of something that was recorded. */
    static boolean isRecord(TraceLine line) {
        return switch (line) {
            case TraceLine.Enter e -> true;
            case TraceLine.Exit e -> true;
            case TraceLine.Leaf e -> true;
            case TraceLine.Probe e -> true;
            case TraceLine.Other e -> true;
            case TraceLine.Lost e -> false;
            case TraceLine.Counters e -> false;
            case TraceLine.Mark e -> false;
            case TraceLine.Console e -> false;
            case TraceLine.Nothing e -> false;
            case TraceLine.Unreadable e -> false;
        };
    }

    /** Whether the text read so far holds nothing else. */
    boolean isAll() {
        return begun && !more;
    }
}
