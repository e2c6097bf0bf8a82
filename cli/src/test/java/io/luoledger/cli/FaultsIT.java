package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.faults.FaultSuite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few faults on a real cluster with every build; docs/reliability.md has the whole. */
class FaultsIT {
    @TempDir
    private Path temp;

    @Test
    void shouldLoseNothingAndCountNothingTwiceWhenProcessesAreKilled() {
        // Given
        ContainerEngine.require(FaultsIT.class);
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);

        // When
        boolean held = FaultSuite.run(
                out,
                "--kinds",
                "kill-writer,kill-processor,kill-leader",
                "--runs",
                "1",
                "--seed",
                "1",
                "--product",
                "target",
                "--directory",
                temp.toString());

        // Then: with each run's seed, and the command that repeats it
        assertThat(held).as(told.toString(StandardCharsets.UTF_8)).isTrue();
    }
}
