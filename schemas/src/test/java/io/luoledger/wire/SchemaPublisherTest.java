package io.luoledger.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaPublisherTest {
    private static final Schema FIRST = schema("");
    private static final Schema SECOND =
            schema(", {\"name\": \"n\", \"type\": \"int\", \"default\": 0, \"doc\": \"d\"}");
    private static final Schema BAD = schema(", {\"name\": \"n\", \"type\": \"int\", \"doc\": \"d\"}");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path history;

    @BeforeEach
    void setUp() throws IOException {
        Files.writeString(history.resolve("ids.tsv"), "# id\tsubject\tversion\tfile\n");
    }

    @Test
    void shouldWriteTheNextVersionItsIdAndItsChecksum() throws IOException {
        // Given
        publisher(Map.of("a", FIRST)).publish();
        String frozen = Files.readString(history.resolve("a.v1.avsc"));

        // When
        Map<String, Schema> working = new TreeMap<>(Map.of("a", SECOND, "b", FIRST));
        SchemaPublisher.Outcome outcome = publisher(working).publish();

        // Then
        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.written()).containsExactly("a.v2.avsc", "b.v1.avsc");
        assertThat(history.resolve("ids.tsv"))
                .hasContent("# id\tsubject\tversion\tfile\n"
                        + id("a", FIRST) + "\ta\t1\ta.v1.avsc\n"
                        + id("a", SECOND) + "\ta\t2\ta.v2.avsc\n"
                        + id("b", FIRST) + "\tb\t1\tb.v1.avsc\n");
        assertThat(history.resolve("a.v1.avsc")).hasContent(frozen);
        assertThat(SchemaHistory.edited(this::read)).isEmpty();
        assertThat(publisher(working).publish().written()).isEmpty();
    }

    @Test
    void shouldWriteNothingWhenOneOfThemIsIncompatible() throws IOException {
        // Given
        publisher(Map.of("a", FIRST)).publish();
        Map<String, String> before = snapshot();

        // When
        SchemaPublisher.Outcome outcome =
                publisher(Map.of("a", BAD, "b", FIRST)).publish();

        // Then
        assertThat(outcome.written()).isEmpty();
        assertThat(outcome.problems()).extracting(SchemaCheck.Problem::path).containsExactly("R.n");
        assertThat(snapshot()).isEqualTo(before);
    }

    @Test
    void shouldReplaceAVersionOnlyUntilItIsReleased() throws IOException {
        // Given
        publisher(Map.of("a", FIRST)).publish();

        // When
        List<String> replaced = publisher(Map.of("a", BAD)).replaceUnreleased().written();
        List<String> released = publisher(Map.of("a", BAD)).release();
        SchemaPublisher.Outcome after = publisher(Map.of("a", FIRST)).replaceUnreleased();

        // Then
        assertThat(replaced).containsExactly("a.v1.avsc");
        assertThat(history.resolve("ids.tsv"))
                .hasContent("# id\tsubject\tversion\tfile\n" + id("a", BAD) + "\ta\t1\ta.v1.avsc\n");
        assertThat(released).containsExactly("a.v1.avsc");
        assertThat(after.written()).isEmpty();
        assertThat(after.problems()).isNotEmpty();
        assertThat(history.resolve("a.v1.avsc")).hasContent(SchemaText.frozen(BAD));
        assertThat(SchemaHistory.edited(this::read)).isEmpty();
    }

    @Test
    void shouldRefuseToGoOnWhenAPublishedSchemaWasEdited() throws IOException {
        // Given
        publisher(Map.of("a", FIRST)).publish();
        Files.writeString(history.resolve("a.v1.avsc"), SchemaText.frozen(SECOND));

        // When / Then
        assertThatThrownBy(() -> publisher(Map.of("a", SECOND)).publish())
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageContaining("a.v1.avsc: was edited after it was published, expected SHA-256 ");
    }

    @Test
    void shouldSayThatADirectoryHoldsNoSchemas() throws IOException {
        // Given
        Files.delete(history.resolve("ids.tsv"));

        // When / Then
        assertThatThrownBy(() -> publisher(Map.of()).publish())
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(history + ": no ids.tsv in it, expected the directory of published schemas");
    }

    private static int id(String subject, Schema schema) {
        return SchemaHistory.idOf(subject, SchemaText.frozen(schema));
    }

    private SchemaPublisher publisher(Map<String, Schema> working) {
        return new SchemaPublisher(history, working);
    }

    private java.util.Optional<String> read(String name) {
        try {
            Path file = history.resolve(name);
            return Files.exists(file) ? java.util.Optional.of(Files.readString(file)) : java.util.Optional.empty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Map<String, String> snapshot() throws IOException {
        try (Stream<Path> files = Files.list(history)) {
            Map<String, String> snapshot = new TreeMap<>();
            for (Path file : files.toList()) {
                snapshot.put(file.getFileName().toString(), Files.readString(file));
            }
            return snapshot;
        }
    }

    private static Schema schema(String more) {
        return new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"R\", \"namespace\": \"t\", \"doc\": \"d\", \"fields\": ["
                        + "{\"name\": \"a\", \"type\": {\"type\": \"string\", \"avro.java.string\": \"String\"},"
                        + " \"doc\": \"d\"}" + more + "]}");
    }
}
