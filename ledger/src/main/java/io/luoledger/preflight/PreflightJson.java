package io.luoledger.preflight;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.abi.plan.Readiness;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.core.Progress;
import io.luoledger.finding.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a host may go, as one JSON document. */
public final class PreflightJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PreflightJson() {}

    /**
     * {@code {"verdict": "GO|NO-GO", "host", "from", "to", "announced"?, "handlers", "flbs", "unknown", "against", "losses", "risks"}}.
     *
     * @param announced the announcement that names the target, null when somebody else does
     * @param strict whether an open risk is against it
     */
    public static JsonNode document(Preflight preflight, Progress.@Nullable Announcement announced, boolean strict) {
        return JSON.valueToTree(new Document(
                preflight.go(strict) ? "GO" : "NO-GO",
                preflight.holdings().host(),
                preflight.holdings().kernel(),
                preflight.target(),
                announced == null ? null : new Announced(announced.plan(), announced.sequence()),
                preflight.holdings().handlers(),
                preflight.holdings().flbs(),
                preflight.ready().unknown().stream().map(PreflightJson::unknown).toList(),
                Kind.of(preflight.ready().against()),
                Kind.of(preflight.ready().losses()),
                preflight.risks().stream().map(Risk::of).toList()));
    }

    private record Document(
            String verdict,
            String host,
            String from,
            String to,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Announced announced,

            List<String> handlers,
            List<String> flbs,
            List<Map<String, String>> unknown,
            List<Kind> against,
            List<Kind> losses,
            List<Risk> risks) {}

    private record Announced(@Nullable String plan, long sequence) {}

    private record Kind(String kind, String outcome, String consequence) {
        static List<Kind> of(List<KindVerdict> kinds) {
            return kinds.stream()
                    .map(kind -> new Kind(kind.kind(), kind.outcome().name(), kind.consequence()))
                    .toList();
        }
    }

    private record Risk(String id, String subject, String expected, String found) {
        static Risk of(Finding risk) {
            return new Risk(risk.kind().id(), risk.subject(), risk.expected(), risk.found());
        }
    }

    private static Map<String, String> unknown(Readiness.Unknown one) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(one.what().word(), one.name());
        fields.put("reason", one.reason());
        return fields;
    }
}
