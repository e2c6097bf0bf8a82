package io.luoledger.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * Publishes the working schemas: writes the next version's file, its line in the table of ids, its checksum. Only adds;
 * what is there is never touched, but for versions that were never released, when told to replace them.
 */
public final class SchemaPublisher {
    /**
     * What was done.
     *
     * @param written files that were written
     * @param problems why nothing was written; empty when it was
     */
    public record Outcome(List<String> written, List<SchemaCheck.Problem> problems) {}

    private final Path history;
    private final Map<String, Schema> working;

    /** Publishes into a directory such as {@code schemas/history}. */
    public SchemaPublisher(Path history) {
        this(history, WorkingSchemas.bySubject());
    }

    SchemaPublisher(Path history, Map<String, Schema> working) {
        this.history = history;
        this.working = working;
    }

    /** Publishes every schema that differs from its newest version. Writes nothing when one of them may not be published. */
    public Outcome publish() {
        requireUnedited();
        List<SchemaHistory.Line> lines = lines();
        List<SchemaCheck.Problem> problems = new ArrayList<>();
        List<SchemaHistory.Line> fresh = new ArrayList<>();
        for (Map.Entry<String, Schema> entry : working.entrySet()) {
            String subject = entry.getKey();
            List<SchemaHistory.Line> published = of(lines, subject);
            if (!published.isEmpty() && read(published.getLast().file()).equals(SchemaText.frozen(entry.getValue()))) {
                continue;
            }
            problems.addAll(problemsOf(subject, published, entry.getValue()));
            int version = published.isEmpty() ? 1 : published.getLast().version() + 1;
            fresh.add(line(lines, subject, version, entry.getValue()));
        }
        return problems.isEmpty() ? write(fresh) : new Outcome(List.of(), problems);
    }

    /**
     * Writes the newest version of every subject anew where it was never released, and publishes what is new. For the
     * time before a release, when a version isn't final yet.
     */
    public Outcome replaceUnreleased() {
        Set<String> released = released();
        List<SchemaHistory.Line> lines = lines();
        List<SchemaCheck.Problem> problems = new ArrayList<>();
        List<SchemaHistory.Line> replaced = new ArrayList<>();
        for (Map.Entry<String, Schema> entry : working.entrySet()) {
            List<SchemaHistory.Line> published = of(lines, entry.getKey());
            if (published.isEmpty() || released.contains(published.getLast().file())) {
                continue;
            }
            SchemaHistory.Line last = published.getLast();
            problems.addAll(problemsOf(entry.getKey(), published.subList(0, published.size() - 1), entry.getValue()));
            boolean same = read(last.file()).equals(SchemaText.frozen(entry.getValue()));
            boolean summed = SchemaHistory.sum(read(last.file()))
                    .equals(SchemaHistory.sums(read(SchemaHistory.SUMS)).get(last.file()));
            if (!same) {
                // another content, another id: what was written meanwhile is refused rather than misread
                replaced.add(line(lines, last.subject(), last.version(), entry.getValue()));
            } else if (!summed) {
                replaced.add(last);
            }
        }
        if (!problems.isEmpty()) {
            return new Outcome(List.of(), problems);
        }
        List<String> written = new ArrayList<>(write(replaced).written());
        Outcome rest = publish();
        written.addAll(rest.written());
        return new Outcome(written, rest.problems());
    }

    /** Marks every version that stands as released: from then on none of them is ever replaced. */
    public List<String> release() {
        requireUnedited();
        Set<String> all = new TreeSet<>(released());
        List<String> added =
                lines().stream().map(SchemaHistory.Line::file).filter(all::add).toList();
        put(SchemaHistory.RELEASED, String.join("\n", all) + "\n");
        return added;
    }

    private List<SchemaCheck.Problem> problemsOf(String subject, List<SchemaHistory.Line> published, Schema schema) {
        List<SchemaCheck.Problem> problems = new ArrayList<>(SchemaCheck.ofItself(subject, schema));
        for (SchemaHistory.Line line : published) {
            Schema frozen = new Schema.Parser().parse(read(line.file()));
            problems.addAll(SchemaCheck.against(subject, line.version(), frozen, schema));
        }
        return problems;
    }

    /** A version's line, with an id that no other line has. */
    private static SchemaHistory.Line line(List<SchemaHistory.Line> lines, String subject, int version, Schema schema) {
        SchemaHistory.Line line = new SchemaHistory.Line(
                SchemaHistory.idOf(subject, SchemaText.frozen(schema)),
                subject,
                version,
                subject + ".v" + version + ".avsc");
        lines.stream()
                .filter(other -> other.id() == line.id() && !other.file().equals(line.file()))
                .findFirst()
                .ifPresent(other -> {
                    throw new UnreadableInputException(line.file() + ": its id " + line.id() + " is that of "
                            + other.file() + ": the same schema, or a rare chance; change a doc of it");
                });
        return line;
    }

    private Outcome write(List<SchemaHistory.Line> versions) {
        Map<String, String> sums = new LinkedHashMap<>(SchemaHistory.sums(read(SchemaHistory.SUMS)));
        String ids = read(SchemaHistory.IDS);
        for (SchemaHistory.Line line : versions) {
            Schema schema = working.get(line.subject());
            if (schema == null) {
                throw new IllegalStateException("no working schema for " + line.subject());
            }
            String text = SchemaText.frozen(schema);
            put(line.file(), text);
            sums.put(line.file(), SchemaHistory.sum(text));
            ids = SchemaHistory.with(ids, line);
        }
        if (!versions.isEmpty()) {
            put(SchemaHistory.SUMS, SchemaHistory.sumsText(sums));
            put(SchemaHistory.IDS, ids);
        }
        return new Outcome(versions.stream().map(SchemaHistory.Line::file).toList(), List.of());
    }

    private void requireUnedited() {
        List<String> edited = SchemaHistory.edited(this::find);
        if (!edited.isEmpty()) {
            throw new UnreadableInputException(history + ": " + String.join("; ", edited) + "; nothing was changed");
        }
    }

    private List<SchemaHistory.Line> lines() {
        return SchemaHistory.lines(find(SchemaHistory.IDS)
                .orElseThrow(() -> new UnreadableInputException(history + ": no " + SchemaHistory.IDS
                        + " in it, expected the directory of published schemas")));
    }

    private Set<String> released() {
        return read(SchemaHistory.RELEASED)
                .lines()
                .filter(line -> !line.isBlank())
                .collect(Collectors.toSet());
    }

    private static List<SchemaHistory.Line> of(List<SchemaHistory.Line> lines, String subject) {
        return lines.stream().filter(line -> line.subject().equals(subject)).toList();
    }

    private String read(String name) {
        return find(name).orElse("");
    }

    private Optional<String> find(String name) {
        Path file = history.resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UnreadableInputException(file + ": can't be read: " + Reason.of(e), e);
        }
    }

    private void put(String name, String text) {
        try {
            Files.writeString(
                    history.resolve(name),
                    text,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UnreadableInputException(history.resolve(name) + ": can't be written: " + Reason.of(e), e);
        }
    }
}
