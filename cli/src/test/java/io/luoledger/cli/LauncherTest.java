package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a directory of its own, where the JVM is a script that ends with a code that nothing else ends with. */
class LauncherTest {
    private static final int ASKED_THE_PROGRAM = 42;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path working;

    @BeforeEach
    void install() throws IOException {
        Files.copy(Path.of("..", "luo-ledger"), home.resolve("luo-ledger"));
        KeptAnswers.write(home.resolve("cli/target/kept"));
        Files.createFile(home.resolve("cli/target/built"));
        Files.createDirectories(home.resolve("jdk/bin"));
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        Path java = Files.writeString(home.resolve("jdk/bin/java"), "#!/bin/sh\nexit " + ASKED_THE_PROGRAM + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void shouldTellTheListOfCommandsByItself() throws Exception {
        // When
        Ran told = start("--help");

        // Then
        assertThat(told).isEqualTo(new Ran(0, Ran.command("--help").out(), ""));
        assertThat(start("-h")).isEqualTo(told);
        assertThat(start("--help", "abi").code()).isEqualTo(ASKED_THE_PROGRAM);
        assertThat(start("abi", "--help").code()).isEqualTo(ASKED_THE_PROGRAM);
    }

    @Test
    void shouldTellWhatStandsAgainstTwoReleasesByItself() throws Exception {
        for (String call : List.of(
                "--from 7.2 --to 7.3 --quiet",
                "-q --to 7.2 --from 7.3",
                "--quiet --from 7.3 --to 7.3",
                "--from 7.3 --both --to 7.3 -q",
                "--from 7.1 --both --to 7.2 -q")) {
            // When
            Ran told = check(call);

            // Then
            assertThat(told).as(call).isEqualTo(Ran.command((Object[]) words(call)));
        }
    }

    @Test
    void shouldLeaveEverythingElseToTheProgram() throws Exception {
        // Given
        Files.createFile(working.resolve("7.0"));

        for (String call : List.of(
                "--from 7.2 --to 7.3",
                "--from 7.2 --to vfio-v5 -q",
                "--from 7.2 --to 99.0 -q",
                "--from 7.2 --to 7.0 -q",
                "--from 7.2 -q",
                "--from 7.2 -q --to",
                "--from 7.2 --from 7.3 --to 7.3 -q",
                "--from 7.2 --to 7.3 -q --json",
                "--from 7.2 --to .*3 -q")) {
            // When
            Ran asked = check(call);

            // Then
            assertThat(asked).as(call).isEqualTo(new Ran(ASKED_THE_PROGRAM, "", ""));
        }
    }

    private Ran check(String call) throws Exception {
        return start(words(call));
    }

    private static String[] words(String call) {
        return ("abi check " + call).split(" ");
    }

    private Ran start(String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("bash", home.resolve("luo-ledger").toString()));
        command.addAll(List.of(words));
        Path out = home.resolve("out.txt");
        Path err = home.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(working.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment()
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "LUO_LEDGER_JAVA_OPTS"));
        builder.environment().keySet().removeAll(List.of("CLICOLOR", "CLICOLOR_FORCE", "ConEmuANSI"));
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        int code = builder.start().waitFor();
        return new Ran(code, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err));
    }
}
