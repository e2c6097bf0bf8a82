package io.luoledger.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.source.AbiCodec;
import io.luoledger.abi.source.Descriptors;
import io.luoledger.core.LogScript;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AbiJudgeTopologyTest {
    @Test
    void shouldJudgeByWhatIsPublishedAtTheTime() {
        // Given
        try (Online online = new Online()) {
            online.publish(update("before"));

            // When
            publish(online, "7.3", new AbiCodec().encode(kernel("6.19").withRelease("7.3")));
            online.publish(update("after"));
            online.abi.pipeInput(key("7.3"), (byte[]) null);
            online.publish(update("again"));

            // Then
            assertThat(verdicts(online))
                    .singleElement()
                    .satisfies(
                            finding -> assertThat(finding)
                                    .startsWith(
                                            "ABI-VERDICT-REFUSED after kernel 7.2.1 -> 7.3.4 REFUSED cold_boot_memory_freed ("));
        }
    }

    @Test
    void shouldComeToTheDigestOfTheReplayByTheSameDescriptorsWhateverTheOrderOfHosts() {
        // Given
        List<RecordedEvent> one = LogScript.host("one")
                .boot("7.2.1", 0, BootOutcome.COLD)
                .out(LogScript.created("vm"), LogScript.preserved("vm", 1), LogScript.handover())
                .boot("6.19", 0, BootOutcome.REFUSED_COLD)
                .events();
        List<RecordedEvent> two = update("two");
        List<RecordedEvent> all = new ArrayList<>(one);
        all.addAll(two);
        Replay replay = new Replay(SimulatedReader.gate()).run(all.iterator());

        try (Online online = new Online();
                Online published = new Online();
                Online changed = new Online()) {
            // When
            online.publish(two);
            online.publish(one);
            publish(published, "7.3", new AbiCodec().encode(kernel("7.3")));
            published.publish(all);
            publish(changed, "7.3", new AbiCodec().encode(kernel("7.3").withPanicOnWarn(true)));
            changed.publish(all);

            // Then
            assertThat(replay.abiKernels()).containsOnlyKeys("7.2.1", "7.3.4", "6.19");
            assertThat(online.abiJudgements().digest()).isEqualTo(replay.abiDigest());
            assertThat(online.abiJudgements().kernels()).isEqualTo(replay.abiKernels());
            assertThat(published.abiJudgements()).isEqualTo(online.abiJudgements());
            assertThat(changed.abiJudgements().digest()).isNotEqualTo(replay.abiDigest());
            assertThat(changed.abiJudgements().kernels()).isNotEqualTo(replay.abiKernels());
        }
    }

    @Test
    void shouldNameEveryDescriptorOfAReleaseThatItJudgedBy() {
        // Given
        AbiDescriptor second = kernel("7.3").withPanicOnWarn(true);
        try (Online online = new Online()) {
            online.publish(update("a"));

            // When
            publish(online, "7.3", new AbiCodec().encode(second));
            online.publish(update("b"));
            online.publish(update("c"));

            // Then
            assertThat(online.abiJudgements().kernels())
                    .containsOnlyKeys("7.2.1", "7.3.4")
                    .containsEntry("7.3.4", Descriptors.digest(kernel("7.3")) + "+" + Descriptors.digest(second));
        }
    }

    @Test
    void shouldLearnAKernelThatTheCatalogueLacks() {
        // Given
        try (Online online = new Online()) {
            online.publish(boots("a", "7.2", "9.1-rc3"));

            // When
            publish(online, "9.1", new AbiCodec().encode(kernel("7.3").withRelease("9.1")));
            online.publish(boots("b", "7.2", "9.1-rc3"));

            // Then
            assertThat(verdicts(online))
                    .containsExactly(
                            "ABI-KERNEL-UNKNOWN a kernel 9.1-rc3 none, neither published nor in the catalogue");
        }
    }

    @Test
    void shouldSayThatAPublishedDescriptorCannotBeRead() {
        // Given
        try (Online online = new Online()) {
            publish(online, "7.3", key("rubbish"));

            // When
            online.publish(update("a"));

            // Then
            assertThat(verdicts(online))
                    .containsExactly(
                            "ABI-KERNEL-UNKNOWN a kernel 7.3.4 one that can't be read: luo.abi, key 7.3: not in"
                                    + " the Confluent wire format: first byte 0x72, expected 0x00");
        }
    }

    private static List<RecordedEvent> update(String host) {
        return boots(host, "7.2.1", "7.3.4");
    }

    private static List<RecordedEvent> boots(String host, String from, String to) {
        return LogScript.host(host)
                .boot(from, 0, BootOutcome.COLD)
                .boot(to, 1, BootOutcome.RESTORED)
                .events();
    }

    private static List<String> verdicts(Online online) {
        return online.findings().stream().filter(one -> one.startsWith("ABI-")).toList();
    }

    private static AbiDescriptor kernel(String release) {
        return Catalogue.find(release).orElseThrow();
    }

    private static void publish(Online online, String release, byte[] value) {
        online.abi.pipeInput(key(release), value);
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
