package io.luoledger.abi.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.PairVerdict;

/** Verdicts as one JSON document. */
public final class JsonReport {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonReport() {}

    public static String render(Report report) {
        return write(node(report));
    }

    /** {@code {"pairs", "waiverFindings"}}. */
    public static ObjectNode node(Report report) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode pairs = root.putArray("pairs");
        report.pairs().forEach(pair -> pair(pairs.addObject(), pair, report.subjects()));
        ArrayNode waivers = root.putArray("waiverFindings");
        report.waiverFindings().forEach(finding -> finding(waivers.addObject(), "", finding, Subjects.NONE));
        return root;
    }

    private static void pair(ObjectNode node, PairVerdict pair, Subjects subjects) {
        node.put("from", pair.from());
        node.put("to", pair.to());
        node.put("outcome", pair.outcome().name());
        node.put("consequence", pair.consequence());
        ArrayNode kinds = node.putArray("kinds");
        for (KindVerdict kind : pair.kinds()) {
            ObjectNode one = kinds.addObject();
            one.put("kind", kind.kind());
            one.put("guardFrom", kind.guardFrom());
            one.put("guardTo", kind.guardTo());
            one.put("outcome", kind.outcome().name());
            one.put("consequence", kind.consequence());
            ArrayNode findings = one.putArray("findings");
            kind.findings().forEach(finding -> finding(findings.addObject(), kind.kind(), finding, subjects));
        }
    }

    private static void finding(ObjectNode node, String kind, AbiFinding finding, Subjects subjects) {
        node.put("id", finding.kind().id());
        node.put("severity", finding.kind().severity().name());
        node.put("path", finding.path());
        subjects.place(finding)
                .ifPresent(place -> node.put("file", place.file()).put("line", place.line()));
        guard(node, kind, finding, subjects);
        node.put("from", finding.from());
        node.put("to", finding.to());
        node.put("explanation", finding.explanation());
        node.put("remedy", finding.kind().remedy());
        if (finding.waived() != null) {
            node.put("waived", finding.waived());
        }
    }

    static void guard(ObjectNode node, String kind, AbiFinding finding, Subjects subjects) {
        subjects.guard(kind, finding).ifPresent(guard -> {
            node.put("guard", guard.value());
            Subjects.macro(guard).ifPresent(macro -> node.put("guardMacro", macro));
        });
    }

    static String write(ObjectNode root) {
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }
}
