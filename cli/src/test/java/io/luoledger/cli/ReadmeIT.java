package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every luo-ledger command of the README as a reader would, one after the other in one directory. */
class ReadmeIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|console)\\n(.*?)^```$");
    /** The broker's port differs from run to run, the digest from version to version of the state. */
    private static final Pattern VARYING = Pattern.compile("127\\.0\\.0\\.1:\\d+|[0-9a-f]{16}(?=\\.\\.\\.)");

    private static final String COMMAND = "./luo-ledger ";
    private static final long PATIENCE_SECONDS = 180;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final List<Process> background = new ArrayList<>();

    @AfterEach
    void stopWhatRunsBehind() throws InterruptedException {
        for (Process process : background) {
            process.destroy();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void shouldRunEveryCommandOfTheReadme() throws IOException, InterruptedException {
        // Given
        String readme = Files.readString(ROOT.resolve("README.md"));
        List<String> commands = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(readme);

        // When
        while (blocks.find()) {
            if (blocks.group(1).equals("sh")) {
                for (String line : blocks.group(2).lines().toList()) {
                    if (line.startsWith(COMMAND)) {
                        commands.add(line);
                        run(line);
                    } else {
                        // the test command is what runs this very test
                        assertThat(line).isEqualTo("mvn verify");
                    }
                }
            } else {
                compare(blocks.group(2));
            }
        }

        // Then
        assertThat(commands).hasSizeGreaterThan(10);
    }

    private void run(String line) throws IOException, InterruptedException {
        if (line.endsWith(" &")) {
            Path output = directory.resolve("background-" + background.size() + ".txt");
            background.add(start(line.substring(0, line.length() - 2), output));
            Awaitility.await("output of " + line)
                    .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .until(() -> Files.readString(output).contains(" serves on "));
            return;
        }
        Path output = directory.resolve("output.txt");
        Process process = start(line, output);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(line).isTrue();
        assertThat(process.exitValue())
                .as(line + "\n" + Files.readString(output))
                .isZero();
    }

    /** A console block is a command and all that it prints. */
    private void compare(String block) throws IOException, InterruptedException {
        int end = block.indexOf('\n');
        String line = block.substring(2, end);
        Path output = directory.resolve("output.txt");
        Process process = start(line, output);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(line).isTrue();
        assertThat(constant(Files.readString(output))).as(line).isEqualTo(constant(block.substring(end + 1)));
    }

    private static String constant(String text) {
        return VARYING.matcher(text).replaceAll("VARIES");
    }

    private Process start(String line, Path output) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                ROOT.resolve("cli/target/luo-ledger-cli-0.1.0.jar").toString()));
        words.addAll(List.of(line.substring(COMMAND.length()).split(" ")));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(false)
                .redirectError(directory.resolve("errors.txt").toFile())
                .redirectOutput(output.toFile());
        builder.environment().put("NO_COLOR", "1");
        builder.environment().put("LC_ALL", StandardCharsets.UTF_8.name());
        return builder.start();
    }
}
