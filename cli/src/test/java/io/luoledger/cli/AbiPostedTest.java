package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.abi.Catalogue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was posted besides the known kernels, what a string has meant, and hazards in headers. */
class AbiPostedTest {
    private record Run(int code, String out, String err) {}

    @TempDir
    private Path directory = Path.of(".");

    @Test
    void shouldListPostedTreesInGroupsBelowTheKnownKernels() throws Exception {
        // When
        Run text = run("abi", "list");
        JsonNode json = new ObjectMapper().readTree(run("abi", "list", "--json").out());
        // Then
        assertThat(text.out())
                .contains("\ngroup cpu: CPUs that go on running guests through the kexec\n")
                .contains("cpu_flb_v1 cpu_fh_v1");
        assertThat(json.get("kernels")).hasSameSizeAs(Catalogue.names());
        assertThat(json.get("groups").findValuesAsText("name"))
                .containsExactlyElementsOf(
                        Catalogue.groups().stream().map(Catalogue.Group::name).toList());
    }

    @Test
    void shouldKeepPostedTreesOutOfTheMatrixUnlessAGroupIsAskedFor() throws Exception {
        // When
        JsonNode group = new ObjectMapper()
                .readTree(run("abi", "matrix", "--group", "hugetlb", "--json").out());
        JsonNode both = new ObjectMapper()
                .readTree(run("abi", "matrix", "7.3", "--group", "hugetlb", "--json")
                        .out());
        // Then
        assertThat(group.get("pairs")).hasSize(16);
        assertThat(both.get("pairs")).hasSize(25);
        assertThat(run("abi", "matrix", "--group", "nosuch"))
                .satisfies(run -> assertThat(run.code()).isEqualTo(2))
                .satisfies(
                        run -> assertThat(run.err()).contains("--group nosuch: expected one of features, kho, uapi"));
    }

    @Test
    void shouldShowWhatAStringHasMeantAndWhatEachMakesOfTheOthers() throws Exception {
        // When
        Run text = run("abi", "history", "rxe-v1");
        JsonNode json = new ObjectMapper()
                .readTree(run("abi", "history", "rxe-v1", "--json").out());
        // Then
        assertThat(text.code()).isZero();
        assertThat(text.out()).startsWith("rxe-v1: 2 meanings\n").contains("rxe_luo_ser 1288");
        assertThat(json.get("meanings").findValuesAsText("guardForm")).containsOnly("compatible string");
        assertThat(json.at("/pairs/0"))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"from\": 1, \"to\": 2, \"outcome\": \"SILENT\", \"consequence\": "
                                + "\"wrong_metadata\", \"seenBy\": \"its layer's rule\"}"));
    }

    @Test
    void shouldSayThatNobodyHasAString() {
        assertThat(run("abi", "history", "rxe-v9"))
                .isEqualTo(new Run(
                        2,
                        "",
                        "luo-ledger: no kernel and no posted tree has the string rxe-v9; did you mean rxe-v1?\n"));
    }

    @Test
    void shouldEndWithOneWhenAHeaderHoldsAHazardThatIsAnError() throws Exception {
        // Given
        Path header = directory.resolve("include/linux/kho/abi/pool.h");
        Files.createDirectories(header.getParent());
        Files.writeString(header, """
                #define POOL_LUO_FH_COMPATIBLE "pool-v1"
                struct pool_ser {
                	u64 size;
                	bool hot;
                } __packed;
                """);
        // When
        Run error = run("abi", "lint", directory.toString());
        Run warning = run("abi", "lint", "xarray-16k");
        JsonNode json = new ObjectMapper()
                .readTree(run("abi", "lint", directory.toString(), "--json").out());
        // Then
        assertThat(error.code()).isEqualTo(1);
        assertThat(error.out())
                .contains(": 1 error, 0 warnings\n")
                .contains("ERROR  ABI-LINT-BOOL  pool_ser.hot")
                .contains("at include/linux/kho/abi/pool.h:4")
                .contains("fix: Use a u8");
        assertThat(warning.code()).isZero();
        assertThat(json.at("/kernels/0/findings/0/line").asInt()).isEqualTo(4);
        assertThat(run("abi", "explain", "ABI-LINT-BOOL").out()).startsWith("ABI-LINT-BOOL  ERROR");
    }

    @Test
    void shouldSayByWhichSortOfGuardAKindIsKept() {
        assertThat(run("abi", "check", "--from", "memfd-features", "--to", "memfd-features")
                        .out())
                .contains("memfd (compatible string and feature flags)");
    }

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = LuoLedger.run(new PrintWriter(out), new PrintWriter(err), arguments);
        return new Run(code, out.toString(), err.toString());
    }
}
