package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What never changes between two builds, worked out once, so that the launcher tells it without starting a JVM: the list of
 * commands, and for {@code abi check --quiet} what stands against each pair of releases, which agents ask at every kexec.
 *
 * <pre>
 * help, help.colours  as they are printed, and as they are on a terminal
 * verdicts            FROM TO CODE, a line for each pair
 * </pre>
 */
final class KeptAnswers {
    private static final String COLOURS = "picocli.ansi";

    private KeptAnswers() {}

    /** Each file appears when it is complete. */
    static void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        put(directory, "help", help(false));
        put(directory, "help.colours", help(true));
        put(directory, "verdicts", verdicts());
    }

    private static void put(Path directory, String name, String text) throws IOException {
        Path incomplete = Files.writeString(directory.resolve(name + ".incomplete"), text);
        Path complete = directory.resolve(name);
        try {
            Files.move(incomplete, complete, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(incomplete, complete, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String help(boolean colours) {
        StringWriter text = new StringWriter();
        System.setProperty(COLOURS, Boolean.toString(colours));
        try {
            LuoLedger.run(new PrintWriter(text), new PrintWriter(text), "--help");
        } finally {
            System.clearProperty(COLOURS);
        }
        return text.toString();
    }

    private static String verdicts() {
        List<AbiDescriptor> releases = Catalogue.names().stream()
                .filter(AbiSources::isRelease)
                .flatMap(name -> Catalogue.find(name).stream())
                .toList();
        StringBuilder lines = new StringBuilder();
        for (AbiDescriptor from : releases) {
            for (AbiDescriptor to : releases) {
                lines.append(from.release()).append(' ').append(to.release()).append(' ');
                lines.append(AbiGate.isError(from, to) ? ExitCode.FOUND : ExitCode.OK)
                        .append('\n');
            }
        }
        return lines.toString();
    }
}
