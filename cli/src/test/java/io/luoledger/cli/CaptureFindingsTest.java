package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Draft;
import io.luoledger.ledger.EventSource;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.pci.PciImport;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.text.TextFile;
import io.luoledger.trace.TraceImport;
import io.luoledger.wire.EventCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The captures of real kernels give the findings that the account of what happened in each calls for, and no others. */
class CaptureFindingsTest {
    private static final Path CAPTURES = Path.of("..", "producers", "src", "test", "resources");
    private static final Path EXPECTED = Path.of("src", "test", "resources", "capture-findings.txt");

    @TestFactory
    Stream<DynamicTest> shouldFindWhatTheAccountOfTheCaptureCallsFor() throws IOException {
        return expected().entrySet().stream()
                .map(capture -> DynamicTest.dynamicTest(
                        capture.getKey(),
                        () -> assertThat(found(capture.getKey())).containsExactlyElementsOf(capture.getValue())));
    }

    private static Map<String, List<String>> expected() throws IOException {
        Map<String, List<String>> captures = new LinkedHashMap<>();
        List<String> findings = new ArrayList<>();
        for (String line : Files.readAllLines(EXPECTED)) {
            if (line.startsWith("## ")) {
                findings = new ArrayList<>();
                captures.put(line.substring("## ".length()), findings);
            } else if (!line.startsWith("#") && !line.isBlank()) {
                findings.add(line);
            }
        }
        return captures;
    }

    private static List<String> found(String capture) {
        EventCodec codec = new EventCodec();
        Replay replay = new Replay(SimulatedReader.gate());
        LedgerHead[] head = {LedgerHead.EMPTY};
        source(capture).forEach((Draft draft) -> {
            var event = codec.seal(head[0], draft);
            head[0] = LedgerHead.after(event);
            replay.accept(codec.decode(codec.encode(event)));
        });
        return replay.findings().stream()
                .map(finding -> finding.kind().id() + " " + finding.subject())
                .sorted()
                .toList();
    }

    private static EventSource source(String capture) {
        if (capture.startsWith("pci/")) {
            return PciImport.of(new PciImport.Task("h1", 0, List.of(), Set.of()), required(capture + ".jsonl"));
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
                "h1",
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
