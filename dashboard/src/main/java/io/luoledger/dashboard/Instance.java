package io.luoledger.dashboard;

import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.fleet.HostQuery;
import io.luoledger.fleet.RunningFleet;
import io.luoledger.metrics.LedgerLag;
import io.luoledger.metrics.Meters;
import io.luoledger.publish.ClientSettings;
import io.luoledger.web.AccessToken;
import io.luoledger.web.Answer;
import io.luoledger.web.Problem;
import io.luoledger.web.Question;
import io.luoledger.web.Route;
import io.luoledger.web.WebServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * An instance of the stream processors with its pages, its metrics and the views that other instances ask for. Life:
 * {@link #start}, then until it is closed.
 */
public final class Instance implements AutoCloseable {
    private static final Set<String> WANTS = Set.of("ANY", "ACTIVE", "STANDBY");

    private final WebServer server;
    private final StreamProcessors processors;
    private final RunningFleet fleet;
    private final Admin admin;

    private Instance(WebServer server, StreamProcessors processors, RunningFleet fleet, Admin admin) {
        this.server = server;
        this.processors = processors;
        this.fleet = fleet;
        this.admin = admin;
    }

    /**
     * Starts it.
     *
     * @param server bound, not started: others ask the processors there; closed with them, or when they can't start
     * @param token what others have to be told, null when nothing
     */
    public static Instance start(
            ClientSettings client, ProcessorSettings settings, WebServer server, @Nullable AccessToken token) {
        Meters meters = new Meters();
        StreamProcessors processors = null;
        try {
            Dashboard.serveStart(server);
            processors = StreamProcessors.start(client, settings.withAddress(server.address()), meters);
            StreamProcessors running = processors;
            HostQuery query = new HostQuery(running::streams, server.address(), token == null ? null : token.header());
            Admin admin = Admin.create(client.base());
            RunningFleet fleet = new RunningFleet(client, running, query);
            meters.watch(running::streams, admin, settings.applicationId());
            ProcessorApi processorApi =
                    new ProcessorApi(running, fleet, new LedgerLag(running::streams, admin, settings.applicationId()));
            DigestApi digests = new DigestApi(running::streams, server.address());
            server.serve(List.of(
                    new Route("/view", question -> view(question, query)),
                    new Route("/metrics", question -> Answer.ok(Meters.contentType(), meters.scrape())),
                    new Route(DigestApi.PATH, question -> digests.answer()),
                    new Route(ProcessorApi.PATH, question -> processorApi.answer())));
            Dashboard.serve(server, fleet, "luo-ledger findings --bootstrap-server " + client.bootstrapServers());
            return new Instance(server, processors, fleet, admin);
        } catch (RuntimeException | Error e) {
            // whatever it failed of: nothing of it stays, its port least of all
            if (processors != null) {
                processors.close();
            }
            server.close();
            throw e;
        }
    }

    private static Answer view(Question question, HostQuery query) {
        String host = question.text("host");
        if (host == null) {
            throw Problem.badRequest("expected ?host=NAME of 1 to 255 characters");
        }
        String want = question.oneOf("want", WANTS);
        HostQuery.Answer answer = query.of(
                host, want == null ? HostQuery.Want.ANY : HostQuery.Want.valueOf(want.toUpperCase(Locale.ROOT)));
        return switch (answer.known()) {
            case YES -> Answer.ok(Answer.JSON, answer.text().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case NO -> throw Problem.notFound(answer.text());
            case NOT_NOW -> throw Problem.unavailable(answer.text());
        };
    }

    /** Where it answers: host:port. */
    public String address() {
        return server.address();
    }

    /** What to print, so that people and programs find it. */
    public String told() {
        return "views and metrics on http://" + address() + System.lineSeparator() + "pages on http://" + address();
    }

    public StreamProcessors processors() {
        return processors;
    }

    /** Stops in good order; may be called twice. */
    @Override
    public void close() {
        fleet.close();
        processors.close();
        server.close();
        admin.close(Duration.ZERO);
    }
}
