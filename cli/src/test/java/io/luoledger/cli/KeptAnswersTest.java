package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptAnswersTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void shouldKeepWhatTheCommandsSay() throws Exception {
        // When
        KeptAnswers.write(directory);

        // Then
        String help = Ran.command("--help").out();
        assertThat(directory.resolve("help")).hasContent(help);
        assertThat(Files.readString(directory.resolve("help.colours")))
                .contains("\u001b[")
                .matches(colours -> colours.replaceAll("\u001b\\[[0-9;]*m", "").equals(help));
        List<String> verdicts = Files.readAllLines(directory.resolve("verdicts"));
        assertThat(verdicts).contains("7.1 7.2 1", "7.3 7.3 0").allSatisfy(line -> {
            String[] words = line.split(" ", -1);
            assertThat(Ran.command("abi", "check", "--from", words[0], "--to", words[1])
                            .code())
                    .isEqualTo(Integer.parseInt(words[2]));
        });
    }
}
