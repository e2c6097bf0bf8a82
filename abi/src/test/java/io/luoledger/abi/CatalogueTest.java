package io.luoledger.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.source.AbiCodec;
import io.luoledger.abi.source.Descriptors;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    @Test
    void shouldKeepEveryDescriptorFrozen() throws Exception {
        // Given
        String frozen = new String(resource("/io/luoledger/abi/catalogue-digests.txt"), StandardCharsets.UTF_8);
        // When
        List<String> now = new ArrayList<>();
        for (String name : Catalogue.all()) {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(resource("/io/luoledger/abi/catalogue/" + name + ".json"));
            now.add(HexFormat.of().formatHex(digest) + "  " + name);
        }
        // Then
        assertThat(now)
                .as("a frozen descriptor changed: make a new one beside it instead")
                .isEqualTo(frozen.lines().toList());
    }

    @Test
    void shouldComeThroughJsonAndAvroUnchanged() {
        AbiCodec codec = new AbiCodec();
        for (String name : Catalogue.all()) {
            // Given
            AbiDescriptor descriptor = Catalogue.find(name).orElseThrow().withPanicOnWarn(true);
            // When
            AbiDescriptor json = Descriptors.fromJson(
                            Descriptors.toJson(descriptor).getBytes(StandardCharsets.UTF_8), name, null)
                    .getFirst();
            AbiDescriptor avro = codec.decode(codec.encode(descriptor));
            // Then
            assertThat(json).isEqualTo(descriptor);
            assertThat(avro).isEqualTo(descriptor);
        }
    }

    @Test
    void shouldFindNothingBetween72And73ButKnownDefects() {
        // When
        PairVerdict there = AbiGate.BY_RULES.check("7.2", "7.3");
        PairVerdict back = AbiGate.BY_RULES.check("v7.3", "v7.2");
        // Then
        assertThat(there.outcome()).isEqualTo(Outcome.COMPATIBLE);
        assertThat(back.outcome()).isEqualTo(Outcome.COMPATIBLE);
        assertThat(there.allFindings()).allMatch(finding -> finding.kind().id().startsWith("ABI-DEFECT-"));
    }

    @Test
    void shouldNameTheFirstReleasesDefectsAndThoseAlone() throws Exception {
        // Given
        AbiDescriptor merged = Catalogue.find("6.19").orElseThrow();
        AbiDescriptor other = Descriptors.fromJson(
                        Descriptors.toJson(merged)
                                .replace("memfd-v1", "memfd-v9")
                                .getBytes(StandardCharsets.UTF_8),
                        "other",
                        null)
                .getFirst();
        // When, Then
        assertThat(ids(AbiGate.BY_RULES.check(merged, merged))).containsExactly("ABI-DEFECT-FALLOCATE");
        assertThat(ids(AbiGate.BY_RULES.check(merged, other)))
                .contains("ABI-DEFECT-FALLOCATE", "ABI-DEFECT-UNKNOWN-HANDLER");
        assertThat(ids(AbiGate.BY_RULES.check("7.2", "7.3")))
                .containsExactly("ABI-DEFECT-EMPTY-BLOCK", "ABI-DEFECT-NOEXEC");
    }

    private static List<String> ids(PairVerdict verdict) {
        return verdict.allFindings().map(finding -> finding.kind().id()).toList();
    }

    @Test
    void shouldNeverCallAnIncompleteKernelCompatible() {
        assertThat(Catalogue.all().stream()
                        .map(name -> Catalogue.find(name).orElseThrow())
                        .filter(descriptor -> !descriptor.isComplete()))
                .isNotEmpty()
                .allSatisfy(descriptor -> assertThat(
                                AbiGate.BY_RULES.check(descriptor, descriptor).outcome())
                        .isNotEqualTo(Outcome.COMPATIBLE));
    }

    private static byte[] resource(String name) throws Exception {
        try (InputStream in = Objects.requireNonNull(CatalogueTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }
}
