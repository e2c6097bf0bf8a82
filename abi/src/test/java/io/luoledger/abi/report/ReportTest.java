package io.luoledger.abi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.source.HeaderTree;
import io.luoledger.abi.source.Importers;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.abi.verdict.Waivers;
import java.io.IOException;
import java.io.StringReader;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.SAXException;

class ReportTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCHEMAS = "/io/luoledger/abi/report-schemas/";
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private static final Report ALL = new Report(everyPair(), List.of());

    @Test
    void shouldWriteJunitThatItsSchemaAllows() throws Exception {
        // Given
        Schema schema = junitSchema();
        // When
        String xml = JunitReport.render(ALL);
        // Then
        assertThatCode(() -> schema.newValidator().validate(new StreamSource(new StringReader(xml))))
                .doesNotThrowAnyException();
    }

    private static Schema junitSchema() throws SAXException {
        return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(ReportTest.class.getResource(SCHEMAS + "jenkins-junit.xsd"));
    }

    @Test
    void shouldWriteSarifThatItsSchemaAllows() throws Exception {
        // Given
        com.networknt.schema.Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                .getSchema(ReportTest.class.getResourceAsStream(SCHEMAS + "sarif-2.1.0-rtm.5.json"));
        Waivers waivers = new Waivers(
                List.of(
                        new Waivers.Waiver("ABI-STRUCT-ADDED", "luo_flb_ser", "known", TODAY),
                        new Waivers.Waiver("ABI-PACKING", "luo_ser", "never seen", TODAY)),
                TODAY);
        Report waived = new Report(List.of(waivers.apply(AbiGate.BY_RULES.check("6.19", "7.0"))), waivers.findings());
        // When
        String withPlaces = SarifReport.render(ALL, "1.2.3");
        String withoutPlaces = SarifReport.render(waived, null);
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
                JSON.readTree(SarifReport.render(ALL, "1.2.3")).get("runs").get(0);
        // Then
        List<String> rules = run.at("/tool/driver/rules").findValuesAsText("id");
        assertThat(rules).doesNotHaveDuplicates();
        assertThat(run.get("results")).isNotEmpty();
        assertThat(rules).containsAll(run.get("results").findValuesAsText("ruleId"));
    }

    @Test
    void shouldWriteOneGithubLinePerFinding() {
        // When
        AbiDescriptor outgoing = Catalogue.find("6.19").orElseThrow();
        AbiDescriptor incoming = Catalogue.find("7.0").orElseThrow();
        String text = GithubReport.render(report(outgoing, incoming, List.of(), true));
        // Then
        assertThat(text.lines())
                .contains(
                        "::error title=ABI-STRUCT-ADDED::6.19 -> 7.0: luo_flb_ser (nothing -> 64 bytes): The incoming kernel expects state that the outgoing one never leaves. Bump the guard that the struct lies under, or put the change behind a new struct with a guard of its own. Its guard: LUO_FDT_FLB_COMPATIBLE (luo-flb-v1).");
    }

    @Test
    void shouldWriteATestPerKindInTheKernelsOwnForm() {
        // Given
        AbiDescriptor old = demo("old", "u64 a;\nu32 b;\n");
        AbiDescriptor young = demo("young", "u64 a;\nu64 b;\n");
        List<Waivers.Waiver> waived = List.of(
                new Waivers.Waiver("ABI-FIELD-RESIZED", "demo_ser.b", "nobody runs it", TODAY),
                new Waivers.Waiver("ABI-STRUCT-SIZE", "demo_ser", "nobody runs it", TODAY));
        // When
        String text = KtapReport.render(report(old, young, List.of(), false));
        String let = KtapReport.render(report(old, young, waived, false));
        String same = KtapReport.render(new Report(
                List.of(AbiGate.BY_RULES.check(old, old)), List.of(), Set.of(FailOn.SILENT), Subjects.NONE, false));
        // Then
        assertThat(text.lines())
                .startsWith("KTAP version 1", "1..4", "# old -> young: SILENT wrong_metadata")
                .contains("ok 2 kho", "ok 3 luo")
                .contains("not ok 1 kernel # not all is known: COMPATIBLE none: ABI-INCOMPLETE")
                .contains("not ok 4 demo # SILENT wrong_metadata: ABI-FIELD-RESIZED, ABI-STRUCT-SIZE")
                .anyMatch(line -> line.startsWith("# ABI-FIELD-RESIZED demo_ser.b: u32 @8:4 -> u64 @8:8 at"
                                + " include/linux/kho/abi/demo.h:6. ")
                        && line.endsWith(" Its guard: DEMO_LUO_FH_COMPATIBLE (demo-v1)."))
                .endsWith("# Totals: pass:2 fail:2 xfail:0 xpass:0 skip:0 error:0");
        assertThat(let.lines())
                .contains("ok 4 demo # SKIP SILENT wrong_metadata, waived: nobody runs it (until 2026-11-22)");
        // what isn't known is no success, whatever the gate fails on
        assertThat(same.lines()).contains("not ok 1 kernel # not all is known: SILENT not proven: ABI-INCOMPLETE");
    }

    @Test
    void shouldNameTestsOfTheWayBackByTheirOwnNames() {
        // Given
        AbiDescriptor old = Catalogue.find("7.1").orElseThrow();
        AbiDescriptor young = Catalogue.find("7.2").orElseThrow();
        // When
        String text = KtapReport.render(
                new Report(List.of(AbiGate.BY_RULES.check(old, young), AbiGate.BY_RULES.check(young, old)), List.of()));
        // Then
        List<String> names = text.lines()
                .filter(line -> line.matches("(not )?ok .*"))
                .map(line -> line.replaceAll("^(not )?ok \\d+ | #.*", ""))
                .toList();
        assertThat(names).doesNotHaveDuplicates().contains("luo", "luo back");
        assertThat(text).startsWith("KTAP version 1\n1.." + names.size() + "\n");
    }

    /** Names come from headers: one may neither end a line nor begin a directive. */
    @Test
    void shouldKeepForeignNamesWithinTheirLine() {
        // When
        String text = new Ktap()
                .notOk("a # SKIP b\nok 2 c", "why\nok 3 d")
                .note("one\nok 4 e")
                .render();
        // Then
        assertThat(text.lines())
                .containsExactly(
                        "KTAP version 1",
                        "1..1",
                        "not ok 1 a \\# SKIP b ok 2 c # why ok 3 d",
                        "# one",
                        "# ok 4 e",
                        "# Totals: pass:0 fail:1 xfail:0 xpass:0 skip:0 error:0");
    }

    private static Report report(
            AbiDescriptor outgoing, AbiDescriptor incoming, List<Waivers.Waiver> list, boolean notes) {
        Waivers waivers = new Waivers(list, TODAY);
        return new Report(
                List.of(waivers.apply(AbiGate.BY_RULES.check(outgoing, incoming))),
                waivers.findings(),
                EnumSet.allOf(FailOn.class),
                Subjects.of(outgoing, incoming),
                notes);
    }

    /** A kernel with a header of its own: the fields begin on its fifth line. */
    private static AbiDescriptor demo(String name, String fields) {
        String text = """
                #define KHO_FDT_COMPATIBLE "kho-v4"
                #define LUO_ABI_COMPATIBLE "luo-v5"
                #define DEMO_LUO_FH_COMPATIBLE "demo-v1"
                struct demo_ser {
                """ + fields + "} __packed;\n";
        return Importers.fromHeaders(new OneHeader(text), name, 4096, Map.of());
    }

    private record OneHeader(String text) implements HeaderTree {
        private static final String PATH = "include/linux/kho/abi/demo.h";

        @Override
        public Optional<String> read(String path) {
            return path.equals(PATH) ? Optional.of(text) : Optional.empty();
        }

        @Override
        public List<String> list(String directory, String suffix) {
            return PATH.startsWith(directory) && PATH.endsWith(suffix) ? List.of(PATH) : List.of();
        }

        @Override
        public String name() {
            return "demo";
        }
    }

    @Test
    void shouldNameTheLineOfTheFieldAndTheGuardInEveryForm() throws Exception {
        // Given
        AbiDescriptor outgoing = demo("old", "u64 a;\nu64 b;\n");
        AbiDescriptor incoming = demo("young", "u64 a;\n/* why */\nu32 b;\n");
        Report report = report(outgoing, incoming, List.of(), false);
        // When
        JsonNode json = finding(JSON.readTree(JsonReport.render(report)), "ABI-FIELD-RESIZED");
        JsonNode sarif = result(SarifReport.render(report, "1.2.3"), "ABI-FIELD-RESIZED");
        String github = GithubReport.render(report);
        String junit = JunitReport.render(report);
        // Then
        String header = "include/linux/kho/abi/demo.h";
        assertThat(List.of(
                        json.get("path").asText(),
                        json.get("file").asText(),
                        json.get("line").asText(),
                        json.get("guard").asText(),
                        json.get("guardMacro").asText()))
                .containsExactly("demo_ser.b", header, "7", "demo-v1", "DEMO_LUO_FH_COMPATIBLE");
        assertThat(sarif.at("/locations/0/physicalLocation/region/startLine").asInt())
                .isEqualTo(7);
        assertThat(sarif.at("/properties/guardMacro").asText()).isEqualTo("DEMO_LUO_FH_COMPATIBLE");
        assertThat(sarif.at("/message/text").asText()).endsWith(" Its guard: DEMO_LUO_FH_COMPATIBLE (demo-v1).");
        assertThat(github)
                .contains("file=" + header + ",line=7,title=ABI-FIELD-RESIZED::")
                .contains(" Its guard: DEMO_LUO_FH_COMPATIBLE (demo-v1).\n");
        assertThat(junit).contains("at " + header + ":7", "Its guard: DEMO_LUO_FH_COMPATIBLE (demo-v1).");
    }

    @Test
    void shouldKnowAFindingAgainWhenItsLineMoves() throws Exception {
        // Given
        AbiDescriptor outgoing = demo("old", "u64 a;\nu64 b;\n");
        AbiDescriptor near = demo("near", "u64 a;\nu32 b;\n");
        AbiDescriptor far = demo("far", "u64 a;\n\n\n\nu32 b;\n");
        // When
        JsonNode first =
                result(SarifReport.render(report(outgoing, near, List.of(), false), "1.2.3"), "ABI-FIELD-RESIZED");
        String moved = SarifReport.render(report(outgoing, far, List.of(), false), "1.2.3");
        // Then
        JsonNode second = result(moved, "ABI-FIELD-RESIZED");
        assertThat(second.at("/locations/0/physicalLocation/region"))
                .isNotEqualTo(first.at("/locations/0/physicalLocation/region"));
        assertThat(second.get("partialFingerprints")).isEqualTo(first.get("partialFingerprints"));
        List<String> all = JSON.readTree(moved).at("/runs/0/results").findValuesAsText("luoLedgerFinding/v1");
        assertThat(all).hasSizeGreaterThan(1).doesNotHaveDuplicates();
        assertThat(JSON.readTree(moved)
                        .at("/runs/0/tool/driver/semanticVersion")
                        .asText())
                .isEqualTo("1.2.3");
    }

    @Test
    void shouldShowInJunitWhatIsWaivedAndWhy() throws Exception {
        // Given
        AbiDescriptor outgoing = demo("old", "u64 a;\nu64 b;\n");
        AbiDescriptor incoming = demo("young", "u64 a;\nu32 b;\n");
        Waivers.Waiver all = new Waivers.Waiver("ABI-FIELD-RESIZED", "demo_ser.*", "nobody has it yet", TODAY);
        Waivers.Waiver size = new Waivers.Waiver("ABI-STRUCT-SIZE", "demo_ser", "the same", TODAY);
        // When
        String some = JunitReport.render(report(outgoing, incoming, List.of(all), false));
        String whole = JunitReport.render(report(outgoing, incoming, List.of(all, size), false));
        // Then
        assertThat(some).contains("<failure", "Waived: nobody has it yet (until 2026-11-22)", "skipped=\"0\"");
        assertThat(whole)
                .contains("skipped=\"1\"")
                .contains("ABI-FIELD-RESIZED demo_ser.b: nobody has it yet (until 2026-11-22)")
                .doesNotContain("<failure");
        assertThatCode(() -> junitSchema().newValidator().validate(new StreamSource(new StringReader(whole))))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldLeaveKnownDefectsToThoseWhoAskForThem() throws Exception {
        // Given
        AbiDescriptor outgoing = Catalogue.find("7.2").orElseThrow();
        AbiDescriptor incoming = Catalogue.find("7.3").orElseThrow();
        // When
        Report without = report(outgoing, incoming, List.of(), false);
        Report with = report(outgoing, incoming, List.of(), true);
        // Then
        assertThat(GithubReport.render(without)).doesNotContain("ABI-DEFECT");
        assertThat(SarifReport.render(without, null)).doesNotContain("\"ruleId\" : \"ABI-DEFECT");
        assertThat(GithubReport.render(with)).contains("title=ABI-DEFECT-NOEXEC");
        assertThat(JsonReport.render(without))
                .isEqualTo(JsonReport.render(with))
                .contains("ABI-DEFECT-NOEXEC");
    }

    private static JsonNode finding(JsonNode report, String id) {
        for (JsonNode kind : report.at("/pairs/0/kinds")) {
            for (JsonNode finding : kind.get("findings")) {
                if (finding.get("id").asText().equals(id)) {
                    return finding;
                }
            }
        }
        throw new AssertionError("no " + id + " in " + report);
    }

    private static JsonNode result(String sarif, String id) throws IOException {
        for (JsonNode result : JSON.readTree(sarif).at("/runs/0/results")) {
            if (result.get("ruleId").asText().equals(id)) {
                return result;
            }
        }
        throw new AssertionError("no " + id + " in " + sarif);
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
