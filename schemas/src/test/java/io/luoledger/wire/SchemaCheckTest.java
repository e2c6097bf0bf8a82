package io.luoledger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.ledger.Topics;
import io.luoledger.wire.SchemaCheck.Direction;
import io.luoledger.wire.SchemaCheck.Problem;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaCheckTest {
    private static final String BASE = """
            {"type": "record", "name": "R", "namespace": "t", "doc": "d", "fields": [
              {"name": "a", "type": "long", "doc": "d"},
              {"name": "b", "type": ["null", "string"], "default": null, "doc": "d"},
              {"name": "c", "type": {"type": "enum", "name": "C", "doc": "d", "symbols": ["X", "Y"], "default": "X"}, "doc": "d"},
              {"name": "u", "type": ["int", {"type": "record", "name": "In", "doc": "d", "fields": [
                 {"name": "i", "type": {"type": "fixed", "name": "F", "doc": "d", "size": 4}, "doc": "d"}]}], "doc": "d"}]}
            """;

    private static final String KIND = "\"type\": \"record\", \"name\": \"Kind\", \"fields\":"
            + " [{\"name\": \"k\", \"type\": [\"null\", \"string\"], \"default\": null}]";
    private static final String OTHER = "\"type\": \"record\", \"name\": \"Other\", \"fields\": []";

    @Test
    void shouldFindTheWorkingSchemasCompatibleWithEveryPublishedVersion() {
        // a difference from the newest version means: `luo-ledger schema publish` (see schemas/history/README.md)
        assertThat(SchemaCheck.ofWorkingSchemas()).isEmpty();
    }

    @Test
    void shouldFindNoPublishedSchemaEdited() {
        assertThat(SchemaTable.edited()).isEmpty();
    }

    @Test
    void shouldCheckTheRecordOfEveryTopic() {
        assertThat(WorkingSchemas.bySubject().keySet())
                .contains("luo.events-value", "luo.heads-value", "luo.view-value", "luo.findings-value")
                .allMatch(subject -> Topics.ALL.stream().anyMatch(topic -> subject.equals(topic.name() + "-value")));
    }

    @Test
    void shouldLetAFieldWithADefaultASymbolAndADocPass() {
        assertThat(against(BASE.replace(
                                "\"doc\": \"d\"}]}\n",
                                "\"doc\": \"other\"},"
                                        + "{\"name\": \"n\", \"type\": \"int\", \"default\": 0, \"doc\": \"d\"}]}")
                        .replace("[\"X\", \"Y\"]", "[\"X\", \"Y\", \"Z\"]")))
                .isEmpty();
    }

    @Test
    void shouldTellAFieldWithoutADefault() {
        assertThat(against(BASE.replace("{\"name\": \"a\"", "{\"name\": \"n\", \"type\": \"int\"}, {\"name\": \"a\"")))
                .containsExactly(new Problem(
                        "s", 1, Direction.BACKWARD, "R.n", "added without a default: n", "give the field a default"));
    }

    @Test
    void shouldTellARemovedFieldInBothWays() {
        assertThat(against(BASE.replace("{\"name\": \"a\", \"type\": \"long\", \"doc\": \"d\"},", "")))
                .extracting(Problem::direction, Problem::path)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Direction.FORWARD, "R.a"),
                        org.assertj.core.groups.Tuple.tuple(Direction.LEDGER, "R.a"));
    }

    @Test
    void shouldTellAnotherDefaultBecauseTheDigestLeavesDefaultsOut() {
        assertThat(against(BASE.replace(
                        "[\"null\", \"string\"], \"default\": null", "[\"string\", \"null\"], \"default\": \"\"")))
                .containsExactly(new Problem(
                        "s",
                        1,
                        Direction.LEDGER,
                        "R.b",
                        "another default: the digest leaves defaults out, so it would change with it",
                        "put the default back (" + org.apache.avro.JsonProperties.NULL_VALUE + ")"));
    }

    @Test
    void shouldTellANewBranchOfAUnion() {
        assertThat(against(BASE.replace("[\"int\", {", "[\"int\", \"string\", {")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.direction()).isEqualTo(Direction.FORWARD);
                    assertThat(problem.path()).isEqualTo("R.u.string");
                    assertThat(problem.reason()).startsWith("the union gained a branch: ");
                    assertThat(problem.remedy())
                            .isEqualTo(
                                    "leave the union as it is, and add a field with a default, or use a new subject");
                });
    }

    @Test
    void shouldLetANewKindOfEventPass() {
        assertThat(SchemaCheck.against("s", 1, event("{" + KIND + "}"), event("{" + KIND + "}, {" + OTHER + "}")))
                .isEmpty();
    }

    @Test
    void shouldTellAKindThatGoesAndAKindThatIsNoRecord() {
        // Given
        Schema frozen = event("{" + KIND + "}, {" + OTHER + "}");

        // When
        List<Problem> problems = SchemaCheck.against("s", 1, frozen, event("{" + KIND + "}, \"string\""));

        // Then
        assertThat(problems)
                .extracting(problem -> problem.direction() + " " + problem.path())
                .contains("BACKWARD LiveUpdateEvent.body.Other", "FORWARD LiveUpdateEvent.body.string");
    }

    @Test
    void shouldTellABranchThatAKindItselfGains() {
        // Given
        Schema frozen = event("{" + KIND + "}");

        // When
        List<Problem> problems = SchemaCheck.against(
                "s", 1, frozen, event("{" + KIND.replace("\"null\",", "\"null\", \"long\",") + "}"));

        // Then
        assertThat(problems)
                .extracting(problem -> problem.direction() + " " + problem.path())
                .containsExactly("FORWARD LiveUpdateEvent.body.Kind.k.long");
    }

    @Test
    void shouldTellASymbolThatGoesThoughTheEnumHasADefault() {
        assertThat(against(BASE.replace("[\"X\", \"Y\"]", "[\"X\"]")))
                .containsExactly(new Problem(
                        "s",
                        1,
                        Direction.LEDGER,
                        "C.Y",
                        "removed: what was written with this symbol would be read as X",
                        "put the symbol back"));
    }

    @Test
    void shouldTellTextThatBecameBytesThoughAvroReadsOneAsTheOther() {
        assertThat(against(BASE.replace("[\"null\", \"string\"]", "[\"null\", \"bytes\"]")))
                .containsExactly(new Problem(
                        "s",
                        1,
                        Direction.LEDGER,
                        "R.b",
                        "text became bytes, or bytes became text: the digest of a copied event would change",
                        "put the type back, and add a new field with a default"));
    }

    @Test
    void shouldTellAnotherTypeAndAnotherSizeAtOnce() {
        // Given
        String changed =
                BASE.replace("\"type\": \"long\"", "\"type\": \"string\"").replace("\"size\": 4", "\"size\": 8");

        // When
        List<Problem> problems = against(changed);

        // Then
        assertThat(problems)
                .filteredOn(problem -> problem.direction() == Direction.BACKWARD)
                .extracting(Problem::path)
                .contains("R.a", "R.u.In.i");
        assertThat(problems)
                .filteredOn(problem -> problem.direction() == Direction.FORWARD)
                .extracting(Problem::path)
                .contains("R.a", "R.u.In.i");
    }

    @Test
    void shouldTellWhatHasNoDocAndNoDefaultSymbol() {
        // Given
        Schema bare = parse(BASE.replace(", \"doc\": \"d\"", "").replace(", \"default\": \"X\"", ""));

        // When
        List<Problem> problems = SchemaCheck.ofItself("s", bare);

        // Then
        assertThat(problems)
                .extracting(problem -> problem.path() + " " + problem.reason())
                .containsExactlyInAnyOrder(
                        "R has no doc",
                        "R.a has no doc",
                        "R.b has no doc",
                        "R.c has no doc",
                        "R.u has no doc",
                        "C has no doc",
                        "C has no default symbol: no symbol could ever be added",
                        "In has no doc",
                        "In.i has no doc",
                        "F has no doc");
    }

    @Test
    void shouldCheckAgainstEveryVersionAndNotOnlyTheLast() {
        // Given
        Schema first = parse(BASE.replace("\"symbols\": [\"X\", \"Y\"]", "\"symbols\": [\"X\"]"));
        Schema second = parse(BASE.replace(
                "{\"name\": \"a\"",
                "{\"name\": \"n\", \"type\": \"int\", \"default\": 1, \"doc\": \"d\"}, {\"name\": \"a\""));
        SchemaTable table = SchemaTable.of(
                List.of(new SchemaTable.Entry(1, "s", 1, first), new SchemaTable.Entry(2, "s", 2, second)));

        // When
        List<Problem> problems = SchemaCheck.check(table, Map.of("s", parse(BASE)));

        // Then
        assertThat(problems)
                .extracting(problem -> problem.version() + " " + problem.direction() + " " + problem.path())
                .containsExactly("2 LEDGER R.n", "2 ITSELF R");
    }

    private static Schema event(String kinds) {
        return parse("{\"type\": \"record\", \"name\": \"LiveUpdateEvent\", \"namespace\": \"io.luoledger.avro\","
                + " \"fields\": [{\"name\": \"body\", \"type\": [" + kinds + "]}]}");
    }

    private static List<Problem> against(String changed) {
        return SchemaCheck.against("s", 1, parse(BASE), parse(changed));
    }

    private static Schema parse(String json) {
        return new Schema.Parser().parse(json);
    }
}
