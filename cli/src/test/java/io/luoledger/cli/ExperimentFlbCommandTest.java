package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ExperimentFlbCommandTest {
    @Test
    void shouldShowWhatBreaksAndHow() {
        // When
        Ran ran = Ran.command("experiment", "flb", "--design", "lock-in-finish,rwsem", "--threads", "probe,finish");

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.OK);
        assertThat(ran.out())
                .startsWith("Every interleaving of threads probe, finish, at most 1000000 states each,"
                        + " with partial-order reduction.\n")
                .containsPattern("lock-in-finish +refuses +null pointer 2/3/25, deadlock 2/1/16 ")
                .containsPattern("rwsem, refuses: none in \\d+ states\n")
                .contains("deadlock: probe waits in liveupdate_flb_get_incoming for flb.incoming.lock, held by finish;")
                .contains("  1 context switch, 16 steps\n")
                .contains("  finish waits in pci_flb_finish for pci_flb_incoming_lock, held by probe.\n")
                .contains(
                        "  Told by a simulated kernel seed+luo8+flb-finish-locks, the ledger says: LIFE-CALL-STUCK, ");
    }

    @Test
    void shouldNeverSayNoneWhereTheBoundWasReached() {
        // When
        Ran ran = Ran.command("experiment", "flb", "--design", "rwsem", "--bound", "10");

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.OK);
        assertThat(ran.out())
                .contains("rwsem, refuses: bound reached, nothing is said of what wasn't looked at\n")
                .doesNotContain("none in");
    }

    @Test
    void shouldTellTheSameAsOneJsonDocument() throws IOException {
        // When
        Ran ran = Ran.command("experiment", "flb", "--design", "seed", "--up-to", "2", "--no-reduction", "--json");

        // Then
        JsonNode document = new ObjectMapper().readTree(ran.out());
        assertThat(document.get("complete").asBoolean()).isTrue();
        assertThat(document.get("reduction").asBoolean()).isFalse();
        assertThat(document.get("threadSets")).hasSize(20);
        JsonNode refuses = document.get("designs").get(0);
        assertThat(refuses.get("design").asText()).isEqualTo("seed");
        assertThat(refuses.get("refusesAfterFinish").asBoolean()).isTrue();
        JsonNode found = refuses.get("found").get(0);
        assertThat(found.get("kind").asText()).isEqualTo("use after free");
        assertThat(found.get("contextSwitches").asInt()).isEqualTo(3);
        assertThat(found.get("fewest").asBoolean()).isTrue();
        assertThat(found.get("told").get("kernels").get(0).asText()).isEqualTo("seed+luo8");
        assertThat(found.get("told").get("findings").get(0).asText()).isEqualTo("LIFE-KERNEL-DIED");
        JsonNode last = found.get("run").get(found.get("run").size() - 1);
        assertThat(last.get("thread").asText()).isEqualTo("open");
        assertThat(last.get("at").asText()).isEqualTo("pci_liveupdate_incoming_is_preserved");
        assertThat(last.get("does").asText()).isEqualTo("searches the table");
    }

    @Test
    void shouldTellAProgramThatTheBoundWasReached() throws IOException {
        // When
        Ran ran = Ran.command("experiment", "flb", "--design", "rwsem", "--bound", "10", "--json");

        // Then
        assertThat(new ObjectMapper().readTree(ran.out()).get("complete").asBoolean())
                .isFalse();
    }

    @Test
    void shouldRefuseWhatItDoesNotKnow() {
        assertThat(Ran.command("experiment", "flb", "--design", "spinlock").err())
                .contains("--design: unknown design \"spinlock\", expected one of seed, lock-in-finish, ");
        assertThat(Ran.command("experiment", "flb", "--threads", "probe,close").err())
                .contains("--threads: unknown thread \"close\", expected one of probe, open, finish, retrieve, rescan");
        assertThat(Ran.command("experiment", "flb", "--up-to", "7").err()).contains("--up-to takes 1 to 6, not 7");
        assertThat(Ran.command("experiment", "flb", "--bound", "0").err()).contains("--bound takes 1 or more, not 0");
        assertThat(Ran.command("experiment").err()).contains("which experiment?");
        assertThat(Ran.command("experiment", "flb", "--bound", "0").code()).isEqualTo(ExitCode.USAGE);
    }
}
