package io.luoledger.simulator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiGate;
import io.luoledger.abi.AbiHistory;
import io.luoledger.abi.AbiHistory.Meaning;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Every pair of layouts that one string has had, over the known kernels and the posted trees. */
class OneStringTest {
    /** STRING: KERNEL -> KERNEL: outcome, consequence, and how it is known. */
    @Test
    void shouldSayOfEveryPairOfLayoutsUnderOneStringWhatComesOfIt() throws IOException {
        // Given
        AbiGate gate = SimulatedReader.gate();
        String expected;
        try (InputStream in = Objects.requireNonNull(OneStringTest.class.getResourceAsStream("one-string.txt"))) {
            expected = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        // When
        List<String> pairs = new ArrayList<>();
        for (String string : AbiHistory.strings()) {
            List<Meaning> meanings = AbiHistory.ofString(string);
            AbiHistory.pairs(meanings, gate)
                    .forEach(pair -> pairs.add("%s: %s -> %s: %s %s by %s"
                            .formatted(
                                    string,
                                    meanings.get(pair.from()).kernels().getFirst(),
                                    meanings.get(pair.to()).kernels().getFirst(),
                                    pair.verdict().outcome(),
                                    pair.verdict().consequence(),
                                    pair.seenBy())));
        }

        // Then
        assertThat(String.join("\n", pairs) + "\n").isEqualTo(expected);
    }
}
