package io.luoledger.abi.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.abi.SourceLine;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.AbiFindings;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Verdicts as SARIF 2.1.0. */
public final class SarifReport {
    private SarifReport() {}

    /** @param places of a finding's path; null for one that has none */
    public static String render(Report report, Function<String, @Nullable SourceLine> places) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        root.put("version", "2.1.0");
        ObjectNode run = root.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "luo-ledger");
        ArrayNode rules = driver.putArray("rules");
        AbiFindings.all().forEach(kind -> rule(rules.addObject(), kind));
        ArrayNode results = run.putArray("results");
        for (PairVerdict pair : report.pairs()) {
            String prefix = pair.from() + " -> " + pair.to() + ": ";
            pair.kinds()
                    .forEach(kind -> kind.findings()
                            .forEach(finding -> result(
                                    results.addObject(),
                                    prefix,
                                    report.severity(pair, kind, finding),
                                    finding,
                                    places)));
        }
        report.waiverFindings()
                .forEach(finding ->
                        result(results.addObject(), "", finding.kind().severity(), finding, places));
        return JsonReport.write(root);
    }

    private static void rule(ObjectNode node, FindingKind kind) {
        node.put("id", kind.id());
        node.putObject("shortDescription").put("text", kind.title());
        node.putObject("fullDescription").put("text", kind.explanation());
        node.putObject("help").put("text", kind.remedy());
        node.putObject("defaultConfiguration").put("level", level(kind.severity()));
    }

    private static void result(
            ObjectNode node,
            String prefix,
            Severity severity,
            AbiFinding finding,
            Function<String, @Nullable SourceLine> places) {
        node.put("ruleId", finding.kind().id());
        node.put("level", level(severity));
        String change = finding.from() == null && finding.to() == null
                ? ""
                : " (" + finding.from() + " -> " + finding.to() + ")";
        node.putObject("message").put("text", prefix + finding.path() + change + ": " + finding.explanation());
        ObjectNode location = node.putArray("locations").addObject();
        SourceLine place = places.apply(finding.path());
        if (place != null) {
            ObjectNode physical = location.putObject("physicalLocation");
            physical.putObject("artifactLocation").put("uri", place.file());
            physical.putObject("region").put("startLine", Math.max(1, place.line()));
        }
        location.putArray("logicalLocations").addObject().put("fullyQualifiedName", finding.path());
        if (finding.waived() != null) {
            node.putArray("suppressions").addObject().put("kind", "external").put("justification", finding.waived());
        }
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }
}
