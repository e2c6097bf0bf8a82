package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a build tree, with a build and a Java that do as they are told: several starts at a time. */
class LauncherTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path tree;

    private final List<Process> running = new ArrayList<>();

    @BeforeEach
    void plant() throws IOException {
        Files.copy(Path.of("..", "luo-ledger"), tree.resolve("luo-ledger"));
        write("pom.xml", "");
        write("cli/pom.xml", "");
        write("cli/src/main/Source.java", "");
        write("jdk/release", "JAVA_VERSION=\"21.0.1\"\n");
        // "serve" runs until it is given a line
        script("jdk/bin/java", """
                case "$*" in
                  *-cp*) exit 0 ;;
                  *serve*) echo up >>"$TREE/served" && read line ;;
                esac
                """);
        // so does the build
        script("bin/mvn", """
                echo begun >>"$TREE/builds"
                read line
                mkdir -p cli/target && wc -l <"$TREE/builds" >cli/target/luo-ledger-cli-0.1.0.jar
                """);
    }

    @AfterEach
    void end() {
        running.forEach(Process::destroyForcibly);
    }

    private void write(String name, String text) throws IOException {
        Path file = tree.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void script(String name, String text) throws IOException {
        write(name, "#!/bin/sh\n" + text);
        assertThat(tree.resolve(name).toFile().setExecutable(true)).isTrue();
    }

    private Process start(String said, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", tree + "/luo-ledger"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(tree.resolve(said).toFile());
        builder.environment().put("TREE", tree.toString());
        builder.environment().put("JAVA_HOME", tree + "/jdk");
        builder.environment().put("PATH", tree + "/bin:" + System.getenv("PATH"));
        Process process = builder.start();
        running.add(process);
        return process;
    }

    private List<String> lines(String name) throws IOException {
        Path file = tree.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    }

    private static void line(Process process) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    private static void end(Process process) throws Exception {
        line(process);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void shouldBuildOnceForSeveralStartsAtATime() throws Exception {
        // Given: one that builds
        Process first = start("first", "--version");
        await().atMost(PATIENCE).until(() -> lines("builds").size() == 1);

        // When
        Process second = start("second", "--version");
        await().atMost(PATIENCE).until(() -> !lines("second").isEmpty());
        end(first);
        assertThat(second.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        // Then
        assertThat(lines("second")).containsExactly("luo-ledger: another start is building; waiting for it ...");
        assertThat(lines("builds")).hasSize(1);
    }

    @Test
    void shouldBuildAnewBesideOneThatBuiltItselfAndRunsOn() throws Exception {
        // Given
        Process serving = start("said", "serve");
        line(serving);
        await().atMost(PATIENCE).until(() -> lines("served").equals(List.of("up")));
        try (BufferedReader itsJar =
                Files.newBufferedReader(tree.resolve("cli/target/luo-ledger-cli-0.1.0.jar"), StandardCharsets.UTF_8)) {

            // When: a source changes
            Files.setLastModifiedTime(
                    tree.resolve("cli/src/main/Source.java"),
                    FileTime.from(Instant.now().plusSeconds(60)));
            end(start("second", "--version"));

            // Then: it holds up nobody, and its own files are left to it
            assertThat(lines("builds")).hasSize(2);
            assertThat(itsJar.readLine().strip()).isEqualTo("1");
            assertThat(serving.isAlive()).isTrue();
            end(serving);
        }
    }
}
