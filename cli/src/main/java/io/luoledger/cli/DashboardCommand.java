package io.luoledger.cli;

import io.luoledger.dashboard.Dashboard;
import io.luoledger.files.LogInput;
import io.luoledger.fleet.LoggedFleet;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.web.WebServer;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Pages about a log file, without Kafka, until Ctrl-C. */
@Command(
        name = "dashboard",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a log file as pages in a browser, without Kafka, until Ctrl-C: fleet, hosts, live updates, kernels, findings.",
            "The same of what runs: serve, stream, and demo --serve."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DashboardCommand extends LedgerCommand {
    @Parameters(paramLabel = "FILE", description = "A log file.")
    private String file;

    @Mixin
    private final HttpOptions http = new HttpOptions();

    @Override
    public Integer call() {
        if (LogInput.isStandardInput(file)) {
            throw new UsageException(
                    "standard input is read once, and pages read a host's events again; expected a file");
        }
        PrintWriter out = out();
        try (ShutdownOrder held = new ShutdownOrder()) {
            WebServer server = held.hold(http.bind());
            LoggedFleet fleet = held.hold(new LoggedFleet(
                    file, SimulatedReader.gate(), Runtime.getRuntime().availableProcessors()));
            fleet.summary().damage().reasons().forEach(reason -> Warnings.say(err(), reason));
            Dashboard.serveFile(server, fleet, "luo-ledger findings " + file);
            server.start();
            out.println("pages on http://" + server.address());
            out.println("stop with Ctrl-C");
            out.flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }
}
