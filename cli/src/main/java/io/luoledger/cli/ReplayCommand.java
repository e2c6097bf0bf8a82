package io.luoledger.cli;

import io.luoledger.abi.Catalogue;
import io.luoledger.core.Ledger;
import io.luoledger.replay.Replay;
import io.luoledger.replay.ReplayJson;
import io.luoledger.replay.Until;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.UnreadableInputException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Rebuilds the view from a log file, without Kafka. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Rebuilds the view from a log file, no Kafka: every live update, what came back, what didn't and why.",
            "Exits 1 when something of severity ERROR was found."
        })
final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "a log file, or - for standard input")
    private String file;

    @Option(names = "--host", paramLabel = "H", description = "only this host")
    private @Nullable String host;

    @Option(
            names = "--until",
            paramLabel = "SEQ|TIME",
            description = "up to this event of each host, or up to this time (2026-11-22T17:00:00Z)")
    private @Nullable String until;

    @Option(names = "--retain", paramLabel = "N", description = "keep settled updates for N later ones (default 8)")
    private int retain = Ledger.DEFAULT_RETENTION_UPDATES;

    @Option(
            names = "--next",
            paramLabel = "R1,R2,...",
            split = ",",
            description =
                    "kernels that the hosts are to boot next: judges before the kexec whether they can take what is held")
    private List<String> next = List.of();

    @Option(
            names = "--window",
            paramLabel = "SECONDS",
            description = "length of a window of the statistics (default 3600)")
    private long windowSeconds = 3600;

    @Option(names = "--json", description = "one JSON document")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    ReplayCommand() {}

    @Override
    public Integer call() {
        Replay replay = new Replay(ledger(), known(next), windowMicros(), host, end());
        @Nullable UnreadableInputException broken = null;
        try (LogFileReader log = LogInput.open(file)) {
            broken = read(log, replay);
        }
        if (host != null && replay.events() == 0 && broken == null) {
            throw new UsageException(LogInput.name(file) + ": no event of host " + host);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ReplayJson.write(replay, out);
        } else {
            new ReplayText(out, LogInput.name(file)).print(replay);
        }
        if (broken != null) {
            throw broken;
        }
        return replay.foundErrors() ? ExitCode.FOUND : ExitCode.OK;
    }

    /** What is whole is shown, also of a file that is cut: gives the trouble back instead of throwing it. */
    private static @Nullable UnreadableInputException read(LogFileReader log, Replay replay) {
        try {
            replay.run(log);
            return null;
        } catch (UnreadableInputException e) {
            return e;
        }
    }

    private Ledger ledger() {
        if (retain < 0) {
            throw new UsageException("--retain " + retain + ": expected 0 or more");
        }
        return new Ledger(retain);
    }

    /** The releases, each of which has a descriptor: a misspelt one would pass for a kernel that takes everything. */
    private static List<String> known(List<String> releases) {
        for (String release : releases) {
            if (Catalogue.find(release).isEmpty()) {
                throw new UsageException("--next: no descriptor of kernel \"" + release
                        + "\" (luo-ledger abi list shows the known ones)");
            }
        }
        return releases;
    }

    private long windowMicros() {
        if (windowSeconds < 1 || windowSeconds > Long.MAX_VALUE / 1_000_000) {
            throw new UsageException("--window " + windowSeconds + ": expected 1 or more seconds");
        }
        return windowSeconds * 1_000_000;
    }

    private @Nullable Until end() {
        if (until == null) {
            return null;
        }
        try {
            return Until.parse(until, ZoneId.systemDefault());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--until: " + e.getMessage());
        }
    }
}
