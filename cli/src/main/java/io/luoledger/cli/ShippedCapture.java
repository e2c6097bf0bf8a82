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
import org.jspecify.annotations.Nullable;

/**
 * A capture of a real kernel's live update that ships with the command.
 *
 * @param host what the demo calls the machine
 * @param boots the texts of each boot, in order
 * @param kernels what the boots ran, where no text says it
 * @param consoles kernel logs
 * @param pci enumerations of PCI functions, if there are any
 * @param results what the program that made the calls recorded, if it did
 */
record ShippedCapture(
        String host,
        List<List<String>> boots,
        List<String> kernels,
        List<String> consoles,
        @Nullable String pci,
        @Nullable String results) {
    static final List<ShippedCapture> ALL = List.of(
            ofSessions("simple", "simple-7.2-to-7.3", List.of("simple-7.2-to-7.3.incoming-boot.ftrace")),
            ofSessions(
                    "multi-session",
                    "multi-session-7.3-to-7.3",
                    List.of("multi-session-7.3-to-7.3.incoming-boot.ftrace")),
            ofSessions("errors", "errors-7.3-to-7.3", List.of()),
            ofDevices("moved", "moved.graph", "seed"));

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

    private static ShippedCapture ofSessions(String host, String name, List<String> earlyBoot) {
        List<String> incoming = new ArrayList<>(earlyBoot);
        incoming.add(name + ".incoming.trace");
        return new ShippedCapture(
                host,
                List.of(List.of(name + ".outgoing.trace"), incoming),
                List.of(),
                List.of(name + ".console.log"),
                null,
                null);
    }

    private static ShippedCapture ofDevices(String host, String name, String kernel) {
        return new ShippedCapture(
                host,
                List.of(List.of(name + ".outgoing.trace"), List.of(name + ".incoming.trace")),
                List.of(kernel, kernel),
                List.of(),
                name + ".topology.jsonl",
                name + ".results.jsonl");
    }

    TraceImport source() {
        return new TraceImport(
                host,
                boots.stream().map(ShippedCapture::texts).toList(),
                kernels,
                texts(consoles),
                pci == null ? null : new Resource(pci),
                results == null ? null : new Resource(results));
    }

    /** The two kernels' trace text of the larger capture of sessions. */
    static List<TextFile> multiSession() {
        return texts(List.of("multi-session-7.3-to-7.3.outgoing.trace", "multi-session-7.3-to-7.3.incoming.trace"));
    }

    private static List<TextFile> texts(List<String> names) {
        return names.stream().map(name -> (TextFile) new Resource(name)).toList();
    }

    /** Copies its files into a directory. */
    void copyTo(Path directory) throws IOException {
        List<String> names = new ArrayList<>(consoles);
        boots.forEach(names::addAll);
        if (pci != null) {
            names.add(pci);
        }
        if (results != null) {
            names.add(results);
        }
        for (String name : names) {
            try (InputStream in = new Resource(name).open()) {
                Files.copy(in, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
