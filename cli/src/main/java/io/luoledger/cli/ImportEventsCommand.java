package io.luoledger.cli;

import io.luoledger.cli.TargetOptions.WriterOptions;
import io.luoledger.files.LogInput;
import io.luoledger.publish.LedgerCheck;
import io.luoledger.publish.WriteSummary;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Avro log file to Kafka. The file is read twice: what can't be read to its end changes nothing. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = {
            "Copies an Avro log file into the ledger on a cluster, sequence and chain kept.",
            "A file that is damaged or whose chain is broken changes nothing; what is there already is skipped."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ImportEventsCommand extends LedgerCommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "An Avro log file; - is standard input.")
    private String file;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final WriterOptions writer = new WriterOptions();

    @Option(names = "--json", description = "Say what was written as one JSON document.")
    private boolean json;

    /**
     * What was done.
     *
     * @param skipped events that were there already
     * @param hosts that got events
     */
    private record Told(long appended, long skipped, long hosts, String target) {}

    @Override
    public Integer call() {
        if (!LogInput.isStandardInput(file)) {
            copy(Path.of(file), file);
            return ExitCode.OK;
        }
        Path kept = spool();
        try {
            copy(kept, LogInput.name(file));
        } finally {
            try {
                Files.deleteIfExists(kept);
            } catch (IOException e) {
                // a rest in the temporary directory harms nobody
            }
        }
        return ExitCode.OK;
    }

    private void copy(Path path, String name) {
        PrintWriter out = out();
        long events = check(path, name);
        try (KafkaTarget target = writer.open(kafka, err(), events);
                LogFileReader reader = new LogFileReader(name, LogInput.stream(path.toString()))) {
            while (reader.hasNext()) {
                target.writer().appendRecorded(reader.next());
            }
            WriteSummary summary = target.complete();
            if (json) {
                Json.print(
                        out,
                        new Told(
                                summary.appended(),
                                summary.skipped(),
                                summary.lastSequences().size(),
                                target.name()));
            } else {
                out.println(Counts.of(summary, target.name()));
            }
        }
    }

    private static long check(Path path, String name) {
        LedgerCheck check = new LedgerCheck();
        try (LogFileReader reader = new LogFileReader(name, LogInput.stream(path.toString()))) {
            while (reader.hasNext()) {
                check.accept(reader.next());
            }
            return reader.read();
        } catch (UnreadableInputException e) {
            String message = String.valueOf(e.getMessage());
            throw new UnreadableInputException(
                    (message.startsWith(name) ? "" : name + ": ") + message + ". Nothing was changed.", e);
        }
    }

    private static Path spool() {
        try {
            Path kept = Files.createTempFile("luo-ledger-import-", ".avro");
            kept.toFile().deleteOnExit();
            Files.copy(System.in, kept, StandardCopyOption.REPLACE_EXISTING);
            return kept;
        } catch (IOException e) {
            throw new UnreadableInputException("standard input can't be kept for reading it twice: " + Reason.of(e), e);
        }
    }
}
