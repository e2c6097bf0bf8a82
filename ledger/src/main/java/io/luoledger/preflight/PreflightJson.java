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
     * {@code {"verdict": "GO|NO-GO", "host", "from", "to", "announced"?, "handlers", "flbs", "unknown", "against", "losses",
     * "risks", "image"?: {"file", "release", "handover", "told": [{"name", "value", "source"}], "toldLayouts", "assumed":
     * [{"name", "value", "source"}], "assumedLayouts", "concluded", "unknown"}, "back"?: {"verdict", "to", "unknown",
     * "against", "losses"}}}.
     *
     * @param announced the announcement that names the target, null when somebody else does
     * @param strict whether an open risk is against it
     */
    public static JsonNode document(Preflight preflight, Progress.@Nullable Announcement announced, boolean strict) {
        return JSON.valueToTree(new Document(
                word(preflight.go(strict)),
                preflight.holdings().host(),
                preflight.holdings().kernel(),
                preflight.target(),
                announced == null ? null : new Announced(announced.plan(), announced.sequence()),
                preflight.holdings().handlers(),
                preflight.holdings().flbs(),
                preflight.ready().unknown().stream().map(PreflightJson::unknown).toList(),
                Kind.of(preflight.ready().against()),
                Kind.of(preflight.ready().losses()),
                preflight.risks().stream().map(Risk::of).toList(),
                preflight.image() == null ? null : Image.of(preflight.image().next()),
                preflight.image() == null
                        ? null
                        : Back.of(preflight.image().back(), preflight.holdings().kernel())));
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
            List<Risk> risks,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Image image,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Back back) {}

    private record Image(
            String file,
            String release,
            boolean handover,
            List<NextImage.Fact> told,
            List<String> toldLayouts,
            List<NextImage.Fact> assumed,
            List<String> assumedLayouts,
            List<String> concluded,
            List<String> unknown) {
        static Image of(NextImage image) {
            return new Image(
                    image.file(),
                    image.kernel().release(),
                    !image.isWithoutHandover(),
                    image.told(),
                    image.toldLayouts(),
                    image.assumed(),
                    image.assumedLayouts(),
                    image.concluded(),
                    image.untold());
        }
    }

    private record Back(
            String verdict, String to, List<Map<String, String>> unknown, List<Kind> against, List<Kind> losses) {
        static Back of(Readiness back, String home) {
            return new Back(
                    word(back.go()),
                    home,
                    back.unknown().stream().map(PreflightJson::unknown).toList(),
                    Kind.of(back.against()),
                    Kind.of(back.losses()));
        }
    }

    private static String word(boolean go) {
        return go ? "GO" : "NO-GO";
    }

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
