package io.luoledger.cli;

import io.luoledger.ledger.EventSource;
import io.luoledger.pci.PciImport;
import io.luoledger.text.TextFile;
import io.luoledger.trace.TraceImport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The captures of real kernels that tests go by. */
final class Captures {
    private static final Path CAPTURES = Path.of("..", "producers", "src", "test", "resources");

    /** Those that were recorded in several ways at once: the texts of both boots. */
    static final Map<String, List<List<String>>> RECORDED = Map.of(
            "capture/way1-up", boots("OUT.trace", "PIPE.trace"),
            "capture/way2-up", boots("OUT.trace"),
            "capture/way3-smp", boots("OUT.trace", "LUOBOOT.trace"),
            "capture/lost-up", boots("OUT.trace", "PIPE.trace"));

    private Captures() {}

    private static List<List<String>> boots(String... outgoing) {
        return List.of(List.of(outgoing), List.of("IN-BOOT.ftrace", "IN.trace"));
    }

    /** What one of them says, as events of this host. */
    static EventSource recorded(String capture, String host) {
        return new TraceImport(
                host,
                RECORDED.getOrDefault(capture, List.of()).stream()
                        .map(boot -> boot.stream()
                                .map(part -> required(capture + "/" + part))
                                .toList())
                        .toList(),
                List.of(),
                List.of(required(capture + "/console.log")),
                null,
                null);
    }

    /** What it says, as events of this host. */
    static EventSource source(String capture, String host) {
        if (capture.startsWith("pci/")) {
            return PciImport.of(new PciImport.Task(host, 0, List.of(), Set.of()), required(capture + ".jsonl"));
        }
        List<List<TextFile>> boots = new ArrayList<>();
        boots.add(List.of(required(capture + ".outgoing.trace")));
        List<TextFile> incoming = Stream.of(".incoming-boot.ftrace", ".incoming.trace")
                .map(part -> text(capture + part))
                .filter(Objects::nonNull)
                .toList();
        if (!incoming.isEmpty()) {
            boots.add(incoming);
        }
        TextFile third = text(capture + ".incoming2.trace");
        if (third != null) {
            boots.add(List.of(third));
        }
        TextFile console = text(capture + ".console.log");
        return new TraceImport(
                host,
                boots,
                List.of(),
                console == null ? List.of() : List.of(console),
                text(capture + ".topology.jsonl"),
                text(capture + ".results.jsonl"));
    }

    private static TextFile required(String name) {
        return Objects.requireNonNull(text(name), name);
    }

    private static @Nullable TextFile text(String name) {
        return Stream.of(name, name + ".gz")
                .map(CAPTURES::resolve)
                .filter(Files::exists)
                .findFirst()
                .map(Text::new)
                .orElse(null);
    }

    private record Text(Path path) implements TextFile {
        @Override
        public String name() {
            return String.valueOf(path.getFileName()).replaceFirst("\\.gz$", "");
        }

        @Override
        public InputStream open() throws IOException {
            InputStream in = Files.newInputStream(path);
            return path.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
        }
    }
}
