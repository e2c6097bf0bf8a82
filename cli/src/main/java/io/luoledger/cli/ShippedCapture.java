package io.luoledger.cli;

import io.luoledger.text.TextFile;
import io.luoledger.trace.TraceImport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A capture of a real kernel's live update that ships with the command.
 *
 * @param host what the demo calls the machine
 * @param name name of its files
 * @param bootTrace whether the early boot of the second kernel was traced too
 */
record ShippedCapture(String host, String name, boolean bootTrace) {
    static final List<ShippedCapture> ALL = List.of(
            new ShippedCapture("simple", "simple-7.2-to-7.3", true),
            new ShippedCapture("multi-session", "multi-session-7.3-to-7.3", true),
            new ShippedCapture("errors", "errors-7.3-to-7.3", false));

    private static final String ROOT = "/io/luoledger/cli/capture/";

    private record Resource(String name) implements TextFile {
        @Override
        public InputStream open() throws IOException {
            InputStream in = ShippedCapture.class.getResourceAsStream(ROOT + name);
            if (in == null) {
                throw new IOException("the capture lacks " + name);
            }
            return in;
        }
    }

    TraceImport source() {
        List<TextFile> incoming = new ArrayList<>();
        if (bootTrace) {
            incoming.add(new Resource(name + ".incoming-boot.ftrace"));
        }
        incoming.add(new Resource(name + ".incoming.trace"));
        return new TraceImport(
                host,
                List.of(List.of(new Resource(name + ".outgoing.trace")), incoming),
                List.of(),
                List.of(new Resource(name + ".console.log")));
    }

    /** Copies its files into a directory. */
    void copyTo(Path directory) throws IOException {
        List<String> suffixes = new ArrayList<>(List.of(".outgoing.trace", ".incoming.trace", ".console.log"));
        if (bootTrace) {
            suffixes.add(".incoming-boot.ftrace");
        }
        for (String suffix : suffixes) {
            try (InputStream in = new Resource(name + suffix).open()) {
                Files.copy(in, directory.resolve(name + suffix), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
