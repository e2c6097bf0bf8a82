package io.luoledger.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.abi.plan.Holdings;
import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileUnpreserved;
import io.luoledger.event.FlbBody.FlbPreserved;
import io.luoledger.event.FlbBody.FlbUnpreserved;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Result;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What hosts hold preserved, from a log file or from a JSON list. */
final class HoldingsSource {
    /** The outgoing half of a host's running kernel: what the next kexec would hand over. */
    private static final class HostState {
        private String kernel = "";
        private String boot = "";
        private final Map<String, String> files = new TreeMap<>();
        private final Map<String, Boolean> flbs = new TreeMap<>();
    }

    private HoldingsSource() {}

    /** Every host of a log, as it is after its last event. */
    static List<Holdings> log(Path file) {
        Map<String, HostState> hosts = new TreeMap<>();
        try (InputStream in = Files.newInputStream(file);
                LogFileReader reader = new LogFileReader(file.toString(), in)) {
            while (reader.hasNext()) {
                LiveUpdateEvent event = reader.next().event();
                evolve(hosts.computeIfAbsent(event.host(), host -> new HostState()), event);
            }
        } catch (IOException e) {
            throw new UnreadableInputException(file + ": " + AbiSources.reason(e), e);
        }
        List<Holdings> holdings = new ArrayList<>();
        hosts.forEach((host, state) -> holdings.add(
                new Holdings(host, state.kernel, List.copyOf(state.files.values()), List.copyOf(state.flbs.keySet()))));
        return holdings;
    }

    private static void evolve(HostState state, LiveUpdateEvent event) {
        if (!event.boot().id().equals(state.boot)) {
            // a new kernel: its outgoing half is empty
            state.boot = event.boot().id();
            state.kernel = event.boot().kernel();
            state.files.clear();
            state.flbs.clear();
        }
        if (!(event.body().result() instanceof Result.Ok)) {
            return;
        }
        switch (event.body()) {
            case FilePreserved file ->
                state.files.put(file.session() + " " + file.token(), String.valueOf(file.handler()));
            case FileUnpreserved file -> state.files.remove(file.session() + " " + file.token());
            case FileFinished ignored -> {
                // the incoming half: it isn't handed on
            }
            case FlbPreserved flb -> state.flbs.put(String.valueOf(flb.flb()), true);
            case FlbUnpreserved flb -> state.flbs.remove(String.valueOf(flb.flb()));
            default -> {
                // tells nothing of what is held
            }
        }
    }

    /** Reads {@code {"hosts": [{"host", "kernel", "handlers": [...], "flbs": [...]}]}}. */
    static List<Holdings> list(Path file) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(AbiSources.bytes(file));
        } catch (JsonProcessingException e) {
            throw new UnreadableInputException(
                    file + ": line " + e.getLocation().getLineNr() + ": not JSON", e);
        } catch (IOException e) {
            throw new UnreadableInputException(file + ": " + e.getMessage(), e);
        }
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
