package io.luoledger.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.abi.plan.Holdings;
import io.luoledger.core.BootMark;
import io.luoledger.core.FileStatus;
import io.luoledger.core.FlbStatus;
import io.luoledger.core.HostView;
import io.luoledger.core.HostView.SessionView;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerReader;
import io.luoledger.replay.Replay;
import io.luoledger.wire.JsonDocument;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.UnreadableInputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What hosts hold preserved, from a log file, a cluster or a JSON list. */
final class HoldingsSource {
    private HoldingsSource() {}

    /** Every host of a log, as it is after its last event. */
    static List<Holdings> log(Path file) {
        try (LogFileReader reader = LogInput.open(file.toString())) {
            return of(new Replay().run(reader));
        }
    }

    /** Every host of a cluster's ledger, as it stands now. */
    static List<Holdings> cluster(ClientSettings client, PrintWriter err) {
        Replay replay = new Replay();
        try (LedgerReader reader = new LedgerReader(client)) {
            reader.snapshot(Optional.empty(), entry -> {
                switch (entry) {
                    case LedgerReader.Entry.Event event -> replay.accept(event.recorded());
                    case LedgerReader.Entry.Unreadable other ->
                        err.println("luo-ledger: warning: left out partition " + other.partition() + ", offset "
                                + other.offset() + ": " + other.reason());
                }
                return true;
            });
        }
        return of(replay);
    }

    private static List<Holdings> of(Replay replay) {
        return replay.hosts().stream().map(HoldingsSource::of).toList();
    }

    /** The outgoing half of a host's running kernel: what the next kexec would hand over. */
    static Holdings of(HostView host) {
        BootMark boot = host.state().current();
        Set<String> handlers = new TreeSet<>();
        Set<String> flbs = new TreeSet<>();
        for (SessionView session : host.sessions()) {
            if (session.session().generation() == boot.outgoing()) {
                session.files().stream()
                        .filter(file -> file.status() == FileStatus.PRESERVED || file.status() == FileStatus.FROZEN)
                        .forEach(file -> handlers.add(String.valueOf(file.handler())));
            }
        }
        host.flbs().stream()
                .filter(flb -> flb.generation() == boot.outgoing() && flb.status() == FlbStatus.PRESERVED)
                .forEach(flb -> flbs.add(flb.name()));
        return new Holdings(host.state().host(), boot.kernel(), List.copyOf(handlers), List.copyOf(flbs));
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
