package io.luoledger.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.avro.UpdateView;
import io.luoledger.broker.DataDirectory;
import io.luoledger.engine.PublishedReport;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.finding.Finding;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerReader;
import io.luoledger.report.LedgerReport;
import io.luoledger.view.ViewJson;
import io.luoledger.web.AccessToken;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.LedgerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the running stream processors know of a host at this moment. */
@Command(
        name = "view",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what the running stream processors know of a host at this moment.",
            "Live updates with their times, sessions, files, FLBs and devices; with --data also the latest events, and what was"
                    + " found, why and what to do. Any instance may be asked: it finds the one that keeps the host."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ViewCommand extends LedgerCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MAX_HOST_CHARS = 255;
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;
    private static final int MAX_TIMEOUT_SECONDS = 600;
    private static final int PAUSE_MILLIS = 200;
    private static final int RECENT_EVENTS = 10;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    @Option(names = "--host", paramLabel = "H", required = true, description = "The host.")
    private String host = "";

    @Option(
            names = "--instance",
            paramLabel = "HOST:PORT",
            description = "An instance of serve or stream: what it says after \"views and metrics on http://\".")
    private @Nullable String instance;

    @Option(
            names = "--http-token-file",
            paramLabel = "FILE",
            description = "A file with the token that the instance asks for.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory of a serve that runs. Default: ~/.local/share/luo-ledger.")
    private @Nullable Path data;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long to ask again while the host is not processed yet, or is being moved."
                    + " Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Mixin
    private final WantedOptions filter = new WantedOptions();

    @Mixin
    private final HostWaivers waivers = new HostWaivers();

    @Override
    public Integer call() {
        if (host.isEmpty() || host.length() > MAX_HOST_CHARS) {
            throw new UsageException("--host takes 1 to " + MAX_HOST_CHARS + " characters");
        }
        if (timeoutSeconds < 0 || timeoutSeconds > MAX_TIMEOUT_SECONDS) {
            throw new UsageException("--timeout takes 0 to " + MAX_TIMEOUT_SECONDS + " seconds, not " + timeoutSeconds);
        }
        if (json && waivers.given()) {
            throw new UsageException(
                    "--json of view tells no findings that could be muted; luo-ledger findings --json --waivers does");
        }
        String address = address();
        String answer = askUntilKnown(address);
        PrintWriter out = out();
        try {
            JsonNode document = new ObjectMapper().readTree(answer);
            if (json) {
                out.println(document.toPrettyString());
            } else {
                page(document);
            }
        } catch (JsonProcessingException e) {
            throw new ClusterException("what answers at " + address + " is no instance of luo-ledger", e);
        }
        return ExitCode.OK;
    }

    /** What the instance answers, and from the cluster's topics what was found and what happened last. */
    private void page(JsonNode document) {
        PrintWriter out = out();
        out.println("kept by " + (document.path("standby").asBoolean() ? "the standby copy of " : "")
                + Printable.text(document.path("instance").asText()));
        List<UpdateView> updates = new ArrayList<>();
        document.path("updates").forEach(update -> updates.add(ViewJson.update(update)));
        Optional<ClientSettings> client = client();
        List<Finding> findings = client.map(this::findings).orElse(List.of());
        LedgerReport report = waivers.apply(new LedgerReport(updates, findings), host);
        HostText page = new HostText(out);
        for (JsonNode one : document.path("hosts")) {
            page.state(one, report, filter.wanted(null));
        }
        if (client.isEmpty()) {
            out.println();
            out.println("findings and recent events are on the cluster: luo-ledger findings --host "
                    + Printable.text(host) + " --bootstrap-server HOST:PORT");
            return;
        }
        try (LedgerReader reader = new LedgerReader(client.get())) {
            page.recent(reader.latest(host, RECENT_EVENTS));
        }
        page.findings(report, report.findings(filter.wanted(null)), Set.of());
        HostWaivers.print(out, report);
    }

    /** The broker of the serve that answers; of an instance of its own nobody knows the cluster. */
    private Optional<ClientSettings> client() {
        return instance != null
                ? Optional.empty()
                : DataDirectory.running(KafkaOptions.dataDirectory(data)).map(ClientSettings::of);
    }

    private List<Finding> findings(ClientSettings client) {
        PublishedReport published = PublishedReport.read(client, StreamProcessors.DEFAULT_APPLICATION_ID);
        published.unread().forEach(place -> Warnings.say(err(), "left out " + place));
        return published.findings().stream()
                .filter(finding -> finding.host().equals(host))
                .toList();
    }

    private String address() {
        if (instance != null) {
            if (data != null) {
                throw new UsageException("--instance and --data each name where to ask; expected one of them");
            }
            KafkaOptions.requireAddress(instance);
            return instance;
        }
        Path directory = KafkaOptions.dataDirectory(data);
        return DataDirectory.views(directory)
                .orElseThrow(() -> new ClusterException("no stream processors run on " + directory
                        + "; expected a serve with that --data, or --instance HOST:PORT of a stream"));
    }

    /** The processors may be a moment behind the ledger. */
    private String askUntilKnown(String address) {
        long deadline = System.nanoTime() + Duration.ofSeconds(timeoutSeconds).toNanos();
        while (true) {
            try {
                return ask(address);
            } catch (UsageException | LedgerException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterException("interrupted while waiting for " + address, e);
            }
        }
    }

    private String ask(String address) {
        URI uri = URI.create("http://" + address + "/view?host=" + URLEncoder.encode(host, StandardCharsets.UTF_8));
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
            if (tokenFile != null) {
                request.header("Authorization", AccessToken.read(tokenFile).header());
            }
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            String body;
            try (InputStream in = response.body()) {
                body = new String(in.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
            }
            if (response.statusCode() == NOT_FOUND) {
                throw new UsageException(error(body, address));
            }
            if (response.statusCode() != OK) {
                throw new ClusterException(error(body, address));
            }
            return body;
        } catch (IOException e) {
            throw new ClusterException(
                    "nobody answers at http://" + address + ": expected a running serve or stream", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while waiting for " + address, e);
        }
    }

    private static String error(String body, String address) {
        try {
            String said = new ObjectMapper().readTree(body).path("detail").asText();
            if (!said.isEmpty()) {
                return said;
            }
        } catch (JsonProcessingException e) {
            // not one of ours
        }
        return "what answers at " + address + " is no instance of luo-ledger";
    }
}
