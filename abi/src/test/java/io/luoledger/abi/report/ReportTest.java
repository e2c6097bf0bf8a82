package io.luoledger.abi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.SourceLine;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.abi.verdict.Waivers;
import java.io.StringReader;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCHEMAS = "/io/luoledger/abi/report-schemas/";
    private static final Report ALL = new Report(everyPair(), List.of());

    @Test
    void shouldWriteJunitThatItsSchemaAllows() throws Exception {
        // Given
        Schema schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(ReportTest.class.getResource(SCHEMAS + "jenkins-junit.xsd"));
        // When
        String xml = JunitReport.render(ALL);
        // Then
        assertThatCode(() -> schema.newValidator().validate(new StreamSource(new StringReader(xml))))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldWriteSarifThatItsSchemaAllows() throws Exception {
        // Given
        com.networknt.schema.Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                .getSchema(ReportTest.class.getResourceAsStream(SCHEMAS + "sarif-2.1.0-rtm.5.json"));
        LocalDate today = LocalDate.of(2026, 11, 22);
        Waivers waivers = new Waivers(
                List.of(
                        new Waivers.Waiver("ABI-STRUCT-ADDED", "luo_flb_ser", "known", today),
                        new Waivers.Waiver("ABI-PACKING", "luo_ser", "never seen", today)),
                today);
        Report waived = new Report(List.of(waivers.apply(AbiGate.BY_RULES.check("6.19", "7.0"))), waivers.findings());
        // When
        String withPlaces = SarifReport.render(ALL, path -> new SourceLine("include/x.h", 0));
        String withoutPlaces = SarifReport.render(waived, path -> null);
        // Then
        assertThat(errors(schema, withPlaces)).isEmpty();
        assertThat(errors(schema, withoutPlaces)).isEmpty();
        assertThat(errors(schema, withoutPlaces.replace("\"ruleId\"", "\"rule\"")))
                .isNotEmpty();
        assertThat(withoutPlaces).contains("\"suppressions\"", "ABI-WAIVER-UNUSED");
    }

    private static List<com.networknt.schema.Error> errors(com.networknt.schema.Schema schema, String json) {
        return schema.validate(
                json,
                InputFormat.JSON,
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }

    /** What the schema doesn't ask but a reader of SARIF does. */
    @Test
    void shouldDescribeEveryRuleOfItsResultsOnce() throws Exception {
        // When
        JsonNode run =
                JSON.readTree(SarifReport.render(ALL, path -> null)).get("runs").get(0);
        // Then
        List<String> rules = run.at("/tool/driver/rules").findValuesAsText("id");
        assertThat(rules).doesNotHaveDuplicates();
        assertThat(run.get("results")).isNotEmpty();
        assertThat(rules).containsAll(run.get("results").findValuesAsText("ruleId"));
    }

    @Test
    void shouldWriteOneGithubLinePerFinding() {
        // When
        String text = GithubReport.render(
                new Report(List.of(AbiGate.BY_RULES.check("6.19", "7.0")), List.of()),
                path -> path.startsWith("luo_flb_ser") ? new SourceLine("include/linux/kho/abi/luo.h", 170) : null);
        // Then
        assertThat(text.lines())
                .contains(
                        "::error file=include/linux/kho/abi/luo.h,line=170,title=ABI-STRUCT-ADDED::6.19 -> 7.0: luo_flb_ser (null -> 64 bytes): The incoming kernel expects state that the outgoing one never leaves. Bump the guard that the struct lies under, or put the change behind a new struct with a guard of its own.");
    }

    @Test
    void shouldWriteTheJsonThatTheCommandPromises() throws Exception {
        // When
        JsonNode pair = JSON.readTree(
                        JsonReport.render(new Report(List.of(AbiGate.BY_RULES.check("7.1", "7.2")), List.of())))
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
                pairs.add(AbiGate.BY_RULES.check(from, to));
            }
        }
        return pairs;
    }
}
