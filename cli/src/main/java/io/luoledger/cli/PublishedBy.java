package io.luoledger.cli;

import io.luoledger.engine.StreamProcessors;
import java.io.PrintWriter;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** The stream processors that published what a command answers from, and how far they are. */
final class PublishedBy {
    @Option(
            names = "--application-id",
            paramLabel = "ID",
            defaultValue = StreamProcessors.DEFAULT_APPLICATION_ID,
            description = "The stream processors whose answer it is. Default: ${DEFAULT-VALUE}.")
    private String id = StreamProcessors.DEFAULT_APPLICATION_ID;

    String id() {
        return id;
    }

    /**
     * How far goes what the stream processors published: a program that reads the document alone is told on standard error.
     *
     * @param waiting see ProcessedSoFar
     * @return the same behind a comma, nothing where it is all there
     */
    String reach(PrintWriter err, OptionalLong waiting) {
        String reach;
        if (waiting.isEmpty()) {
            reach = "how far it goes nobody knows: no stream processors of application id " + id + " work on it";
        } else if (waiting.getAsLong() > 0) {
            reach = "as far as the stream processors are: up to " + waiting.getAsLong()
                    + " records of the ledger still wait";
        } else {
            return "";
        }
        Warnings.say(err, reach);
        return ", " + reach;
    }
}
