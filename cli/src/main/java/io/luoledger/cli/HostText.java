package io.luoledger.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.abi.fdstore.FdStoreMapping;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.report.LedgerReport;
import io.luoledger.report.ToldUpdate;
import io.luoledger.report.Wanted;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/**
 * A page about one host, from the document that {@code replay --json} and an instance's view have in common: so a log and
 * running processors are shown alike.
 */
final class HostText {
    private static final int MOST_LINES = 12;
    private static final int MOST_FILES = 6;
    /** Files in the order of their lives. */
    private static final List<String> LIVES = List.of(
            "PRESERVED",
            "FROZEN",
            "PROMISED",
            "RETRIEVED",
            "RETRIEVE_FAILED",
            "FINISHED",
            "DISCARDED",
            "UNPRESERVED",
            "LEAKED",
            "LOST");

    private final PrintWriter out;
    private final Ansi ansi = LuoLedger.ansi();

    HostText(PrintWriter out) {
        this.out = out;
    }

    /** What the host runs, its live updates, and what it was handed or holds. */
    void state(JsonNode host, LedgerReport report, Wanted wanted) {
        out.println(bold(text(host, "host")) + "  runs " + text(host, "kernel") + ", live update "
                + host.path("liveUpdate").asLong()
                + (host.has("announced") ? ", next kernel " + text(host.path("announced"), "kernel") : ""));
        updates(report.updates(wanted), wanted);
        section("sessions", "session", host.path("sessions"), this::session);
        section("FLBs", "FLB", host.path("flbs"), this::flb);
        section("devices", "device", host.path("devices"), this::device);
    }

    /** What happened last. */
    void recent(List<LiveUpdateEvent> events) {
        if (!events.isEmpty()) {
            out.println("  recent events");
            TextTable table = new TextTable(4).numbers(0, 2);
            events.forEach(event -> table.row(EventForm.rowOfPage(event)));
            table.print(out);
        }
    }

    /** What was found, each kind with its cause and what to do. */
    void findings(LedgerReport report, List<Finding> findings, Set<FindingKind> ignored) {
        out.println();
        new FindingText(out, report, MOST_LINES).print(findings, ignored);
    }

    private void updates(List<ToldUpdate> updates, Wanted wanted) {
        int most = wanted.last() == null ? MOST_LINES : wanted.last();
        updates.stream()
                .limit(most)
                .forEach(one -> new UpdateText(out)
                        .block(one, "  update " + one.update().getLiveUpdate() + "  "));
        more(updates.size() - most, "live update", "  ");
    }

    private interface Row {
        Object[] of(JsonNode node);
    }

    /** The newest: what people ask about. */
    private void section(String title, String one, JsonNode all, Row row) {
        if (all.isEmpty()) {
            return;
        }
        out.println("  " + title);
        TextTable table = new TextTable(4);
        for (int i = Math.max(0, all.size() - MOST_LINES); i < all.size(); i++) {
            table.row(row.of(all.get(i)));
        }
        table.print(out);
        more(all.size() - MOST_LINES, one, "    ");
    }

    /** The same session, FLB or device may be in several. */
    private static String update(JsonNode of) {
        return "update " + of.path("liveUpdate").asLong();
    }

    private Object[] session(JsonNode session) {
        long untold = session.path("filesUntold").asLong();
        return new Object[] {
            text(session, "name"),
            update(session),
            text(session, "side"),
            state(session),
            owner(session, "for ", "; ")
                    + files(session.path("files"))
                    + unitsUntold(session)
                    + (untold > 0 ? "; " + untold + " finished whose token isn't told" : "")
                    + blackout(session)
        };
    }

    /** Files by state; the few that aren't like the others by token. */
    private static String files(JsonNode files) {
        if (files.isEmpty()) {
            return "no files";
        }
        List<JsonNode> all = new ArrayList<>();
        files.forEach(all::add);
        all.sort(
                Comparator.comparingInt(file -> LIVES.indexOf(file.path("state").asText())));
        Map<String, List<JsonNode>> byState =
                all.stream().collect(Collectors.groupingBy(HostText::state, LinkedHashMap::new, Collectors.toList()));
        return byState.entrySet().stream()
                .map(entry -> entry.getKey() + " " + tokens(entry.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String tokens(List<JsonNode> files) {
        String shown = files.stream()
                .limit(MOST_FILES)
                .map(file -> text(file, "token")
                        + owner(file, " (", ")")
                        + (file.has("errno") ? " (" + text(file, "errno") + ")" : ""))
                .collect(Collectors.joining(", "));
        return files.size() <= MOST_FILES ? shown : shown + " and " + (files.size() - MOST_FILES) + " more";
    }

    /** Whose it is, as systemd's mapping says; nothing where nobody told. */
    private static String owner(JsonNode of, String before, String behind) {
        String unit = text(of, "unit");
        String name = text(of, "fdName");
        return unit.isEmpty() ? "" : before + unit + (name.isEmpty() ? "" : ": " + name) + behind;
    }

    /** Who looks at PID 1's session wants to know which unit lost what. */
    private static String unitsUntold(JsonNode session) {
        boolean told = false;
        for (JsonNode file : session.path("files")) {
            told |= file.has("unit");
        }
        return told || !text(session, "name").equals(FdStoreMapping.SESSION)
                ? ""
                : "; which unit has what: luo-ledger import systemd";
    }

    private Object[] flb(JsonNode flb) {
        return new Object[] {text(flb, "name"), update(flb), text(flb, "side"), state(flb)};
    }

    private Object[] device(JsonNode device) {
        String address = "%04x:%s".formatted(device.path("segment").asLong(), text(device, "bdf"));
        String found = text(device, "foundAt");
        return new Object[] {
            address,
            update(device),
            device.path("identity").isTextual() ? text(device, "identity") : "identity unknown",
            state(device),
            text(device, "placement")
                    + (found.isEmpty() || found.equals(address) ? "" : ", now at " + found)
                    + blackout(device)
        };
    }

    private static String blackout(JsonNode of) {
        JsonNode micros = of.path("blackoutMicros");
        return micros.isNumber()
                ? "; blackout " + (of.path("blackoutIsLowerBound").asBoolean() ? "at least " : "")
                        + Micros.text(micros.asLong())
                : "";
    }

    /** Marked where it is only the last one that a source with gaps shows. */
    private static String state(JsonNode of) {
        return text(of, "state") + (of.path("uncertain").asBoolean() ? "?" : "");
    }

    private void more(int rest, String what, String indent) {
        if (rest > 0) {
            out.println(
                    indent + "... and " + rest + " more " + (rest == 1 ? what : what + "s") + " (--json shows all)");
        }
    }

    private String bold(String text) {
        return ansi.enabled() ? ansi.string("@|bold " + text + "|@") : text;
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isNull() ? "" : Printable.text(value.asText());
    }
}
