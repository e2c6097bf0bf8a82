package io.luoledger.trace;

import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.ledger.EventSource;
import io.luoledger.pci.PciKernel;
import io.luoledger.text.LineReader;
import io.luoledger.text.TextFile;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The trace text of one host's boots as events, in order. Memory is bounded by what is live in the kernel, not by the
 * length of the text.
 */
public final class TraceImport implements EventSource {
    private final String host;
    private final List<List<TextFile>> boots;
    private final List<String> kernels;
    private final List<TextFile> consoles;
    private final @Nullable TextFile enumerations;
    private final @Nullable TextFile results;
    private final ImportReport report = new ImportReport();

    /**
     * @param boots the parts of each boot, in order
     * @param kernels releases of the first boots; the rest is taken from the console logs
     * @param consoles kernel logs, of a boot each or of several
     */
    public TraceImport(String host, List<List<TextFile>> boots, List<String> kernels, List<TextFile> consoles) {
        this(host, boots, kernels, consoles, null, null);
    }

    /**
     * @param enumerations of the host's PCI functions, kernel by kernel in the same order (see {@link PciKernel})
     * @param results what user space recorded of its steps: who a retrieved device file said that it is
     */
    public TraceImport(
            String host,
            List<List<TextFile>> boots,
            List<String> kernels,
            List<TextFile> consoles,
            @Nullable TextFile enumerations,
            @Nullable TextFile results) {
        this.enumerations = enumerations;
        this.results = results;
        this.host = Draft.requireHost(host);
        this.boots = boots.stream().map(List::copyOf).toList();
        this.kernels = List.copyOf(kernels);
        this.consoles = List.copyOf(consoles);
    }

    /** What was read; complete after {@link #forEach}. */
    public ImportReport report() {
        return report;
    }

    @Override
    public void forEach(Consumer<Draft> sink) {
        DuplicateParts.refuse(boots.stream().flatMap(List::stream).toList());
        List<BootText> texts = new ArrayList<>();
        try {
            // all of it is looked at before anything is told: what can't be understood must not leave half a ledger
            for (List<TextFile> parts : boots) {
                texts.add(BootText.of(parts));
            }
            tell(texts, sink);
        } finally {
            texts.forEach(BootText::close);
        }
    }

    private void tell(List<BootText> texts, Consumer<Draft> sink) {
        List<ConsoleBoot> logs = logs(texts);
        // a boot that only the console knows of died before anybody could read its trace
        for (int i = 0; i < logs.size(); i++) {
            if (i == texts.size()) {
                texts.add(BootText.ofDump(logs.get(i)));
            }
            texts.get(i).add(logs.get(i).traced);
        }
        requireLiveUpdate(texts, logs);
        List<PciKernel> functions = enumerations == null ? List.of() : PciKernel.read(enumerations);
        TextFile steps = results == null ? null : RereadableText.of(results);
        try {
            Reading reading = new Reading(texts, logs, functions, steps);
            Placeholders names = new Placeholders();
            if (texts.stream().anyMatch(BootText::leavesNamesOut)) {
                // what a session was called may turn out in the next kernel only, when its events are gone
                reading.read(names, new ImportReport(), draft -> {});
                names = names.again();
            }
            reading.read(names, report, sink);
        } finally {
            RereadableText.close(steps);
        }
    }

    /** The texts of all boots, to be read from the first to the last. */
    private final class Reading {
        private final List<BootText> texts;
        private final List<ConsoleBoot> logs;
        private final List<PciKernel> functions;
        private final @Nullable TextFile steps;

        private Reading(
                List<BootText> texts, List<ConsoleBoot> logs, List<PciKernel> functions, @Nullable TextFile steps) {
            this.texts = texts;
            this.logs = logs;
            this.functions = functions;
            this.steps = steps;
        }

        private void read(Placeholders names, ImportReport told, Consumer<Draft> sink) {
            TracedKernel kernel = new TracedKernel();
            long number = 0;
            Map<Integer, PciKernel> enumerated = byBoot(functions);
            RecordedResults recorded = steps == null ? RecordedResults.none() : RecordedResults.read(steps);
            ConsoleBoot toldBefore = null;
            for (int i = 0; i < texts.size(); i++) {
                ConsoleBoot log = i < logs.size() ? logs.get(i) : toldBefore;
                BootText text = texts.get(i);
                BootReader.Task task = new BootReader.Task(
                        host,
                        i,
                        i == texts.size() - 1,
                        release(i, log, logs),
                        log,
                        number,
                        enumerated.remove(i),
                        recorded);
                MergedOrder order = text.order();
                String input = i < boots.size() ? names(boots.get(i)) : names(text.parts());
                BootReader reader = new BootReader(task, kernel, names, told, told.boot(input), sink);
                number = reader.read(text.parts(), order);
                toldBefore = reader.nextConsole();
                kernel = kernel.next();
            }
            told.notPlaced(enumerated.size(), recorded.left());
        }
    }

    private static Map<Integer, PciKernel> byBoot(List<PciKernel> kernels) {
        Map<Integer, PciKernel> byBoot = new HashMap<>();
        kernels.forEach(
                kernel -> byBoot.put(kernel.number() - kernels.getFirst().number(), kernel));
        return byBoot;
    }

    /** A recording in which nothing of live update stands is another one's, not an update in which nothing happened. */
    private static void requireLiveUpdate(List<BootText> texts, List<ConsoleBoot> logs) {
        boolean told = texts.stream().anyMatch(BootText::tellsLiveUpdate)
                || logs.stream().anyMatch(log -> log.luoSpoke || log.foundHandover || log.refused != null);
        if (!told) {
            throw new UnreadableInputException(
                    texts.stream().map(text -> names(text.parts())).collect(Collectors.joining(", "))
                            + ": no call of live update in it, expected a recording by the probes that `luo-ledger capture`"
                            + " prints");
        }
    }

    /** The kernel logs, boot by boot: those given as such, else those that stand among the boots' texts. */
    private List<ConsoleBoot> logs(List<BootText> texts) {
        if (!consoles.isEmpty()) {
            List<ConsoleBoot> read = withoutEarlier(readConsoles(consoles), texts);
            return behind(bootsBefore(texts, read), read);
        }
        int first = 0;
        while (first < texts.size() && texts.get(first).logs().isEmpty()) {
            first++;
        }
        if (first == texts.size()) {
            return List.of();
        }
        List<ConsoleBoot> read = withoutEarlier(
                readConsoles(
                        texts.stream().flatMap(text -> text.logs().stream()).toList()),
                texts);
        // a log of several boots that stands beside a later one begins with the ones before
        return behind(Math.min(first, Math.max(0, texts.size() - read.size())), read);
    }

    /**
     * A serial port's log may begin with boots before the first that was traced: where a trace shows that its kernel took
     * something over, the log of one that booted cold isn't its.
     */
    private List<ConsoleBoot> withoutEarlier(List<ConsoleBoot> read, List<BootText> texts) {
        for (int earlier = 0; !texts.isEmpty() && earlier <= read.size() - texts.size(); earlier++) {
            List<ConsoleBoot> rest = read.subList(earlier, read.size());
            if (IntStream.range(0, texts.size())
                    .noneMatch(i ->
                            texts.get(i).tellsThatItCameOver() && rest.get(i).bootedCold())) {
                report.bootsNotPlaced(earlier);
                return rest;
            }
        }
        return read;
    }

    /**
     * How many boots lie in front of the first that the logs tell of. One that came by a live update isn't a first boot
     * that shows nothing of the kind: dmesg tells of the kernel that runs, and that is the last one.
     */
    private static long bootsBefore(List<BootText> texts, List<ConsoleBoot> read) {
        ConsoleBoot first = read.getFirst();
        long left = Math.max(0, texts.size() - read.size());
        if (left == 0 || !first.cameOver() || texts.getFirst().tellsThatItCameOver()) {
            return 0;
        }
        return first.number == null ? left : Math.min(left, first.number);
    }

    private static List<ConsoleBoot> behind(long before, List<ConsoleBoot> read) {
        return Stream.concat(Stream.generate(ConsoleBoot::new).limit(before), read.stream())
                .toList();
    }

    private static String names(List<TextFile> files) {
        return files.isEmpty()
                ? "console"
                : String.join("+", files.stream().map(TextFile::name).toList());
    }

    private String release(int boot, @Nullable ConsoleBoot log, List<ConsoleBoot> logs) {
        if (boot < kernels.size()) {
            return kernels.get(boot);
        }
        String own = log == null ? null : log.release;
        String byNext = boot + 1 < logs.size() ? logs.get(boot + 1).execFrom : null;
        return own != null ? own : byNext != null ? byNext : Boot.UNKNOWN_KERNEL;
    }

    private static List<ConsoleBoot> readConsoles(List<TextFile> files) {
        ConsoleLog log = new ConsoleLog();
        for (TextFile console : files) {
            log.beginFile();
            int before = log.boots().size();
            long lines = 0;
            try (LineReader reader = new LineReader(console.open())) {
                for (String text = reader.next(); text != null; text = reader.next()) {
                    log.line(text);
                    lines++;
                }
            } catch (IOException e) {
                throw new UnreadableInputException(
                        console.name() + ": can't be read behind line " + lines + ": " + Reason.of(e), e);
            }
            log.endFile(console.name());
            if (log.boots().size() == before) {
                throw new UnreadableInputException(console.name() + ": not a kernel log (" + lines
                        + " lines), expected lines like \"[    0.000000] Linux version ...\"");
            }
        }
        return new ArrayList<>(log.boots());
    }
}
