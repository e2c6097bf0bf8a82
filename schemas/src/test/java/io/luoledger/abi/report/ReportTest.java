package io.luoledger.abi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.report.GithubReport.Place;
import io.luoledger.abi.verdict.PairVerdict;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Report ALL = new Report(everyPair(), List.of());

    @Test
    void shouldWriteJunitThatItsSchemaAllows() throws Exception {
        // Given
        Schema schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(ReportTest.class.getResource("/io/luoledger/abi/junit.xsd"));
        // When
        String xml = JunitReport.render(ALL);
        // Then
        assertThatCode(() -> schema.newValidator().validate(new StreamSource(new StringReader(xml))))
                .doesNotThrowAnyException();
    }

    /** What SARIF 2.1.0 requires of the parts that are written. */
    @Test
    void shouldWriteSarifAsItsSchemaRequires() throws Exception {
        // When
        JsonNode sarif = JSON.readTree(SarifReport.render(ALL, path -> new Place("include/x.h", 0)));
        // Then
        assertThat(sarif.get("version").asText()).isEqualTo("2.1.0");
        JsonNode run = sarif.get("runs").get(0);
        JsonNode driver = run.at("/tool/driver");
        assertThat(driver.get("name").asText()).isNotEmpty();
        Set<String> rules = new HashSet<>();
        for (JsonNode rule : driver.get("rules")) {
            assertThat(rules.add(rule.get("id").asText()))
                    .as("rule ids are unique")
                    .isTrue();
            assertThat(rule.at("/shortDescription/text").asText()).isNotEmpty();
            assertThat(rule.at("/defaultConfiguration/level").asText()).isIn("none", "note", "warning", "error");
        }
        assertThat(run.get("results")).isNotEmpty();
        for (JsonNode result : run.get("results")) {
            assertThat(rules).contains(result.get("ruleId").asText());
            assertThat(result.get("level").asText()).isIn("none", "note", "warning", "error");
            assertThat(result.at("/message/text").asText()).isNotEmpty();
            assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri")
                            .asText())
                    .isEqualTo("include/x.h");
            assertThat(result.at("/locations/0/physicalLocation/region/startLine")
                            .asInt())
                    .isPositive();
        }
    }

    @Test
    void shouldWriteOneGithubLinePerFinding() {
        // When
        String text = GithubReport.render(
                new Report(List.of(AbiGate.check("6.19", "7.0")), List.of()),
                path -> path.startsWith("luo_flb_ser") ? new Place("include/linux/kho/abi/luo.h", 170) : null);
        // Then
        assertThat(text.lines())
                .contains(
                        "::error file=include/linux/kho/abi/luo.h,line=170,title=ABI-STRUCT-ADDED::6.19 -> 7.0: luo_flb_ser (null -> 64 bytes): The incoming kernel expects state that the outgoing one never leaves. Bump the guard that the struct lies under, or put the change behind a new struct with a guard of its own.");
    }

    @Test
    void shouldWriteTheJsonThatTheCommandPromises() throws Exception {
        // When
        JsonNode pair = JSON.readTree(JsonReport.render(new Report(List.of(AbiGate.check("7.1", "7.2")), List.of())))
                .at("/pairs/0");
        // Then
        assertThat(pair.fieldNames()).toIterable().containsExactly("from", "to", "outcome", "consequence", "kinds");
        assertThat(pair.get("outcome").asText()).isEqualTo("REFUSED");
        assertThat(pair.get("consequence").asText()).isEqualTo("cold_boot_memory_freed");
        assertThat(pair.at("/kinds/0").fieldNames())
                .toIterable()
                .containsExactly("kind", "guardFrom", "guardTo", "outcome", "consequence", "findings");
    }

    private static List<PairVerdict> everyPair() {
        List<PairVerdict> pairs = new ArrayList<>();
        for (String from : Catalogue.names()) {
            for (String to : Catalogue.names()) {
                pairs.add(AbiGate.check(from, to));
            }
        }
        return pairs;
    }
}
