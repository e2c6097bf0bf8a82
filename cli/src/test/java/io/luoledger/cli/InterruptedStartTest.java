package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C at a bad moment: while the embedded broker starts. */
class InterruptedStartTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    /** @param sign what there is of the broker when the process is told to end */
    @ParameterizedTest
    @ValueSource(strings = {"lock", "broker.properties", "broker/meta.properties"})
    void shouldLeaveNothingBehind(String sign) throws Exception {
        // Given
        Path scratch = Files.createDirectory(temp.resolve("scratch"));
        Path said = temp.resolve("said");
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Djava.io.tmpdir=" + scratch,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LuoLedger.class.getName(),
                        "demo")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> directories(scratch).stream().anyMatch(one -> Files.exists(one.resolve(sign))));

        // When: SIGTERM, which the JVM takes as it takes Ctrl-C
        demo.destroy();

        // Then
        assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(directories(scratch)).isEmpty();
        assertThat(Files.readString(said)).doesNotContain("defect").doesNotContain("can't start");
    }

    private static List<Path> directories(Path scratch) {
        try (Stream<Path> all = Files.list(scratch)) {
            return all.filter(one -> one.getFileName().toString().startsWith("luo-ledger-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
