package io.luoledger.trace;

import io.luoledger.event.Draft;
import io.luoledger.text.TextFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The captures, and imports of them. */
final class Captures {
    private static final Path ROOT = Path.of("src/test/resources");

    private Captures() {}

    /** Events of an import, and its report. */
    record Imported(List<Draft> events, ImportReport report) {
        List<Draft> ofBoot(int number) {
            String id = report.boots().get(number).id();
            return events.stream().filter(draft -> draft.boot().id().equals(id)).toList();
        }

        /** Live-update number, type and the rest, one event per line. */
        List<String> told() {
            return events.stream()
                    .map(draft -> draft.boot().liveUpdate() + " " + draft.body())
                    .toList();
        }
    }

    static boolean exists(String name) {
        return Files.exists(ROOT.resolve(name)) || Files.exists(ROOT.resolve(name + ".gz"));
    }

    static TextFile file(String name) {
        Path path = ROOT.resolve(name);
        return new TextFile() {
            @Override
            public String name() {
                return String.valueOf(path.getFileName());
            }

            @Override
            public InputStream open() throws IOException {
                return Files.exists(path)
                        ? Files.newInputStream(path)
                        : new GZIPInputStream(Files.newInputStream(ROOT.resolve(name + ".gz")));
            }
        };
    }

    static String text(String name) {
        try (InputStream in = file(name).open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static TextFile text(String name, String content) {
        return TextFile.of(name, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    /** Names of the scenarios in a directory: "traces/simple-7.3-to-7.3". */
    static List<String> scenarios(String directory) {
        try (Stream<Path> files = Files.list(ROOT.resolve(directory))) {
            return files.map(file -> String.valueOf(file.getFileName()).replaceFirst("\\.gz$", ""))
                    .filter(name -> name.endsWith(".outgoing.trace"))
                    .map(name -> directory + "/" + name.substring(0, name.length() - ".outgoing.trace".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The whole scenario: both kernels, with all that was captured. */
    static Imported scenario(String name, boolean withConsole) {
        List<List<TextFile>> boots = new ArrayList<>();
        boots.add(List.of(file(name + ".outgoing.trace")));
        if (exists(name + ".incoming.trace")) {
            List<TextFile> incoming = new ArrayList<>();
            if (exists(name + ".incoming-boot.ftrace")) {
                incoming.add(file(name + ".incoming-boot.ftrace"));
            }
            incoming.add(file(name + ".incoming.trace"));
            boots.add(incoming);
        }
        List<TextFile> consoles =
                withConsole && exists(name + ".console.log") ? List.of(file(name + ".console.log")) : List.of();
        return run(boots, consoles);
    }

    static Imported run(List<List<TextFile>> boots, List<TextFile> consoles) {
        TraceImport source = new TraceImport("h1", boots, List.of(), consoles);
        List<Draft> events = new ArrayList<>();
        source.forEach(events::add);
        return new Imported(events, source.report());
    }

    /** With what user space recorded. */
    static Imported run(List<List<TextFile>> boots, TextFile results) {
        TraceImport source = new TraceImport("h1", boots, List.of(), List.of(), null, results);
        List<Draft> events = new ArrayList<>();
        source.forEach(events::add);
        return new Imported(events, source.report());
    }

    /** One boot of that text. */
    static Imported importText(String content) {
        return run(List.of(List.of(text("in.trace", content))), List.of());
    }

    /** What was told of one kind. */
    static <T> List<T> bodies(Imported imported, Class<T> type) {
        return imported.events().stream()
                .map(Draft::body)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The two texts of one live update. */
    static Imported imported(String outgoing, String incoming) {
        return run(List.of(List.of(text("out.trace", outgoing)), List.of(text("in.trace", incoming))), List.of());
    }
}
