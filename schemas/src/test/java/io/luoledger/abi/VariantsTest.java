package io.luoledger.abi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.abi.source.Descriptors;
import io.luoledger.abi.verdict.PairComparison;
import io.luoledger.abi.verdict.PairVerdict;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the gate says, against what real kernels did. */
class VariantsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    Stream<DynamicTest> shouldSayWhatKernelsDid() throws Exception {
        return variants()
                .map(variant -> DynamicTest.dynamicTest(variant.get("variant").asText(), () -> {
                    PairVerdict verdict = judge(variant.get("from"), variant.get("to"));
                    String outcome = variant.at("/observed/outcome").asText();
                    if (outcome.equals("DEFECT")) {
                        assertThat(verdict.outcome()).hasToString("COMPATIBLE");
                        assertThat(verdict.consequence()).isEqualTo("none");
                        assertThat(verdict.allFindings()
                                        .map(finding -> finding.kind().id()))
                                .anyMatch(id -> id.startsWith("ABI-DEFECT-"));
                    } else {
                        assertThat(verdict.outcome() + " " + verdict.consequence())
                                .as("%s", verdict.kinds())
                                .isEqualTo(outcome + " "
                                        + variant.at("/observed/consequence").asText());
                    }
                }));
    }

    static Stream<JsonNode> variants() throws Exception {
        try (InputStream in = Objects.requireNonNull(VariantsTest.class.getResourceAsStream("variants.json"))) {
            JsonNode list = JSON.readTree(in);
            return java.util.stream.StreamSupport.stream(list.spliterator(), false);
        }
    }

    static PairVerdict judge(JsonNode from, JsonNode to) throws Exception {
        return PairComparison.judge(descriptor(from), descriptor(to));
    }

    static AbiDescriptor descriptor(JsonNode facts) throws Exception {
        return Descriptors.fromJson(JSON.writeValueAsBytes(facts), "facts", null)
                .getFirst();
    }
}
