package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged command on a pipe, where nothing says UTF-8, and COLUMNS what it likes. */
class SurroundingsIT {
    private static final Path JAR =
            Path.of("target", "luo-ledger-cli-0.1.0.jar").toAbsolutePath();
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory = Path.of(".");

    @ParameterizedTest
    @CsvSource({"60, 60", "80, 80", "120, 120", ", 100", "wide, 100"})
    void shouldKeepToUtf8AndToTheWidth(@Nullable String columns, int width) throws IOException, InterruptedException {
        // Given
        Path log = directory.resolve("log.avro");
        Ran.command("simulate", "--scenario", "partial-retrieve", "--host", "h\u00e9", "-o", log);

        // When
        String replayed = run(columns, "replay", log.toString());
        String found = run(columns, "findings");
        String json = run(columns, "replay", log.toString(), "--json");

        // Then
        assertThat(replayed).contains("h\u00e9").doesNotContain("\u001b");
        assertThat(found.lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width))
                .anySatisfy(line -> assertThat(line.length()).isGreaterThan(width - 15));
        assertThat(json).contains("\"h\u00e9\"");
    }

    private String run(@Nullable String columns, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dfile.encoding=US-ASCII",
                "-Dstdout.encoding=US-ASCII",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(words));
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("errors.txt").toFile())
                .redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("NO_COLOR", "1");
        builder.environment().remove("COLUMNS");
        if (columns != null) {
            builder.environment().put("COLUMNS", columns);
        }
        Process process = builder.start();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
