package io.luoledger.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.abi.plan.Holdings;
import io.luoledger.core.BootMark;
import io.luoledger.core.FileStatus;
import io.luoledger.core.FlbStatus;
import io.luoledger.core.HostView;
import io.luoledger.core.HostView.SessionView;
import io.luoledger.core.Kinds;
import io.luoledger.event.Boot;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerReader;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.JsonDocument;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.UnreadableInputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What hosts hold preserved, from a log file, a cluster or a JSON list. */
final class HoldingsSource {
    private HoldingsSource() {}

    /**
     * What a ledger told.
     *
     * @param unread records that can't be decoded, by the host whose ledger they claim to belong to
     */
    record Told(Replay replay, Map<String, List<String>> unread) {
        /** The hosts, those of which nothing could be decoded too. */
        List<Holdings> hosts() {
            List<Holdings> hosts = new ArrayList<>();
            Set<String> silent = new TreeSet<>(unread.keySet());
            for (HostView view : replay.hosts()) {
                hosts.add(of(view));
                silent.remove(view.state().host());
            }
            silent.forEach(
                    host -> hosts.add(new Holdings(host, Boot.UNKNOWN_KERNEL, List.of(), List.of(), unreadOf(host))));
            return hosts;
        }

        Holdings of(HostView view) {
            return holdings(view, unreadOf(view.state().host()));
        }

        private List<String> unreadOf(String host) {
            return unread.getOrDefault(host, List.of());
        }
    }

    /** Every host of a log, as it is after its last event. */
    static List<Holdings> log(Path file) {
        return log(file, new Replay(SimulatedReader.gate())).hosts();
    }

    /** A log has no record that can't be decoded: it ends there. */
    static Told log(Path file, Replay replay) {
        try (LogFileReader reader = LogInput.open(file.toString())) {
            return new Told(replay.run(reader), Map.of());
        }
    }

    /** Every host of a cluster's ledger, as it stands now. */
    static List<Holdings> cluster(ClientSettings client, PrintWriter err) {
        return cluster(client, Optional.empty(), new Replay(SimulatedReader.gate()), err)
                .hosts();
    }

    /** @param host only this one's events */
    static Told cluster(ClientSettings client, Optional<String> host, Replay replay, PrintWriter err) {
        Map<String, List<String>> unread = new TreeMap<>();
        try (LedgerReader reader = new LedgerReader(client)) {
            reader.snapshot(host, entry -> {
                switch (entry) {
                    case LedgerReader.Entry.Event event -> replay.accept(event.recorded());
                    case LedgerReader.Entry.Unreadable other -> {
                        err.println("luo-ledger: warning: left out " + other.text());
                        String key = other.key();
                        if (key != null && !other.known()) {
                            unread.computeIfAbsent(key, name -> new ArrayList<>())
                                    .add(other.text());
                        }
                    }
                }
                return true;
            });
        }
        return new Told(replay, unread);
    }

    /** The outgoing half of a host's running kernel: what the next kexec would hand over. */
    private static Holdings holdings(HostView host, List<String> unread) {
        BootMark boot = host.state().current();
        Set<String> handlers = new TreeSet<>();
        Set<String> flbs = new TreeSet<>();
        for (SessionView session : host.sessions()) {
            if (session.session().generation() == boot.outgoing()) {
                session.files().stream()
                        .filter(file -> file.status() == FileStatus.PRESERVED || file.status() == FileStatus.FROZEN)
                        .forEach(file -> handlers.add(Kinds.of(file)));
            }
        }
        host.flbs().stream()
                .filter(flb -> flb.generation() == boot.outgoing() && flb.status() == FlbStatus.PRESERVED)
                .forEach(flb -> flbs.add(flb.name()));
        return new Holdings(host.state().host(), boot.kernel(), List.copyOf(handlers), List.copyOf(flbs), unread);
    }

    /** Reads {@code {"hosts": [{"host", "kernel", "handlers": [...], "flbs": [...]}]}}. */
    static List<Holdings> list(Path file) {
        JsonNode root = JsonDocument.read(AbiSources.bytes(file), file.toString());
        if (!root.path("hosts").isArray()) {
            throw new UnreadableInputException(
                    file + ": expected {\"hosts\": [{\"host\", \"kernel\", \"handlers\", \"flbs\"}]}");
        }
        List<Holdings> holdings = new ArrayList<>();
        for (JsonNode host : root.get("hosts")) {
            String name = host.path("host").asText("");
            String kernel = host.path("kernel").asText("");
            if (name.isEmpty() || kernel.isEmpty()) {
                throw new UnreadableInputException(
                        file + ": host " + (holdings.size() + 1) + ": \"host\" and \"kernel\" are needed");
            }
            holdings.add(new Holdings(name, kernel, texts(host.path("handlers")), texts(host.path("flbs"))));
        }
        return holdings;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
