package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every luo-ledger command of the README, and of each page under docs, as a reader would: one after the other in one directory. */
class ReadmeIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path README = ROOT.resolve("README.md");
    /** What the README's reader has from "demo --keep", and each page under docs begins with. */
    private static final String KEPT = "captures";

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|console)\\n(.*?)^```$");
    private static final Pattern LEFT_OUT = Pattern.compile("(?m)^\\.\\.\\.\\n");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
    /** The broker's port differs from run to run, the digest from version to version of the state. */
    private static final Pattern VARYING = Pattern.compile("127\\.0\\.0\\.1:\\d+|[0-9a-f]{16}(?=\\.\\.\\.)");

    private static final String COMMAND = "./luo-ledger ";
    private static final long PATIENCE_SECONDS = 180;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    private final List<Process> background = new ArrayList<>();

    @AfterEach
    void stopWhatRunsBehind() throws InterruptedException {
        for (Process process : background) {
            process.destroy();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        background.clear();
    }

    @Test
    void shouldRunEveryCommandOfTheReadmeAndThePages() throws IOException, InterruptedException {
        // Given
        Path directory = Files.createDirectory(temp.resolve("README"));

        // When
        int commands = runAll(README, directory);
        for (Path page : pages()) {
            Path own = Files.createDirectory(temp.resolve(page.getFileName()));
            copy(directory.resolve(KEPT), own.resolve(KEPT));
            commands += runAll(page, own);
        }

        // Then
        assertThat(commands).isGreaterThan(60);
    }

    @Test
    void shouldLinkToWhatIsThere() throws IOException {
        // Given
        List<Path> texts = Stream.concat(
                        Stream.of(README, ROOT.resolve("CONTRIBUTING.md"), ROOT.resolve("CHANGELOG.md")),
                        pages().stream())
                .toList();

        // When
        List<String> broken = new ArrayList<>();
        for (Path text : texts) {
            Matcher links = LINK.matcher(Files.readString(text));
            while (links.find()) {
                Path target = links.group(1).isEmpty() ? text : text.resolveSibling(links.group(1));
                if (!Files.exists(target)
                        || (links.group(2) != null && !anchors(target).contains(links.group(2)))) {
                    broken.add(ROOT.relativize(text) + ": " + links.group());
                }
            }
        }

        // Then
        assertThat(broken).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    /** As they are made of headings where Markdown is shown. */
    private static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /** @return how many commands there were */
    private int runAll(Path page, Path directory) throws IOException, InterruptedException {
        int commands = 0;
        Matcher blocks = BLOCK.matcher(Files.readString(page));
        while (blocks.find()) {
            if (blocks.group(1).equals("sh")) {
                for (String line : blocks.group(2).lines().toList()) {
                    if (line.startsWith(COMMAND)) {
                        commands++;
                        run(line, directory);
                    } else {
                        // the test command is what runs this very test
                        assertThat(line).isEqualTo("mvn verify");
                    }
                }
            } else {
                compare(blocks.group(2), directory);
            }
        }
        stopWhatRunsBehind();
        return commands;
    }

    private void run(String line, Path directory) throws IOException, InterruptedException {
        if (line.endsWith(" &")) {
            Path output = directory.resolve("background-" + background.size() + ".txt");
            background.add(start(line.substring(0, line.length() - 2), output, directory));
            Awaitility.await("output of " + line)
                    .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .until(() -> Files.readString(output).contains("stop with Ctrl-C"));
            return;
        }
        Path output = directory.resolve("output.txt");
        Process process = start(line, output, directory);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(line).isTrue();
        assertThat(process.exitValue())
                .as(directory.getFileName() + ": " + line + "\n" + Files.readString(output)
                        + Files.readString(directory.resolve("errors.txt")))
                .isZero();
    }

    /** A console block is a command and all that it prints; a line of three dots stands for lines that are left out. */
    private void compare(String block, Path directory) throws IOException, InterruptedException {
        int end = block.indexOf('\n');
        String line = block.substring(2, end);
        Path output = directory.resolve("output.txt");
        Process process = start(line, output, directory);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(line).isTrue();
        String printed = constant(Files.readString(output));
        String told = constant(block.substring(end + 1));
        if (LEFT_OUT.matcher(told).find()) {
            assertThat(printed).as(line).matches(shortened(told));
        } else {
            assertThat(printed).as(line).isEqualTo(told);
        }
    }

    private static Pattern shortened(String told) {
        return Pattern.compile(Arrays.stream(LEFT_OUT.split(told, -1))
                .map(part -> part.isEmpty() ? "" : Pattern.quote(part))
                .collect(Collectors.joining("(?:.*\\n)+")));
    }

    private static String constant(String text) {
        return VARYING.matcher(text).replaceAll("VARIES");
    }

    private Process start(String line, Path output, Path directory) throws IOException {
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
