package io.luoledger.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an import made of its input. Grows with the number of boots and of function names, never with the text. */
public final class ImportReport {
    /** So many unreadable lines are shown; all are counted. */
    public static final int SAMPLES = 5;

    private static final int SAMPLE_CHARS = 120;
    private static final int MAX_NAMES = 1000;
    private static final String FURTHER = "(further names)";

    private final List<Boot> boots = new ArrayList<>();
    private final Map<String, Long> meaningless = new TreeMap<>();
    private int bootsNotPlaced;
    private int kernelsNotPlaced;
    private long filesNotPlaced;
    private final List<String> samples = new ArrayList<>();

    /** One boot of it. */
    public static final class Boot {
        private final String input;
        private String id = "";
        private String kernel = "";
        private long liveUpdate;
        private final Map<String, Long> events = new TreeMap<>();
        private final Map<String, Long> lines = new TreeMap<>();

        Boot(String input) {
            this.input = input;
        }

        void isKnown(String bootId, String release, long number) {
            id = bootId;
            kernel = release;
            liveUpdate = number;
        }

        void event(String type) {
            events.merge(type, 1L, Long::sum);
        }

        void line(String kind) {
            lines.merge(kind, 1L, Long::sum);
        }

        /** The files it was read from, as the caller named them. */
        public String input() {
            return input;
        }

        public String id() {
            return id;
        }

        public String kernel() {
            return kernel;
        }

        public long liveUpdate() {
            return liveUpdate;
        }

        /** Events by type. */
        public Map<String, Long> events() {
            return java.util.Collections.unmodifiableMap(events);
        }

        /** Lines by kind: call, return, comment, other, unreadable. */
        public Map<String, Long> lines() {
            return java.util.Collections.unmodifiableMap(lines);
        }
    }

    void notPlaced(int kernels, long files) {
        kernelsNotPlaced = kernels;
        filesNotPlaced = files;
    }

    void bootsNotPlaced(int boots) {
        bootsNotPlaced = boots;
    }

    /** Boots that a kernel log tells of in front of the first that was traced. */
    public int bootsNotPlaced() {
        return bootsNotPlaced;
    }

    /** Kernels whose PCI functions were given, but no trace. */
    public int kernelsNotPlaced() {
        return kernelsNotPlaced;
    }

    /** Files that said who they are, but whose retrieve isn't in the trace. */
    public long filesNotPlaced() {
        return filesNotPlaced;
    }

    Boot boot(String input) {
        Boot boot = new Boot(input);
        boots.add(boot);
        return boot;
    }

    void meaningless(String name) {
        meaningless.merge(
                meaningless.containsKey(name) || meaningless.size() < MAX_NAMES ? name : FURTHER, 1L, Long::sum);
    }

    void unreadable(String file, long line, String text) {
        if (samples.size() < SAMPLES) {
            String shown = text.length() > SAMPLE_CHARS ? text.substring(0, SAMPLE_CHARS) + "..." : text;
            samples.add(file + ":" + line + ": " + shown);
        }
    }

    public List<Boot> boots() {
        return List.copyOf(boots);
    }

    /** Readable records that mean nothing to the ledger, by the function's or event's name. */
    public Map<String, Long> meaningless() {
        return java.util.Collections.unmodifiableMap(meaningless);
    }

    public long unreadableLines() {
        return boots.stream()
                .mapToLong(boot -> boot.lines.getOrDefault("unreadable", 0L))
                .sum();
    }

    /** The first unreadable lines: "file:line: text". */
    public List<String> unreadableSamples() {
        return List.copyOf(samples);
    }

    public long events() {
        return boots.stream()
                .flatMap(boot -> boot.events.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
