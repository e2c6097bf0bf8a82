package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldFindTheShippedSchemasCompatible() {
        assertThat(run("schema", "check")).isZero();
        assertThat(out.toString()).contains("ok    luo.events-value: against ").contains(", both directions\n");
    }

    @Test
    void shouldPrintJson() {
        assertThat(run("schema", "check", "--json")).isZero();
        assertThat(out.toString())
                .startsWith("{\"subjects\":[{\"subject\":\"luo.")
                .endsWith("\"problems\":[],\"edited\":[]}\n");
    }

    @Test
    void shouldPublishIntoADirectoryOnce(@TempDir Path history) throws IOException {
        // Given
        Files.writeString(history.resolve("ids.tsv"), "# none yet\n");

        // When
        int first = run("schema", "publish", "--history", history.toString(), "--release");
        int second = run("schema", "publish", "--history", history.toString(), "--replace-unreleased");

        // Then
        assertThat(first).isZero();
        assertThat(second).isZero();
        assertThat(out.toString())
                .contains("wrote " + history.resolve("luo.events-value.v1.avsc") + "\n")
                .contains("released luo.events-value.v1.avsc\n")
                .endsWith("Nothing to publish: every schema is its newest version.\n");
    }

    @Test
    void shouldExitWith3WhereThereAreNoSchemasAnd2WithoutACommand(@TempDir Path empty) {
        assertThat(run("schema", "publish", "--history", empty.toString())).isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo(
                        "luo-ledger: " + empty + ": no ids.tsv in it, expected the directory of published schemas\n");
        assertThat(run("schema")).isEqualTo(2);
    }

    private int run(String... arguments) {
        return LuoLedger.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }
}
