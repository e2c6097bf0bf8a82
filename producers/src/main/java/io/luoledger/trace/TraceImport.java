package io.luoledger.trace;

import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.ledger.EventSource;
import io.luoledger.text.LineReader;
import io.luoledger.text.TextFile;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
    private final ImportReport report = new ImportReport();

    /**
     * @param boots the parts of each boot, in order
     * @param kernels releases of the first boots; the rest is taken from the console logs
     * @param consoles kernel logs, of a boot each or of several
     */
    public TraceImport(String host, List<List<TextFile>> boots, List<String> kernels, List<TextFile> consoles) {
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
        List<ConsoleBoot> logs = readConsoles();
        // a boot that only the console knows of died before anybody could read its trace
        int total = Math.max(boots.size(), logs.size());
        DuplicateParts.refuse(boots.stream().flatMap(List::stream).toList());
        Placeholders placeholders = new Placeholders();
        TracedKernel kernel = new TracedKernel();
        long number = 0;
        for (int i = 0; i < total; i++) {
            ConsoleBoot log = i < logs.size() ? logs.get(i) : null;
            List<TextFile> files = i < boots.size() ? boots.get(i) : dump(log);
            BootReader.Task task = new BootReader.Task(host, i, i == total - 1, release(i, logs), log, number);
            number = new BootReader(task, kernel, placeholders, report, report.boot(names(files)), sink).read(files);
            kernel = kernel.next();
        }
    }

    private static String names(List<TextFile> files) {
        return files.isEmpty()
                ? "console"
                : String.join("+", files.stream().map(TextFile::name).toList());
    }

    private static List<TextFile> dump(@Nullable ConsoleBoot log) {
        if (log == null || log.dump.isEmpty()) {
            return List.of();
        }
        byte[] text = (String.join("\n", log.dump) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return List.of(TextFile.of("trace buffer on the console", new java.io.ByteArrayInputStream(text)));
    }

    private String release(int boot, List<ConsoleBoot> logs) {
        if (boot < kernels.size()) {
            return kernels.get(boot);
        }
        String own = boot < logs.size() ? logs.get(boot).release : null;
        String byNext = boot + 1 < logs.size() ? logs.get(boot + 1).execFrom : null;
        return own != null ? own : byNext != null ? byNext : Boot.UNKNOWN_KERNEL;
    }

    private List<ConsoleBoot> readConsoles() {
        ConsoleLog log = new ConsoleLog();
        for (TextFile console : consoles) {
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
                        console.name() + ": can't be read behind line " + lines + ": " + e.getMessage(), e);
            }
            if (log.boots().size() == before) {
                throw new UnreadableInputException(console.name() + ": not a kernel log (" + lines
                        + " lines), expected lines like \"[    0.000000] Linux version ...\"");
            }
        }
        return new ArrayList<>(log.boots());
    }
}
