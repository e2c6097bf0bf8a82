package io.luoledger.abi.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.AbiFindings;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import io.luoledger.wire.Digests;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Verdicts as SARIF 2.1.0. */
public final class SarifReport {
    private SarifReport() {}

    /** @param version of the tool, such as 1.2.3; null when it isn't known */
    public static String render(Report report, @Nullable String version) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        root.put("version", "2.1.0");
        ObjectNode run = root.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "luo-ledger");
        if (version != null) {
            driver.put("version", version).put("semanticVersion", version);
        }
        ArrayNode rules = driver.putArray("rules");
        AbiFindings.all().forEach(kind -> rule(rules.addObject(), kind));
        ArrayNode results = run.putArray("results");
        for (int i = 0; i < report.pairs().size(); i++) {
            PairVerdict pair = report.pairs().get(i);
            for (KindVerdict kind : pair.kinds()) {
                for (AbiFinding finding : report.shown(kind)) {
                    ObjectNode result = results.addObject();
                    String text = pair.from() + " -> " + pair.to() + ": " + text(finding)
                            + report.guardSentence(kind, finding);
                    result(result, report.severity(pair, kind, finding), text, finding, report.subjects());
                    fingerprint(result, i, kind.kind(), finding);
                    JsonReport.guard(result.putObject("properties"), kind.kind(), finding, report.subjects());
                }
            }
        }
        for (AbiFinding finding : report.waiverFindings()) {
            ObjectNode result = results.addObject();
            result(result, finding.kind().severity(), text(finding), finding, Subjects.NONE);
            fingerprint(result, 0, "waiver " + finding.from(), finding);
        }
        return JsonReport.write(root);
    }

    private static void rule(ObjectNode node, FindingKind kind) {
        node.put("id", kind.id());
        node.putObject("shortDescription").put("text", kind.title());
        node.putObject("fullDescription").put("text", kind.explanation());
        node.putObject("help").put("text", kind.remedy());
        node.putObject("defaultConfiguration").put("level", level(kind.severity()));
    }

    private static String text(AbiFinding finding) {
        String change = finding.change().isEmpty() ? "" : " (" + finding.change() + ")";
        return finding.path() + change + ": " + finding.explanation();
    }

    private static void result(ObjectNode node, Severity severity, String text, AbiFinding finding, Subjects subjects) {
        node.put("ruleId", finding.kind().id());
        node.put("level", level(severity));
        node.putObject("message").put("text", text);
        ObjectNode location = node.putArray("locations").addObject();
        subjects.place(finding).ifPresent(place -> {
            ObjectNode physical = location.putObject("physicalLocation");
            physical.putObject("artifactLocation").put("uri", place.file());
            physical.putObject("region").put("startLine", Math.max(1, place.line()));
        });
        location.putArray("logicalLocations").addObject().put("fullyQualifiedName", finding.path());
        if (finding.waived() != null) {
            node.putArray("suppressions").addObject().put("kind", "external").put("justification", finding.waived());
        }
    }

    /** Of what is found and where in the ABI: names of kernels and lines of headers change with every commit. */
    private static void fingerprint(ObjectNode node, int direction, String kind, AbiFinding finding) {
        String identity = String.join("\n", finding.kind().id(), kind, finding.path(), String.valueOf(direction));
        node.putObject("partialFingerprints")
                .put(
                        "luoLedgerFinding/v1",
                        HexFormat.of().formatHex(Digests.sha256(identity.getBytes(StandardCharsets.UTF_8))));
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }
}
