package io.luoledger.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.core.Phases;
import java.io.PrintWriter;
import java.util.Locale;

/** The view of a host for people, from what an instance answers. */
final class ViewText {
    private final PrintWriter out;

    ViewText(PrintWriter out) {
        this.out = out;
    }

    void print(JsonNode answer) {
        for (JsonNode host : answer.path("hosts")) {
            out.println("host " + text(host, "host") + ", kernel " + text(host, "kernel") + ", live update "
                    + host.path("liveUpdate").asLong()
                    + (host.has("announced") ? ", next kernel " + text(host.path("announced"), "kernel") : "")
                    + " (kept by "
                    + (answer.path("standby").asBoolean() ? "the standby copy of " : "") + text(answer, "instance")
                    + ")");
            answer.path("updates").forEach(this::update);
            host.path("sessions").forEach(this::session);
            host.path("flbs").forEach(flb -> line("", "FLB " + text(flb, "name"), flb, text(flb, "state")));
            host.path("devices").forEach(this::device);
        }
    }

    private void update(JsonNode update) {
        Phases phases = PhaseText.of(update);
        out.println("update " + update.path("liveUpdate").asLong() + ": " + text(update, "fromKernel") + " -> "
                + (update.path("toKernel").isNull() ? "?" : text(update, "toKernel")) + "  " + text(update, "outcome")
                + "  files " + update.path("filesRetrieved").asLong() + "/"
                + update.path("filesPromised").asLong()
                + PhaseText.beside(phases));
        if (phases != null) {
            out.println("  phases  " + PhaseText.all(phases));
        }
    }

    private void session(JsonNode session) {
        line(
                "",
                "session " + text(session, "name"),
                session,
                text(session, "state") + PhaseText.beside(PhaseText.of(session)));
        for (JsonNode file : session.path("files")) {
            String errno = file.has("errno") ? " " + text(file, "errno") : "";
            out.println("  file " + text(file, "token") + "  " + text(file, "handler") + "  " + text(file, "state")
                    + errno);
        }
    }

    private void device(JsonNode device) {
        String name = String.format(
                Locale.ROOT, "device %04x:%s", device.path("segment").asLong(), text(device, "bdf"));
        line("", name, device, text(device, "state") + "  " + text(device, "placement")
                        + PhaseText.beside(PhaseText.of(device)));
    }

    private void line(String indent, String name, JsonNode of, String state) {
        out.println(indent + name + "  (" + text(of, "side") + ", update "
                + of.path("liveUpdate").asLong() + ")  " + state);
    }

    private static String text(JsonNode node, String field) {
        return Printable.text(node.path(field).asText());
    }
}
