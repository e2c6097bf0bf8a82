package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.core.FileState;
import io.luoledger.core.SessionState;
import io.luoledger.event.Draft;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.text.TextFile;
import io.luoledger.trace.TraceImport;
import io.luoledger.view.HostView;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.UnreadableInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Texts of real kernels, spoiled and rewritten: whatever was done to a text, each state of the view is the true one, or is
 * marked as not known, or the text is refused.
 */
class TraceFuzzTest {
    private static final Path CAPTURES = Path.of("..", "producers", "src", "test", "resources");
    private static final String OUTGOING = ".outgoing.trace";
    private static final int RUNS = Integer.getInteger("luo.ledger.fuzz.runs", 2_000);
    private static final long SEED = Long.getLong("luo.ledger.fuzz.seed", 20_261_129);

    /** States that only say that nothing further was seen. */
    private static final Map<String, Set<String>> BEFORE = Map.of(
            "FINISHED", Set.of("RETRIEVED", "PROMISED", "FROZEN", "PRESERVED", "OPEN"),
            "RETRIEVED", Set.of("PROMISED", "FROZEN", "PRESERVED", "OPEN"),
            "RETRIEVE_FAILED", Set.of("PROMISED", "FROZEN", "PRESERVED"),
            // gone either way: whose finish is cut out is lost when the next kernel boots
            "DISCARDED", Set.of("PROMISED", "FROZEN", "PRESERVED", "LOST"),
            "PROMISED", Set.of("FROZEN", "PRESERVED", "OPEN"),
            "FROZEN", Set.of("PRESERVED", "OPEN"),
            "UNPRESERVED", Set.of("PRESERVED"),
            "ABORTED", Set.of("OPEN"),
            "LEAKED", Set.of("PROMISED", "FROZEN", "PRESERVED", "OPEN"),
            "LOST", Set.of("PROMISED", "FROZEN", "PRESERVED", "OPEN"));

    /** What was captured of one live update: the parts of each boot, and the kernel's log. */
    private record Capture(
            String name, List<List<String>> boots, @Nullable String console) {}

    /** What a view says, and whether it says that something isn't known. */
    private record Seen(Map<String, String> states, Set<String> uncertain, boolean marked) {}

    @TestFactory
    Stream<DynamicTest> shouldNeverTellAFalseState() throws IOException {
        List<Capture> captures = captures();
        Map<String, Long> lengths = new HashMap<>();
        for (Capture capture : captures) {
            long length = 0;
            for (List<String> boot : capture.boots()) {
                for (String part : boot) {
                    length += read(part).length();
                }
            }
            lengths.put(capture.name(), length);
        }
        // each capture has its part of the time, so that one of thousands of calls is drawn less often
        double shares =
                lengths.values().stream().mapToDouble(length -> 1.0 / length).sum();
        return captures.stream()
                .map(capture -> DynamicTest.dynamicTest(
                        capture.name(),
                        () -> fuzz(capture, 1 + (int) (RUNS / shares / lengths.getOrDefault(capture.name(), 1L)))));
    }

    private static void fuzz(Capture capture, int runs) throws IOException {
        List<List<String>> texts = new ArrayList<>();
        for (List<String> boot : capture.boots()) {
            List<String> parts = new ArrayList<>();
            for (String part : boot) {
                parts.add(read(part));
            }
            texts.add(parts);
        }
        String console = capture.console() == null ? null : read(capture.console());
        // what only the console tells isn't known without it
        Seen withConsole = seen(texts, console);
        Seen alone = seen(texts, null);
        int refused = 0;
        int same = 0;
        for (int run = 0; run < runs; run++) {
            long seed = SEED + run * 31L + capture.name().hashCode();
            Random random = new Random(seed);
            Damage damage = new Damage(random);
            List<List<String>> spoiled = damage.of(texts);
            boolean heard = random.nextBoolean();
            Seen truth = heard ? withConsole : alone;
            Seen view;
            try {
                view = seen(spoiled, heard ? console : null);
            } catch (UnreadableInputException e) {
                refused++;
                continue;
            }
            List<String> faults = faults(truth, view, damage);
            same += view.states().equals(truth.states()) ? 1 : 0;
            assertThat(faults)
                    .as(
                            "%s, run %d: %s; again: mvn -pl cli -am test -Dtest=TraceFuzzTest"
                                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dluo.ledger.fuzz.seed=%d"
                                    + " -Dluo.ledger.fuzz.runs=%d",
                            capture.name(), run, damage.done, SEED, RUNS)
                    .isEmpty();
        }
        System.out.println(
                capture.name() + ": " + runs + " texts, " + refused + " refused, " + same + " told the same");
    }

    private static List<String> faults(Seen truth, Seen view, Damage damage) {
        List<String> faults = new ArrayList<>();
        view.states().forEach((what, state) -> {
            String right = truth.states().get(what);
            boolean unknown = view.uncertain().contains(what) || what.contains("unknown");
            if (state.equals(right) || unknown || truth.uncertain().contains(what)) {
                return;
            }
            boolean behind =
                    right != null && BEFORE.getOrDefault(right, Set.of()).contains(state);
            // the call that ended it may be the one that was cut out
            boolean endCut = right == null && damage.wholeCalls;
            if (!endCut && !(behind && damage.wholeCalls)) {
                faults.add(what + " is " + state + ", in truth " + right + (view.marked() ? " (a gap is marked)" : ""));
            }
        });
        if (!view.marked() && !damage.wholeCalls) {
            truth.states().forEach((what, state) -> {
                if (!view.states().containsKey(what)) {
                    faults.add(what + " is missing, and nothing says so");
                }
            });
        }
        return faults;
    }

    private static Seen seen(List<List<String>> boots, @Nullable String console) {
        List<List<TextFile>> files = new ArrayList<>();
        for (int boot = 0; boot < boots.size(); boot++) {
            List<TextFile> parts = new ArrayList<>();
            for (int part = 0; part < boots.get(boot).size(); part++) {
                parts.add(new Text("boot" + boot + "." + part, boots.get(boot).get(part)));
            }
            files.add(parts);
        }
        List<TextFile> consoles = console == null ? List.of() : List.of(new Text("console", console));
        EventCodec codec = new EventCodec();
        Replay replay = new Replay(SimulatedReader.gate());
        LedgerHead[] head = {LedgerHead.EMPTY};
        boolean[] gap = {false};
        new TraceImport("h1", files, List.of("7.3.4", "7.3.4"), consoles).forEach((Draft draft) -> {
            var event = codec.seal(head[0], draft);
            head[0] = LedgerHead.after(event);
            gap[0] |= draft.body().type().equals("SourceGap");
            replay.accept(codec.decode(codec.encode(event)));
        });
        Map<String, String> states = new TreeMap<>();
        Set<String> uncertain = new java.util.HashSet<>();
        for (HostView host : replay.hosts()) {
            for (HostView.SessionView view : host.sessions()) {
                SessionState session = view.session();
                String name = session.name() + (session.incoming() ? " incoming" : " outgoing");
                put(states, uncertain, name, session.status().name(), host.uncertain(session));
                for (FileState file : view.files()) {
                    put(
                            states,
                            uncertain,
                            name + " " + file.token(),
                            file.status().name(),
                            host.uncertain(session, file));
                }
            }
        }
        return new Seen(states, uncertain, gap[0]);
    }

    private static void put(
            Map<String, String> states, Set<String> uncertain, String what, String state, boolean isUncertain) {
        states.put(what, state);
        if (isUncertain) {
            uncertain.add(what);
        }
    }

    private record Text(String name, String content) implements TextFile {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public long bytes() {
            return content.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /** What is done to the texts, by chance: some options that rewrite every line, then some spoiled lines. */
    private static final class Damage {
        private static final Pattern EVENT =
                Pattern.compile("(\\s*)(\\S.*?)-(\\d+)(\\s+)\\[(\\d+)\\] (\\S+)\\s+(\\d+)\\.(\\d+): (.*)");
        private static final Pattern PROBE =
                Pattern.compile("(\\w+): \\((\\w+)\\+0x(\\w+)/0x\\w+(?: <- (\\w+))?\\)(.*)");

        private final Random random;
        private final List<String> done = new ArrayList<>();
        private boolean wholeCalls;

        private Damage(Random random) {
            this.random = random;
        }

        private List<List<String>> of(List<List<String>> boots) {
            List<String> options = new ArrayList<>();
            for (String option : List.of(
                    "offset", "tracecmd", "tgid", "crlf", "comm", "clock", "symaddr", "color", "noflags", "shift")) {
                if (random.nextInt(6) == 0) {
                    options.add(option);
                }
            }
            done.addAll(options);
            List<List<String>> all = new ArrayList<>();
            int boot = random.nextInt(boots.size());
            int part = random.nextInt(boots.get(boot).size());
            for (int i = 0; i < boots.size(); i++) {
                List<String> parts = new ArrayList<>();
                for (int j = 0; j < boots.get(i).size(); j++) {
                    List<String> lines =
                            new ArrayList<>(List.of(boots.get(i).get(j).split("\n", -1)));
                    if (i == boot && j == part) {
                        spoil(lines);
                    }
                    String end = options.contains("crlf") ? "\r\n" : "\n";
                    parts.add(String.join(
                            end,
                            lines.stream().map(line -> rewritten(line, options)).toList()));
                }
                all.add(parts);
            }
            return all;
        }

        private void spoil(List<String> lines) {
            int times = random.nextInt(4);
            for (int i = 0; i < times && lines.size() > 20; i++) {
                int at = random.nextInt(lines.size() - 1);
                switch (random.nextInt(6)) {
                    case 0 -> {
                        int count = Math.min(lines.size() - 1 - at, 1 + random.nextInt(20));
                        wholeCalls |= cutsWholeCalls(lines, lines.subList(at, at + count));
                        lines.subList(at, at + count).clear();
                        done.add("dropped " + count + " at " + at);
                    }
                    case 1 -> {
                        wholeCalls |= cutsWholeCalls(lines, lines.subList(at, at + 1));
                        lines.remove(at);
                        done.add("dropped 1 at " + at);
                    }
                    case 2 -> {
                        int count = Math.min(lines.size() - 1 - at, 1 + random.nextInt(5));
                        lines.addAll(at, List.copyOf(lines.subList(at, at + count)));
                        done.add("doubled " + count + " at " + at);
                    }
                    case 3 -> {
                        String line = lines.get(at);
                        wholeCalls |= cutsWholeCalls(lines, List.of(line));
                        lines.set(at, line.substring(0, random.nextInt(line.length() + 1)));
                        done.add("cut line " + at);
                    }
                    case 4 -> {
                        wholeCalls = true;
                        String line = lines.get(at);
                        lines.subList(at, lines.size()).clear();
                        lines.add(line.substring(0, random.nextInt(line.length() + 1)));
                        done.add("cut off at " + at);
                    }
                    default -> reorder(lines, at);
                }
            }
        }

        /** Records of two CPUs whose clocks differ a little: only those of different CPUs change places. */
        private void reorder(List<String> lines, int at) {
            for (int i = at; i < Math.min(lines.size() - 1, at + 10); i++) {
                Matcher one = EVENT.matcher(lines.get(i));
                Matcher other = EVENT.matcher(lines.get(i + 1));
                if (one.matches() && other.matches() && !one.group(5).equals(other.group(5))) {
                    java.util.Collections.swap(lines, i, i + 1);
                    done.add("swapped " + i);
                    return;
                }
            }
        }

        /**
         * Whether a call is gone as if it had never been: with its entry and its return, or with its entry where nothing
         * records the return.
         */
        private static boolean cutsWholeCalls(List<String> text, List<String> lines) {
            for (String line : lines) {
                Matcher event = EVENT.matcher(line);
                Matcher probe = PROBE.matcher(event.matches() ? event.group(9) : line);
                if (!probe.find()) {
                    if (line.contains("(")) {
                        return true;
                    }
                } else if (probe.group(4) == null) {
                    String back = "<- " + probe.group(2) + ")";
                    if (lines.stream().anyMatch(other -> other.contains(back))
                            || text.stream().noneMatch(other -> other.contains(back))) {
                        return true;
                    }
                }
            }
            return false;
        }

        private String rewritten(String line, List<String> options) {
            Matcher event = EVENT.matcher(line);
            if (!event.matches()) {
                return line;
            }
            String task = options.contains("comm") ? "my [1] agent" : event.group(2);
            String flags = options.contains("noflags") ? "" : event.group(6) + " ";
            String text = options.contains("tracecmd") ? traceCmd(event.group(9)) : probe(event.group(9), options);
            String time = options.contains("clock")
                    ? event.group(7) + event.group(8)
                    : (Integer.parseInt(event.group(7)) + (options.contains("shift") ? 1000 : 0)) + "."
                            + event.group(8);
            String tgid = options.contains("tgid") ? " (" + event.group(3) + ")" : "";
            String plain = event.group(1) + task + "-" + event.group(3) + event.group(4) + tgid + " [" + event.group(5)
                    + "] " + flags + "    " + time + ": " + text;
            return options.contains("color") ? "\u001b[32m" + plain.replaceFirst(": ", "\u001b[0m: ") : plain;
        }

        private static String probe(String text, List<String> options) {
            Matcher probe = PROBE.matcher(text);
            if (!probe.matches()) {
                return text;
            }
            boolean entry = probe.group(4) == null;
            String offset = options.contains("offset") && entry ? "8" : probe.group(3);
            String address = options.contains("symaddr") ? " <ffffffff81234560>" : "";
            return probe.group(1) + ": (" + probe.group(2) + "+0x" + offset + "/0x999" + address
                    + (entry ? "" : " <- " + probe.group(4) + address) + ")" + probe.group(5);
        }

        private static String traceCmd(String text) {
            Matcher probe = PROBE.matcher(text);
            if (!probe.matches()) {
                return text.replaceFirst("^sys_(\\w+)\\((.*)\\)$", "sys_enter_$1: $2")
                        .replaceFirst("^sys_(\\w+) -> ", "sys_exit_$1: ");
            }
            return probe.group(1) + ":   (ffffffff81b95ac6" + (probe.group(4) == null ? "" : " <- ffffffff817136a8")
                    + ")" + probe.group(5);
        }
    }

    private static List<Capture> captures() throws IOException {
        List<Capture> captures = new ArrayList<>();
        captures.add(own("way1-up", List.of("OUT.trace", "PIPE.trace"), true));
        captures.add(own("way2-up", List.of("OUT.trace", "console.log"), false));
        captures.add(own("way3-smp", List.of("OUT.trace", "LUOBOOT.trace"), true));
        captures.add(own("lost-up", List.of("OUT.trace"), true));
        for (String folder : List.of("traces", "vfio", "vfio-v1", "abi-mismatch")) {
            try (Stream<Path> files = Files.list(CAPTURES.resolve(folder))) {
                files.map(file -> folder + "/"
                                + String.valueOf(file.getFileName()).replaceFirst("\\.gz$", ""))
                        .filter(name -> name.endsWith(OUTGOING))
                        .map(name -> name.substring(0, name.length() - OUTGOING.length()))
                        .sorted()
                        .map(TraceFuzzTest::scenario)
                        .forEach(captures::add);
            }
        }
        return captures;
    }

    private static Capture scenario(String base) {
        List<String> outgoing = List.of(base + OUTGOING);
        String incoming = base + ".incoming.trace";
        String console = base + ".console.log";
        return new Capture(
                base,
                exists(incoming) ? List.of(outgoing, List.of(incoming)) : List.of(outgoing),
                exists(console) ? console : null);
    }

    private static boolean exists(String name) {
        return Files.exists(CAPTURES.resolve(name)) || Files.exists(CAPTURES.resolve(name + ".gz"));
    }

    private static Capture own(String name, List<String> outgoing, boolean console) {
        String folder = "capture/" + name + "/";
        return new Capture(
                "capture/" + name,
                List.of(outgoing.stream().map(folder::concat).toList(), List.of(folder + "IN.trace")),
                console ? folder + "console.log" : null);
    }

    private static String read(String name) throws IOException {
        Path plain = CAPTURES.resolve(name);
        if (Files.exists(plain)) {
            return Files.readString(plain, StandardCharsets.ISO_8859_1);
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(CAPTURES.resolve(name + ".gz")))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
