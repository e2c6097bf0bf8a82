package io.luoledger.cli;

import io.luoledger.engine.ProcessorSettings;
import io.luoledger.publish.ClientSettings;
import io.luoledger.simulator.trial.SimulatedReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How an instance of the stream processors works: what {@code serve} and {@code stream} have in common. */
final class ProcessorOptions {
    private static final Pattern MEMBER = Pattern.compile("[0-9A-Za-z._-]{1,100}");
    private static final Pattern APPLICATION = Pattern.compile("[0-9A-Za-z._-]{1,200}");
    private static final int MAX_STANDBYS = 5;
    private static final int MAX_THREADS = 64;
    private static final int MIN_SESSION_SECONDS = 6;
    private static final int MAX_SESSION_SECONDS = 1800;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that share this instance's work. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Mixin
    private final NextKernels next = new NextKernels();

    static void requireApplicationId(String id) {
        if (!APPLICATION.matcher(id).matches()) {
            throw new UsageException("--application-id takes 1 to 200 letters, digits, dots, dashes or underscores");
        }
    }

    ProcessorSettings settings(String applicationId, Path state) {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new UsageException("--threads takes 1 to " + MAX_THREADS + ", not " + threads);
        }
        return ProcessorSettings.of(SimulatedReader.gate(), applicationId, state)
                .withThreads(threads);
    }

    /** The same with the kernels of --next, which are the same for every instance. */
    ProcessorSettings planned(ProcessorSettings settings, ClientSettings client, PrintWriter out, PrintWriter err) {
        return settings.withPlan(next.publish(client, out, err));
    }

    /** What matters only where there may be several instances. */
    static final class Shared {
        @Option(
                names = "--standby",
                paramLabel = "N",
                defaultValue = "0",
                description = "Copies of each state kept warm on other instances: one of them takes over at once when"
                        + " an instance ends. Default: ${DEFAULT-VALUE}.")
        private int standbys;

        @Option(
                names = "--instance-id",
                paramLabel = "NAME",
                description = "A lasting name of this instance: when it is restarted within --session-timeout, it goes"
                        + " on with its own state, and the others are not disturbed.")
        private @Nullable String instanceId;

        @Option(
                names = "--session-timeout",
                paramLabel = "SECONDS",
                defaultValue = "45",
                description = "How long the work of an instance that isn't heard of waits before others take it over."
                        + " Default: ${DEFAULT-VALUE}.")
        private int sessionSeconds;

        ProcessorSettings add(ProcessorSettings settings) {
            if (standbys < 0 || standbys > MAX_STANDBYS) {
                throw new UsageException("--standby takes 0 to " + MAX_STANDBYS + ", not " + standbys);
            }
            if (sessionSeconds < MIN_SESSION_SECONDS || sessionSeconds > MAX_SESSION_SECONDS) {
                throw new UsageException("--session-timeout takes " + MIN_SESSION_SECONDS + " to " + MAX_SESSION_SECONDS
                        + " seconds, not " + sessionSeconds);
            }
            if (instanceId != null && !MEMBER.matcher(instanceId).matches()) {
                throw new UsageException("--instance-id takes 1 to 100 letters, digits, dots, dashes or underscores");
            }
            return settings.withStandbys(standbys).withSession(sessionSeconds, instanceId);
        }
    }
}
