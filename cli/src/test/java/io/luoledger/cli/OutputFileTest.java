package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.files.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void shouldNeverGrowInAFileThatLiesThereUnderItsName() throws IOException {
        // Given: in a directory that others may write to, a link to something of worth
        Path worth = Files.writeString(directory.resolve("worth"), "kept");
        Path taken = directory.resolve(".out.json." + ProcessHandle.current().pid() + ".part");
        Files.createSymbolicLink(taken, worth);

        // When
        try (OutputFile file = ForceOption.create(directory.resolve("out.json"))) {
            file.writer().print("new");
            file.complete();
        }

        // Then
        assertThat(directory.resolve("out.json")).hasContent("new").isRegularFile();
        assertThat(worth).hasContent("kept");
        assertThat(taken).isSymbolicLink();
    }

    @Test
    @EnabledIf("hasFullDevice")
    void shouldSayThatTheDiskIsFull() {
        // When
        Ran log = Ran.command("simulate", "--scenario", "vm-host", "-o", "/dev/full");

        // Then
        assertThat(log.code()).isEqualTo(3);
        assertThat(log.err()).isEqualTo("luo-ledger: /dev/full: can't be written: no space left on /dev\n");
    }

    static boolean hasFullDevice() {
        return Files.isWritable(Path.of("/dev/full"));
    }
}
