package io.luoledger.dashboard;

import io.luoledger.fleet.FleetView;
import io.luoledger.web.Answer;
import io.luoledger.web.Problem;
import io.luoledger.web.Question;
import io.luoledger.web.Route;
import io.luoledger.web.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Puts a fleet behind a server: its API, and the pages on top of it. */
public final class Dashboard {
    private static final String DOCUMENT = "/openapi.yaml";
    private static final Pattern ANSWERED =
            Pattern.compile("/(?:api/.*|view|digest|metrics|" + WebServer.HEALTH.substring(1) + ")");

    private Dashboard() {}

    /** The same of a log file, which has no processors. */
    public static void serveFile(WebServer server, FleetView fleet, String command) {
        Answer processors = ProcessorApi.ofFile(fleet.gate());
        server.serve(List.of(new Route(ProcessorApi.PATH, question -> processors)));
        serve(server, fleet, command);
    }

    /** Answers with pages that wait, as long as there is nothing behind them; started with that. */
    static void serveStart(WebServer server) {
        Pages pages = new Pages();
        server.otherwise(question -> {
            if (ANSWERED.matcher(question.path()).matches()) {
                throw Problem.unavailable("this instance is being started; try again in a moment");
            }
            return pages.answer(question);
        });
        server.start();
    }

    /**
     * Adds all of it; the server is started by whoever bound it, before or after.
     *
     * @param command what shows the same findings, before "--host H"
     */
    public static void serve(WebServer server, FleetView fleet, String command) {
        FindingJson findings = new FindingJson(command);
        KernelApi kernels = new KernelApi(fleet);
        server.serve(new FleetApi(fleet, findings).routes());
        server.serve(new HostApi(fleet, findings).routes());
        server.serve(kernels.routes());
        server.serve(List.of(
                new Route("/api/v1/openapi.yaml", Dashboard::document),
                new Route(WebServer.HEALTH, question -> Answer.json(out -> out.writeStringField("status", "UP")))));
        server.stream("/api/v1/stream", fleet.index()::sequence);
        server.otherwise(new Pages()::answer);
        kernels.judgeAhead();
    }

    private static Answer document(Question question) {
        try (InputStream in = Objects.requireNonNull(Dashboard.class.getResourceAsStream(DOCUMENT))) {
            return Answer.ok("application/yaml", in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
