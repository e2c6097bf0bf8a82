package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Draft;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.EventCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The captures of real kernels give the findings that the account of what happened in each calls for, and no others. */
class CaptureFindingsTest {
    private static final Path EXPECTED = Path.of("src", "test", "resources", "capture-findings.txt");

    @TestFactory
    Stream<DynamicTest> shouldFindWhatTheAccountOfTheCaptureCallsFor() throws IOException {
        return expected().entrySet().stream()
                .map(capture -> DynamicTest.dynamicTest(
                        capture.getKey(),
                        () -> assertThat(found(capture.getKey())).containsExactlyElementsOf(capture.getValue())));
    }

    static Map<String, List<String>> expected() throws IOException {
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
        Captures.source(capture, "h1").forEach((Draft draft) -> {
            var event = codec.seal(head[0], draft);
            head[0] = LedgerHead.after(event);
            replay.accept(codec.decode(codec.encode(event)));
        });
        return replay.findings().stream()
                .map(finding -> finding.kind().id() + " " + finding.subject())
                .sorted()
                .toList();
    }
}
