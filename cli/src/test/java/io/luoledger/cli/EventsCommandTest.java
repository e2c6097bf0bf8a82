package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code events} of a log file, as far as it says something of what it doesn't show. */
class EventsCommandTest {
    @TempDir
    private static Path temp;

    private static Path log;

    @BeforeAll
    static void simulate() {
        log = temp.resolve("web-1.avro");
        assertThat(Ran.command("simulate", "--scenario", "vm-host", "--host", "web-1", "-o", log)
                        .code())
                .isZero();
    }

    @Test
    void shouldSayThatThereIsNoSuchHost() {
        assertThat(Ran.command("events", log, "--host", "web-2", "--json"))
                .isEqualTo(new Ran(ExitCode.OK, "", warning("no event of host web-2")));
    }

    @Test
    void shouldSayThatNothingIsAsAsked() {
        assertThat(Ran.command("events", log, "--host", "web-1", "--from", "5", "--to", "3"))
                .isEqualTo(new Ran(ExitCode.OK, "", warning("no event is as asked")));
        assertThat(Ran.command("events", log, "--type", "DmaProgress"))
                .isEqualTo(new Ran(ExitCode.OK, "", warning("no event is as asked")));
    }

    @Test
    void shouldSayNothingBesidesTheEvents() {
        // When
        Ran ran = Ran.command("events", log, "--host", "web-1");

        // Then
        assertThat(ran.lines()).isNotEmpty();
        assertThat(ran.err()).isEmpty();
    }

    private static String warning(String what) {
        return "luo-ledger: warning: " + what + System.lineSeparator();
    }
}
