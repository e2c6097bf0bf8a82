package io.luoledger.abi.verdict;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.wire.JsonDocument;
import io.luoledger.wire.UnreadableInputException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Findings that someone has looked at and lets pass: each for one id and one path, with a reason, until a day. */
public final class Waivers {
    /**
     * One of them.
     *
     * @param path of the finding; "*" at its end matches any rest
     * @param expires last day on which it counts
     */
    public record Waiver(String id, String path, String reason, LocalDate expires) {
        boolean matches(AbiFinding finding) {
            return finding.kind().id().equals(id)
                    && (path.endsWith("*")
                            ? finding.path().startsWith(path.substring(0, path.length() - 1))
                            : finding.path().equals(path));
        }
    }

    private final List<Waiver> waivers;
    private final LocalDate today;
    private final Set<Waiver> used = new HashSet<>();

    public Waivers(List<Waiver> waivers, LocalDate today) {
        this.waivers = List.copyOf(waivers);
        this.today = today;
    }

    /** Reads {@code {"waivers": [{"id", "path", "reason", "expires": "2027-01-31"}]}}. */
    public static List<Waiver> read(byte[] document, String name) {
        JsonNode root = JsonDocument.read(document, name);
        JsonNode list = root.isArray() ? root : root.path("waivers");
        if (!list.isArray()) {
            throw new UnreadableInputException(name + ": expected {\"waivers\": [...]}");
        }
        List<Waiver> waivers = new ArrayList<>();
        for (JsonNode node : list) {
            String where = name + ": waiver " + (waivers.size() + 1);
            waivers.add(new Waiver(
                    text(node, "id", where), text(node, "path", where), text(node, "reason", where), day(node, where)));
        }
        return waivers;
    }

    private static String text(JsonNode node, String field, String where) {
        String text = node.path(field).asText("");
        if (text.isBlank()) {
            throw new UnreadableInputException(
                    where + ": \"" + field + "\" is missing or empty; a waiver needs id, path, reason and expires");
        }
        return text;
    }

    private static LocalDate day(JsonNode node, String where) {
        String text = text(node, "expires", where);
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new UnreadableInputException(
                    where + ": \"expires\" is '" + text + "', expected a day such as 2027-01-31", e);
        }
    }

    /** The verdict with waived findings marked. */
    public PairVerdict apply(PairVerdict verdict) {
        List<KindVerdict> kinds = verdict.kinds().stream()
                .map(kind -> new KindVerdict(
                        kind.kind(),
                        kind.guardFrom(),
                        kind.guardTo(),
                        kind.guardedBy(),
                        kind.outcome(),
                        kind.consequences(),
                        kind.findings().stream().map(this::waived).toList()))
                .toList();
        return new PairVerdict(verdict.from(), verdict.to(), verdict.outcome(), verdict.consequences(), kinds);
    }

    private AbiFinding waived(AbiFinding finding) {
        Optional<Waiver> match =
                waivers.stream().filter(waiver -> waiver.matches(finding)).findFirst();
        match.ifPresent(used::add);
        return match.filter(waiver -> !waiver.expires().isBefore(today))
                .map(waiver -> finding.waivedFor(waiver.reason() + " (until " + waiver.expires() + ")"))
                .orElse(finding);
    }

    /** What is wrong with the waivers themselves, after all verdicts have been looked at. */
    public List<AbiFinding> findings() {
        List<AbiFinding> findings = new ArrayList<>();
        for (Waiver waiver : waivers) {
            if (waiver.expires().isBefore(today)) {
                findings.add(AbiFinding.of(
                        AbiFindings.WAIVER_EXPIRED,
                        waiver.path(),
                        waiver.id(),
                        waiver.expires().toString(),
                        waiver.id() + " expired on " + waiver.expires() + ": " + waiver.reason() + "."));
            } else if (!used.contains(waiver)) {
                findings.add(AbiFinding.of(
                        AbiFindings.WAIVER_UNUSED,
                        waiver.path(),
                        waiver.id(),
                        null,
                        waiver.id() + ": " + waiver.reason() + "."));
            }
        }
        return findings;
    }
}
