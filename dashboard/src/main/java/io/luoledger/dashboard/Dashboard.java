package io.luoledger.dashboard;

import io.luoledger.fleet.FleetView;
import io.luoledger.web.Answer;
import io.luoledger.web.Question;
import io.luoledger.web.Route;
import io.luoledger.web.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Puts a fleet behind a server: its API, and the pages on top of it. */
public final class Dashboard {
    private static final String DOCUMENT = "/openapi.yaml";

    private Dashboard() {}

    /** The same of a log file, which has no processors. */
    public static void serveFile(WebServer server, FleetView fleet, String command) {
        Answer processors = ProcessorApi.ofFile(fleet.gate());
        server.serve(List.of(new Route(ProcessorApi.PATH, question -> processors)));
        serve(server, fleet, command);
    }

    /**
     * Adds all of it; the server is started by whoever bound it.
     *
     * @param command what shows the same findings, before "--host H"
     */
    public static void serve(WebServer server, FleetView fleet, String command) {
        server.serve(new FleetApi(fleet, command).routes());
        server.serve(new KernelApi(fleet).routes());
        server.serve(List.of(
                new Route("/api/v1/openapi.yaml", Dashboard::document),
                new Route(WebServer.HEALTH, question -> Answer.json(out -> out.writeStringField("status", "UP")))));
        server.stream("/api/v1/stream", fleet.index()::sequence);
        server.otherwise(new Pages()::answer);
    }

    private static Answer document(Question question) {
        try (InputStream in = Objects.requireNonNull(Dashboard.class.getResourceAsStream(DOCUMENT))) {
            return Answer.ok("application/yaml", in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
