package io.luoledger.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.IVersionProvider;

/** Says which version this is, of which commit it was built, and which Java runs it. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = LuoLedger.class.getPackage().getImplementationVersion();
        List<String> lines = new ArrayList<>();
        lines.add("luo-ledger " + (version == null ? "(not packaged)" : version));
        String commit = commit();
        if (!commit.isEmpty()) {
            lines.add("commit " + commit.replace("-dirty", ", with changes"));
        }
        lines.add("Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + "), "
                + System.getProperty("java.home"));
        return lines.toArray(String[]::new);
    }

    /** What the build found in the repository: nothing where the sources came without one. */
    private static String commit() {
        try (InputStream in = VersionProvider.class.getResourceAsStream("commit.txt")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
