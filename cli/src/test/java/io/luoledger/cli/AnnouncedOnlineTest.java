package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.core.Ledger;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.finding.Finding;
import io.luoledger.publish.LedgerReader;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.stats.StatsKey;
import io.luoledger.store.StateDigest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Announced and planned kernels on a real broker: the stream processors judge as a replay does. */
class AnnouncedOnlineTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> PLAN = List.of("6.19");

    @TempDir
    private Path temp;

    @Test
    void shouldJudgeTheAnnouncedKernelAndElseThePlanAsTheReplayDoes() {
        try (EmbeddedBroker broker = EmbeddedBroker.temporary();
                StreamProcessors processors = StreamProcessors.start(
                        broker.client(),
                        ProcessorSettings.of(SimulatedReader.gate(), "announced", temp.resolve("state"))
                                .withPlan(PLAN)
                                .alone("test"))) {
            String[] cluster = {"--bootstrap-server", broker.bootstrapServer()};

            // When
            command(0, cluster, "simulate", "--fleet", "3", "--updates", "2", "--announce");
            command(0, cluster, "simulate", "--scenario", "vm-host", "--host", "planned");
            command(0, cluster, "simulate", "--scenario", "abi-refused", "--host", "unheard-of", "--announce");
            Ran first = command(0, cluster, "announce", "--host", "planned", "--kernel", "7.2");
            Ran again = command(0, cluster, "announce", "--host", "planned", "--kernel", "7.2");
            command(0, cluster, "announce", "--host", "planned", "--kernel", "6.19");
            Ran answer = command(0, cluster, "preflight", "--host", "planned");
            processors.awaitCaughtUp(PATIENCE);

            // Then
            assertThat(first.out()).startsWith("host planned, live update 3: kernel 7.2 announced, sequence 54 in ");
            assertThat(again.out())
                    .startsWith("host planned, live update 3: kernel 7.2 is announced already, sequence 54 in ");
            assertThat(answer.lines())
                    .startsWith("GO  host planned: 7.3 -> 6.19 (announced, sequence 55)", "  holds: nothing");
            Replay offline = offline(broker);
            OnlineFindings.assertEachOnce(broker.client(), offline);
            assertThat(StateDigest.of(processors.view(PATIENCE))).isEqualTo(offline.digest());
            assertThat(offline.findings())
                    .filteredOn(finding -> finding.kind().id().startsWith("ABI-"))
                    .extracting(AnnouncedOnlineTest::text)
                    .containsOnly(
                            "ABI-TARGET-UNFIT planned kernel 7.3 -> 6.19",
                            "ABI-HANDOVER-UNFIT planned kernel 7.3 -> 6.19",
                            "ABI-KERNEL-UNKNOWN unheard-of kernel 7.3+memfd-bump");
        }
    }

    private static Replay offline(EmbeddedBroker broker) {
        Replay replay =
                new Replay(new Ledger(), SimulatedReader.gate(), PLAN, StatsKey.DEFAULT_WINDOW_MICROS, null, null, 1);
        try (LedgerReader reader = new LedgerReader(broker.client())) {
            reader.snapshot(Optional.empty(), entry -> {
                if (entry instanceof LedgerReader.Entry.Event event) {
                    replay.accept(event.recorded());
                }
                return true;
            });
        }
        return replay;
    }

    private static Ran command(int code, String[] cluster, String... words) {
        Ran ran = Ran.command((Object[]) java.util.stream.Stream.of(words, cluster)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new));
        assertThat(ran.code()).as(ran.err()).isEqualTo(code);
        return ran;
    }

    private static String text(Finding finding) {
        return finding.kind().id() + " " + finding.host() + " " + finding.subject();
    }
}
