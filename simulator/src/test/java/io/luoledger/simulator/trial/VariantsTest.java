package io.luoledger.simulator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.source.Descriptors;
import io.luoledger.abi.verdict.PairVerdict;
import java.io.IOException;
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
                    String outcome = variant.get("outcome").asText();
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
                                        + variant.get("consequence").asText());
                    }
                }));
    }

    static Stream<JsonNode> variants() throws IOException {
        return MismatchTest.variants().stream().map(MismatchTest.Variant::json);
    }

    static PairVerdict judge(JsonNode from, JsonNode to) throws Exception {
        return SimulatedReader.gate().check(descriptor(from), descriptor(to));
    }

    static AbiDescriptor descriptor(JsonNode facts) throws Exception {
        return Descriptors.fromJson(JSON.writeValueAsBytes(facts), "facts", null)
                .getFirst();
    }
}
